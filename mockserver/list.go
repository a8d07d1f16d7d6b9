package mockserver

import (
	"math"
	"slices"
	"strconv"

	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/mockserver/internal/state"
	"github.com/cotalker/rolecall/spec"
)

// listPlan is what a list operation knows before a request comes.
type listPlan struct {
	limit     int // of a page when none is asked for
	most      int // of a page, whatever is asked for
	paging    paging
	filters   []*state.Criterion
	positions map[string]int // of the filters, by name
	chosen    []choice       // by keys of the path
	inBody    []*state.Criterion
	usual     []term // the order where none is asked for, none for that of creation
}

// choice is a key of the path, by its place, that chooses what a member says.
type choice struct {
	at     int
	filter *state.Criterion
}

func planList(op *spec.Operation, storage *state.Plan) *listPlan {
	p := &listPlan{limit: math.MaxInt, most: math.MaxInt, positions: map[string]int{}}
	for _, param := range op.Query {
		f := storage.NewCriterion(param)
		if param.Filter.Kind == spec.Limit {
			if p.paging.limit = param.Name; f.DefaultText != "" {
				p.limit = max(integer(f.DefaultText), 0)
			}
		}
		if values := usualOf(param); param.Filter.Kind == spec.Order && values != nil {
			p.usual = append(p.usual, term{f, values})
		}
		p.positions[f.Name] = len(p.filters)
		p.filters = append(p.filters, f)
	}
	for _, param := range op.Action.Where {
		f := storage.NewCriterion(param)
		if param.Filter.Kind == spec.Limit && f.DefaultText != "" {
			p.limit = max(integer(f.DefaultText), 0)
		}
		p.inBody = append(p.inBody, f)
	}
	for at, key := range op.PathKeys {
		if key.Filter.Kind != spec.NoFilter {
			p.chosen = append(p.chosen, choice{at, storage.NewCriterion(&spec.Parameter{Name: key.Name, Filter: key.Filter})})
		}
	}
	p.paging.plan(op)
	if op.Counts() {
		p.limit = 0
		return p
	}
	if p.limit == math.MaxInt && (p.paging.page != "" || p.paging.cursor != "") {
		p.limit = usualPage
	}
	if most, is := op.Success().MostListed(); is && op.Action.Kind == spec.List {
		p.most = most
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

// usualOf are the values that a parameter has where it is not sent, nil for none.
func usualOf(p *spec.Parameter) []string {
	value, has := p.Whole.Default()
	if !has {
		value = p.Default
	}
	list, is := value.([]any)
	if !is && value != nil {
		list = []any{value}
	}
	var out []string
	for _, one := range list {
		out = append(out, jsonvalue.Text(one))
	}
	return out
}

// term is one parameter of a list request with its values.
type term struct {
	filter *state.Criterion
	values []string
}

// terms are those of the query and of the members of a body.
func (x *exchange) terms() []term {
	body, _ := x.body.(map[string]any)
	out := x.query.terms
	for _, f := range x.endpoint.list.inBody {
		list, is := body[f.Name].([]any)
		if !is {
			list = []any{body[f.Name]}
		}
		var values []string
		for _, value := range list {
			if value != nil {
				values = append(values, jsonvalue.Text(value))
			}
		}
		if len(values) > 0 {
			out = append(out[:len(out):len(out)], term{f, values})
		}
	}
	return out
}

// read starts a listing anew with the terms of a request.
func (p *listPlan) read(l *state.Listing, terms []term) {
	l.Begin(p.limit, p.paging.counts)
	for _, t := range terms {
		first := t.values[0]
		switch t.filter.Filter.Kind {
		case spec.Limit:
			l.Limit = max(integer(first), 0)
		case spec.Page:
			l.Page = max(integer(first), p.paging.firstPage) + 1 - p.paging.firstPage
		case spec.Offset:
			l.From = max(integer(first)-p.paging.firstOffset, 0)
		case spec.Cursor:
			l.From = cursorOffset(first)
		case spec.Count:
			l.Count = l.Count || first == "true"
		case spec.Sort:
			if l.Order = t.filter.Ascending; first == "desc" {
				l.Order = t.filter.Descending
			}
		case spec.Order:
			l.Orders(t.filter, t.values)
		case spec.NoFilter:
		default:
			if t.filter.DefaultText == "" || first != t.filter.DefaultText {
				l.Where(t.filter, t.values)
			}
		}
	}
	for _, usual := range p.usual {
		if !slices.ContainsFunc(terms, func(t term) bool { return t.filter == usual.filter }) {
			l.Orders(usual.filter, usual.values)
		}
	}
	l.Limit = min(l.Limit, p.most)
}
