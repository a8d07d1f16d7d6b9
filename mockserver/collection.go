package mockserver

import (
	"strings"
	"sync"

	"github.com/tidwall/gjson"
)

// collection holds the records of one resource. A copy shares all that it has,
// and costs the same for any number of records.
//
// A record has a number, its place in the order of creation. One table leads
// from numbers to records, every index to numbers, so that a change touches the
// table and the indexes of what it changes. No index holds on to the JSON of a
// record that is no more.
type collection struct {
	plan   *storagePlan
	ids    *keys
	all    *table
	unique []*keys
	lists  *listIndex

	copying sync.Mutex // several worlds may want a copy at once
}

func newCollection(plan *storagePlan) *collection {
	c := &collection{plan: plan, ids: newKeys(), all: newTable(), lists: newListIndex(plan)}
	for range plan.unique {
		c.unique = append(c.unique, newKeys())
	}
	return c
}

// copy is for a world that wants to write to a collection that others have too.
// What was copied is written to no more, and its lists have caught up.
func (c *collection) copy() *collection {
	c.copying.Lock()
	defer c.copying.Unlock()
	out := &collection{plan: c.plan, ids: c.ids.copy(), all: c.all.copy(), lists: c.lists.copy()}
	for _, t := range c.unique {
		out.unique = append(out.unique, t.copy())
	}
	return out
}

// grow reserves memory for more records, before they are added to a fresh world.
func (c *collection) grow(more int) {
	c.ids.grow(more)
	for _, u := range c.unique {
		u.grow(more)
	}
}

// find is the record of an id, nil for an unknown one.
func (c *collection) find(id string) *record {
	seq, known := c.ids.of(id)
	if !known {
		return nil
	}
	return c.all.at(seq)
}

// conflictWith finds a unique member of r whose value another record has
// already, nil for none. A record that replaces another comes with what changed:
// what both have in common, nobody else has.
func (c *collection) conflictWith(r *record, changes map[string]any) *uniqueMember {
	for i := range c.plan.unique {
		u := &c.plan.unique[i]
		if !u.touched(changes) {
			continue
		}
		for value := range r.values(u.memberPath) {
			seq, taken := c.unique[i].of(fold(value, u.IgnoreCase))
			if taken && c.all.at(seq).id != r.id {
				return u
			}
		}
	}
	return nil
}

// add stores a new record behind all others. While the world is built it
// returns a unique member that it took from another, nil for none, and then the
// world must be given up; later who adds has asked
// conflictWith before.
func (c *collection) add(r *record) (taken *uniqueMember) {
	r.seq = c.all.next()
	c.all.set(r)
	if len(r.parents) == 0 || c.find(r.id) == nil { // the first of an id that records of several parents have
		c.ids.add(r.id, r.seq)
	}
	for i, u := range c.plan.unique {
		for value := range r.values(u.memberPath) {
			if c.unique[i].add(strings.Clone(fold(value, u.IgnoreCase)), r.seq) {
				taken = &c.plan.unique[i]
			}
		}
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
		for value := range old.values(u.memberPath) {
			c.unique[i].removeOf(fold(value, u.IgnoreCase), old.seq)
		}
		for value := range r.values(u.memberPath) {
			c.unique[i].add(strings.Clone(fold(value, u.IgnoreCase)), r.seq)
		}
	}
	c.lists.replaced(old)
}

// remove takes a record away. Its id and its unique values are free again.
func (c *collection) remove(r *record) {
	c.all.delete(r.seq)
	if seq, _ := c.ids.of(r.id); seq == r.seq {
		c.ids.remove(r.id)
		for one := range c.all.from(0) {
			if len(r.parents) > 0 && one.id == r.id {
				c.ids.add(one.id, one.seq)
				break
			}
		}
	}
	for i, u := range c.plan.unique {
		for value := range r.values(u.memberPath) {
			c.unique[i].removeOf(fold(value, u.IgnoreCase), r.seq)
		}
	}
	c.lists.replaced(r)
}

func sameMember(a, b *record, path string) bool {
	return gjson.Get(a.json, path).Raw == gjson.Get(b.json, path).Raw
}

// listsBehind tells whether lists have to catch up before they are asked for.
func (c *collection) listsBehind() bool { return c.lists.behind(c.all) }

// catchUpLists has lists know every record as it is.
func (c *collection) catchUpLists() { c.lists.catchUp(c.all) }
