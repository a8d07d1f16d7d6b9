package mockserver

import (
	"math"
	"strconv"

	"github.com/cotalker/rolecall/spec"
)

// listPlan is what a list operation knows before a request comes.
type listPlan struct {
	limit     int // of a page when none is asked for
	paging    paging
	filters   []*filter
	positions map[string]int // of the filters, by name
}

func planList(op *spec.Operation, storage *storagePlan) *listPlan {
	p := &listPlan{limit: math.MaxInt, positions: map[string]int{}}
	for _, param := range op.Query {
		f := storage.newFilter(param)
		if param.Filter.Kind == spec.Limit {
			if p.paging.limit = param.Name; f.defaultText != "" {
				p.limit = max(integer(f.defaultText), 0)
			}
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

// read starts a listing anew with the terms of a request.
func (p *listPlan) read(l *listing, terms []term) {
	l.begin(p.limit, p.paging.counts)
	for _, t := range terms {
		first := t.values[0]
		switch t.filter.Filter.Kind {
		case spec.Limit:
			l.limit = max(integer(first), 0)
		case spec.Page:
			l.page = max(integer(first), p.paging.firstPage) + 1 - p.paging.firstPage
		case spec.Offset:
			l.from = max(integer(first)-p.paging.firstOffset, 0)
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
				l.where(t.filter, t.values)
			}
		}
	}
}
