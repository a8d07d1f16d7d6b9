package state

import (
	"math"
	"slices"
)

// Listing is one list request, read from its terms.
type Listing struct {
	Limit, Page int
	From        int // instead of a page: how many matches to pass over
	Count       bool
	Scope       []string   // the parents that the records stand below
	Order       int        // index of a tree of sorted; -1 for the order of creation
	by          []ordering // instead of Order: the members whose values say the order
	direction   string     // of all of them, asc or desc, where a parameter says nothing else
	conditions  []condition
	found       []*Record // buffer for what an index finds
}

// Begin starts a listing anew: with so many records on a page, and with the number of
// all that match or without.
func (l *Listing) Begin(limit int, count bool) {
	*l = Listing{Limit: limit, Page: 1, Order: -1, Count: count, conditions: l.conditions[:0], found: l.found[:0]}
}

// Where leaves out the records that a filter with values does.
func (l *Listing) Where(f *Criterion, values []string) {
	l.conditions = append(l.conditions, newCondition(f, values))
}

// Forget lets go of what the listing found, and keeps the buffers.
func (l *Listing) Forget() {
	clear(l.conditions)
	clear(l.found[:cap(l.found)])
	*l = Listing{conditions: l.conditions[:0], found: l.found[:0]}
}

// LooksUp tells whether the listing needs the list index.
func (l *Listing) LooksUp() bool {
	return l.Order >= 0 || slices.ContainsFunc(l.conditions, func(q condition) bool { return q.group >= 0 })
}

// Offset is how many matches stand before the page.
func (l *Listing) Offset() int {
	if l.From > 0 || l.Limit == 0 {
		return l.From
	}
	if l.Page-1 > math.MaxInt/l.Limit {
		return math.MaxInt
	}
	return (l.Page - 1) * l.Limit
}

// Run finds the page of a listing and, where asked, the number of all matches
// (-1 otherwise). The lock is held.
func (c *Collection) Run(l *Listing, page []*Record) ([]*Record, int) {
	if l.Limit == 0 && !l.Count {
		return page, -1
	}
	src, answered := c.source(l)
	skip, matches := l.Offset(), 0
	if len(l.by) > 0 {
		return c.runArranged(l, &src, answered, page)
	}
	if open := len(l.conditions); len(l.Scope) == 0 && (open == 0 || open == 1 && answered == 0) {
		c.each(&src, skip, func(r *Record) bool {
			if len(page) < l.Limit {
				page = append(page, r)
			}
			return len(page) < l.Limit
		})
		if l.Count {
			return page, src.size()
		}
		return page, -1
	}
	c.each(&src, 0, func(r *Record) bool {
		if !l.matches(c, r, answered) {
			return true
		}
		if matches++; matches > skip && len(page) < l.Limit {
			page = append(page, r)
		}
		return l.Count || len(page) < l.Limit
	})
	if l.Count {
		return page, matches
	}
	return page, -1
}

// matches tells whether a record belongs to the list. One of the conditions may have been
// answered, -1 for none.
func (l *Listing) matches(c *Collection, r *Record, answered int) bool {
	if !r.below(l.Scope) {
		return false
	}
	for i := range l.conditions {
		if i != answered && !l.conditions[i].matches(c.Plan.Resource, r) {
			return false
		}
	}
	return true
}

// runArranged is Run where values of members say the order: all that match are sorted.
func (c *Collection) runArranged(l *Listing, src *source, answered int, page []*Record) ([]*Record, int) {
	var found []*Record
	c.each(src, 0, func(r *Record) bool {
		if l.matches(c, r, answered) {
			found = append(found, r)
		}
		return true
	})
	skip := min(l.Offset(), len(found))
	page = append(page, l.arranged(found)[skip:skip+min(l.Limit, len(found)-skip)]...)
	if l.Count {
		return page, len(found)
	}
	return page, -1
}
