package mockserver

import (
	"github.com/tidwall/btree"
	"github.com/tidwall/gjson"
)

// collection holds the records of one resource in ordered trees. A copy costs
// nothing until one side is written to.
//
// A record has a number, its place in the order of creation. What is looked up
// most leads to the record itself, every other index to its number, so that a
// change touches only the indexes of what it changes.
type collection struct {
	plan   *storagePlan
	byID   *btree.Map[string, *record]
	bySeq  *btree.Map[uint64, *record]
	unique []*btree.Map[string, uint64]
	groups []*group
	sorted []*btree.BTreeG[stamp]
	next   uint64
}

func newCollection(plan *storagePlan) *collection {
	c := &collection{plan: plan, byID: &btree.Map[string, *record]{}, bySeq: &btree.Map[uint64, *record]{}}
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
	out := &collection{plan: c.plan, byID: c.byID.Copy(), bySeq: c.bySeq.Copy(), next: c.next}
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

// numbered is the record of a number that an index holds.
func (c *collection) numbered(seq uint64) *record {
	r, _ := c.bySeq.Get(seq)
	return r
}

// rival finds a unique member of r whose value another record has already, nil
// for none. What r has in common with old, whose place it is to take, nobody
// else has.
func (c *collection) rival(old, r *record) *uniqueMember {
	for i := range c.plan.unique {
		u := &c.plan.unique[i]
		if old != nil && sameMember(old, r, u.path) {
			continue
		}
		for value := range r.texts(u.path) {
			seq, taken := c.unique[i].Get(fold(value, u.IgnoreCase))
			if taken && c.numbered(seq).id != r.id {
				return u
			}
		}
	}
	return nil
}

// add stores a new record behind all others.
func (c *collection) add(r *record) {
	r.seq = c.next
	c.next++
	c.byID.Set(r.id, r)
	c.bySeq.Set(r.seq, r)
	for i, u := range c.plan.unique {
		for value := range r.texts(u.path) {
			c.unique[i].Set(fold(value, u.IgnoreCase), r.seq)
		}
	}
	for i, m := range c.plan.groups {
		for value := range r.texts(m.path) {
			c.groups[i].add(value, r.seq)
		}
	}
	for i, s := range c.plan.sorted {
		c.sorted[i].Set(r.stamp(c.plan.resource, s))
	}
}

// replace stores r in the place of old, which has the same id.
func (c *collection) replace(old, r *record) {
	r.seq = old.seq
	c.byID.Set(r.id, r)
	c.bySeq.Set(r.seq, r)
	for i, u := range c.plan.unique {
		if sameMember(old, r, u.path) {
			continue
		}
		for value := range old.texts(u.path) {
			c.unique[i].Delete(fold(value, u.IgnoreCase))
		}
		for value := range r.texts(u.path) {
			c.unique[i].Set(fold(value, u.IgnoreCase), r.seq)
		}
	}
	for i, m := range c.plan.groups {
		if sameMember(old, r, m.path) {
			continue
		}
		for value := range old.texts(m.path) {
			c.groups[i].remove(value, r.seq)
		}
		for value := range r.texts(m.path) {
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
