package mockserver

import (
	"math"
	"slices"
)

// listing is one list request, read from its terms.
type listing struct {
	limit, page int
	from        int // instead of a page: how many matches to pass over
	count       bool
	scope       []string // the parents that the records stand below
	order       int      // index of a tree of sorted; -1 for the order of creation
	conditions  []condition
	found       []*record // buffer for what an index finds
}

// begin starts a listing anew: with so many records on a page, and with the number of
// all that match or without.
func (l *listing) begin(limit int, count bool) {
	*l = listing{limit: limit, page: 1, order: -1, count: count, conditions: l.conditions[:0], found: l.found[:0]}
}

// where leaves out the records that a filter with values does.
func (l *listing) where(f *filter, values []string) {
	l.conditions = append(l.conditions, newCondition(f, values))
}

// forget lets go of what the listing found, and keeps the buffers.
func (l *listing) forget() {
	clear(l.conditions)
	clear(l.found[:cap(l.found)])
	*l = listing{conditions: l.conditions[:0], found: l.found[:0]}
}

// looksUp tells whether the listing needs the list index.
func (l *listing) looksUp() bool {
	return l.order >= 0 || slices.ContainsFunc(l.conditions, func(q condition) bool { return q.group >= 0 })
}

// offset is how many matches stand before the page.
func (l *listing) offset() int {
	if l.from > 0 || l.limit == 0 {
		return l.from
	}
	if l.page-1 > math.MaxInt/l.limit {
		return math.MaxInt
	}
	return (l.page - 1) * l.limit
}

// run finds the page of a listing and, where asked, the number of all matches
// (-1 otherwise). The caller holds the lock.
func (c *collection) run(l *listing, page []*record) ([]*record, int) {
	if l.limit == 0 && !l.count {
		return page, -1
	}
	src, answered := c.source(l)
	skip, matches := l.offset(), 0
	if open := len(l.conditions); len(l.scope) == 0 && (open == 0 || open == 1 && answered == 0) {
		c.each(&src, skip, func(r *record) bool {
			if len(page) < l.limit {
				page = append(page, r)
			}
			return len(page) < l.limit
		})
		if l.count {
			return page, src.size()
		}
		return page, -1
	}
	c.each(&src, 0, func(r *record) bool {
		if !r.below(l.scope) {
			return true
		}
		for i := range l.conditions {
			if i != answered && !l.conditions[i].matches(c.plan.resource, r) {
				return true
			}
		}
		if matches++; matches > skip && len(page) < l.limit {
			page = append(page, r)
		}
		return l.count || len(page) < l.limit
	})
	if l.count {
		return page, matches
	}
	return page, -1
}
