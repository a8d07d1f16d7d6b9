package state

import (
	"strings"
	"sync"

	"github.com/tidwall/gjson"
)

// Collection holds the records of one resource. A copy shares all that it has,
// and costs the same for any number of records.
//
// A record has a number, its place in the order of creation. One table leads
// from numbers to records, every index to numbers, so that a change touches the
// table and the indexes of what it changes. No index holds on to the JSON of a
// record that is no more.
type Collection struct {
	Plan   *Plan
	ids    *keys
	All    *Table
	unique []*keys
	lists  *listIndex

	copying sync.Mutex // several worlds may want a copy at once
}

func newCollection(plan *Plan) *Collection {
	c := &Collection{Plan: plan, ids: newKeys(), All: newTable(), lists: newListIndex(plan)}
	for range plan.Unique {
		c.unique = append(c.unique, newKeys())
	}
	return c
}

// freeze readies a collection for copies, and is the last that is done to it. Lists of
// a copy may have to catch up with so many new records.
func (c *Collection) freeze(behind uint64) {
	c.lists.catchUpBeforeCopy(c.All, behind)
	c.ids.freeze()
	for _, t := range c.unique {
		t.freeze()
	}
}

// copy is for a world that wants to write to a collection that others have too,
// which is frozen.
func (c *Collection) copy() *Collection {
	c.copying.Lock()
	defer c.copying.Unlock()
	out := &Collection{Plan: c.Plan, ids: c.ids.copy(), All: c.All.copy(), lists: c.lists.copy()}
	for _, t := range c.unique {
		out.unique = append(out.unique, t.copy())
	}
	return out
}

// grow reserves memory for more records, before they are added to a fresh world.
func (c *Collection) grow(more int) {
	c.ids.grow(more)
	for _, u := range c.unique {
		u.grow(more)
	}
}

// Find is the record of an id, nil for an unknown one.
func (c *Collection) Find(id string) *Record {
	seq, known := c.ids.of(id)
	if !known {
		return nil
	}
	return c.All.At(seq)
}

// add stores a new record behind all others. Who adds has asked conflictWith before, or
// knows that no two share what is unique.
func (c *Collection) add(r *Record) {
	r.Seq = c.All.next()
	c.All.set(r)
	if len(r.Parents) == 0 || c.Find(r.ID) == nil { // the first of an id that records of several parents have
		c.ids.add(r.ID, r.Seq)
	}
	for i, u := range c.Plan.Unique {
		for value := range r.values(u.MemberPath) {
			c.unique[i].add(strings.Clone(fold(value, u.IgnoreCase)), r.Seq)
		}
	}
}

// replace stores r in the place of old, which has the same id, and differs in
// changes.
func (c *Collection) replace(old, r *Record, changes map[string]any) {
	r.Seq = old.Seq
	c.All.set(r)
	for i, u := range c.Plan.Unique {
		if !u.Touched(changes) || sameMember(old, r, u.path) {
			continue
		}
		for value := range old.values(u.MemberPath) {
			c.unique[i].removeOf(fold(value, u.IgnoreCase), old.Seq)
		}
		for value := range r.values(u.MemberPath) {
			c.unique[i].add(strings.Clone(fold(value, u.IgnoreCase)), r.Seq)
		}
	}
	c.lists.replaced(old)
}

// remove takes a record away. Its id and its unique values are free again.
func (c *Collection) remove(r *Record) {
	c.All.delete(r.Seq)
	if seq, _ := c.ids.of(r.ID); seq == r.Seq {
		c.ids.remove(r.ID)
		for one := range c.All.From(0) {
			if len(r.Parents) > 0 && one.ID == r.ID {
				c.ids.add(one.ID, one.Seq)
				break
			}
		}
	}
	for i, u := range c.Plan.Unique {
		for value := range r.values(u.MemberPath) {
			c.unique[i].removeOf(fold(value, u.IgnoreCase), r.Seq)
		}
	}
	c.lists.replaced(r)
}

func sameMember(a, b *Record, path string) bool {
	return gjson.Get(a.JSON, path).Raw == gjson.Get(b.JSON, path).Raw
}

// ListsBehind tells whether lists have to catch up before they are asked for.
func (c *Collection) ListsBehind() bool { return c.lists.behind(c.All) }

// CatchUpLists has lists know every record as it is.
func (c *Collection) CatchUpLists() {
	c.lists.asked.Store(true)
	c.lists.catchUp(c.All)
}
