package mockserver

import (
	"math"
	"slices"
	"strconv"

	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// listPlan is what a list operation knows before a request comes.
type listPlan struct {
	limit     int // of a page when none is asked for
	paging    paging
	filters   []filter
	positions map[string]int // of the filters, by name
}

// filter is a query parameter with what it looks at.
type filter struct {
	*spec.Parameter
	defaultText string       // its default, which filters nothing; "" for none
	paths       []memberPath // of the members
	instant     bool         // the member is a date
	id          bool         // the member is the id

	// Indexes of a collection that answer it, -1 for none.
	unique, group, ascending, descending int
}

func planList(op *spec.Operation, storage *storagePlan) *listPlan {
	p := &listPlan{limit: math.MaxInt, positions: map[string]int{}}
	for _, param := range op.Query {
		f := filter{Parameter: param, unique: -1, group: -1}
		if param.Default != nil && !param.Filter.Always {
			f.defaultText = plainText(param.Default)
		}
		if param.Filter.Kind == spec.Limit {
			if p.paging.limit = param.Name; f.defaultText != "" {
				p.limit = max(integer(f.defaultText), 0)
			}
		}
		for _, member := range param.Filter.Members {
			f.paths = append(f.paths, memberPathOf(member))
		}
		if len(f.paths) > 0 {
			f.instant = storage.resource.Schema.At(param.Filter.Members[0]).IsInstant()
			storage.assignIndexes(&f)
		}
		p.positions[f.Name] = len(p.filters)
		p.filters = append(p.filters, f)
	}
	p.paging.plan(op)
	if p.limit == math.MaxInt && (p.paging.page != "" || p.paging.cursor != "") {
		p.limit = usualPage
	}
	return p
}

func plainText(v any) string {
	text, isText := v.(string)
	if !isText {
		text = string(jsonvalue.Append(nil, v))
	}
	return text
}

// integer reads a whole number of the query; one too large is the largest.
func integer(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		return math.MaxInt
	}
	return n
}

// term is one parameter of a list request with its values.
type term struct {
	filter *filter
	values []string
}

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

// read starts a listing anew with the terms of a request.
func (l *listing) read(plan *listPlan, terms []term) {
	*l = listing{limit: plan.limit, page: 1, order: -1, count: plan.paging.counts, conditions: l.conditions[:0], found: l.found[:0]}
	for _, t := range terms {
		first := t.values[0]
		switch t.filter.Filter.Kind {
		case spec.Limit:
			l.limit = max(integer(first), 0)
		case spec.Page:
			l.page = max(integer(first), plan.paging.firstPage) + 1 - plan.paging.firstPage
		case spec.Offset:
			l.from = max(integer(first)-plan.paging.firstOffset, 0)
		case spec.Cursor:
			l.from = cursorOffset(first)
		case spec.Count:
			l.count = l.count || first == "true"
		case spec.Sort:
			if l.order = t.filter.ascending; first == "desc" {
				l.order = t.filter.descending
			}
		case spec.NoFilter:
		default:
			if t.filter.defaultText == "" || first != t.filter.defaultText {
				l.conditions = append(l.conditions, newCondition(t))
			}
		}
	}
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
