package mockserver

import (
	"strings"

	"github.com/tidwall/btree"
	"github.com/tidwall/gjson"
)

// collection holds the records of one resource in ordered trees. A copy costs
// nothing until one side is written to.
//
// A record has a number, its place in the order of creation. One table leads
// from numbers to records, every index to numbers, so that a change touches the
// table and the indexes of what it changes. No index holds on to the JSON of a
// record that is no more.
type collection struct {
	plan   *storagePlan
	ids    *ids
	all    *table
	unique []*btree.Map[string, uint64]
	groups []*group
	sorted []*btree.BTreeG[stamp]
}

func newCollection(plan *storagePlan) *collection {
	c := &collection{plan: plan, ids: newIDs(), all: newTable()}
	for range plan.unique {
		c.unique = append(c.unique, &btree.Map[string, uint64]{})
	}
	for range plan.groups {
		c.groups = append(c.groups, &group{})
	}
	for range plan.sorted {
		c.sorted = append(c.sorted, btree.NewBTreeGOptions(stamp.before, btree.Options{NoLocks: true}))
	}
	return c
}

// copy shares every tree until one side writes.
func (c *collection) copy() *collection {
	out := &collection{plan: c.plan, ids: c.ids.copy(), all: c.all.copy()}
	for _, t := range c.unique {
		out.unique = append(out.unique, t.Copy())
	}
	for _, g := range c.groups {
		out.groups = append(out.groups, g.copy())
	}
	for _, t := range c.sorted {
		out.sorted = append(out.sorted, t.Copy())
	}
	return out
}

// find is the record of an id, nil for an unknown one.
func (c *collection) find(id string) *record {
	seq, known := c.ids.of(id)
	if !known {
		return nil
	}
	return c.all.at(seq)
}

// rival finds a unique member of r whose value another record has already, nil
// for none. A record that takes the place of another comes with what changed:
// what both have in common, nobody else has.
func (c *collection) rival(r *record, changes map[string]any) *uniqueMember {
	for i := range c.plan.unique {
		u := &c.plan.unique[i]
		if !u.touched(changes) {
			continue
		}
		for value := range r.texts(u.place) {
			seq, taken := c.unique[i].Get(fold(value, u.IgnoreCase))
			if taken && c.all.at(seq).id != r.id {
				return u
			}
		}
	}
	return nil
}

// add stores a new record behind all others. It returns a unique member that it
// took from another, nil for none: who has not asked rival before must give up
// the world.
func (c *collection) add(r *record) (taken *uniqueMember) {
	r.seq = c.all.size
	c.ids.add(r.id, r.seq)
	c.all.set(r)
	for i, u := range c.plan.unique {
		for value := range r.texts(u.place) {
			if other, had := c.unique[i].Set(strings.Clone(fold(value, u.IgnoreCase)), r.seq); had && other != r.seq {
				taken = &c.plan.unique[i]
			}
		}
	}
	for i, m := range c.plan.groups {
		for value := range r.texts(m.place) {
			c.groups[i].add(value, r.seq)
		}
	}
	for i, s := range c.plan.sorted {
		c.sorted[i].Set(r.stamp(c.plan.resource, s))
	}
	return taken
}

// replace stores r in the place of old, which has the same id, and differs in
// changes.
func (c *collection) replace(old, r *record, changes map[string]any) {
	r.seq = old.seq
	c.all.set(r)
	for i, u := range c.plan.unique {
		if !u.touched(changes) || sameMember(old, r, u.path) {
			continue
		}
		for value := range old.texts(u.place) {
			c.unique[i].Delete(fold(value, u.IgnoreCase))
		}
		for value := range r.texts(u.place) {
			c.unique[i].Set(strings.Clone(fold(value, u.IgnoreCase)), r.seq)
		}
	}
	for i, m := range c.plan.groups {
		if !m.touched(changes) || sameMember(old, r, m.path) {
			continue
		}
		for value := range old.texts(m.place) {
			c.groups[i].remove(value, r.seq)
		}
		for value := range r.texts(m.place) {
			c.groups[i].add(value, r.seq)
		}
	}
	for i, s := range c.plan.sorted {
		if before, now := old.stamp(c.plan.resource, s), r.stamp(c.plan.resource, s); before != now {
			c.sorted[i].Delete(before)
			c.sorted[i].Set(now)
		}
	}
}

func sameMember(a, b *record, path string) bool {
	return gjson.Get(a.json, path).Raw == gjson.Get(b.json, path).Raw
}
