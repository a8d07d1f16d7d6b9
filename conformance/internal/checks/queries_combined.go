package checks

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// combined adds that filters are ANDed: each with the next one, with a search, and
// the bounds of one member with each other.
func (b *builder) combined(f *engine.Family, rule string) {
	var filters []*spec.Parameter
	for _, p := range f.List.Query {
		if len(p.Filter.Members) > 0 && p.Filter.Kind != spec.Sort && p != f.Scope() {
			filters = append(filters, p)
		}
	}
	pairs := [][2]*spec.Parameter{}
	for i, p := range filters {
		for j, q := range filters {
			next := j == (i+1)%len(filters)
			search := p.Filter.Kind == spec.Substring && j != (i+len(filters)-1)%len(filters)
			lower, upper := p.Filter.Kind == spec.Greater || p.Filter.Kind == spec.AtLeast, q.Filter.Kind == spec.Less || q.Filter.Kind == spec.AtMost
			bounds := lower && upper && slices.Equal(p.Filter.Members, q.Filter.Members)
			if p != q && (next || search || bounds) {
				pairs = append(pairs, [2]*spec.Parameter{p, q})
			}
		}
	}
	b.otherPairs(f, rule, filters, pairs)
	for _, pair := range pairs {
		p, q := pair[0], pair[1]
		features := slices.Concat(p.Features, q.Features)
		if p.Filter.Kind == spec.Has || q.Filter.Kind == spec.Has {
			features = append(features, b.roleFeatures()...)
		}
		b.add(engine.Check{
			Topic: engine.Queries, Rule: rule, Operation: f.List, Name: "and/" + p.Name + "+" + q.Name,
			Writes: true, Needs: engine.Needs{Features: features},
			Title: p.Name + " and " + q.Name + " together: both hold",
			Run: func(t *engine.Trial) {
				s := t.Dataset(f)
				for _, left := range fewValues(s, p) {
					for _, right := range fewValues(s, q) {
						terms := append(s.Terms(t, s.Records), engine.Term{Parameter: p, Values: left}, engine.Term{Parameter: q, Values: right})
						t.WantList(f, terms, engine.ExpectedIDs(f.Resource, s.Records, engine.Term{Parameter: p, Values: left}, engine.Term{Parameter: q, Values: right}))
					}
				}
				for _, two := range telling(findings(s, p), findings(s, q)) { // the others may find the same without one of them
					t.WantList(f, append(s.Terms(t, s.Records), two...), engine.ExpectedIDs(f.Resource, s.Records, two...))
				}
			},
		})
	}
}

// unfiltered adds that a filter which is left out leaves nothing out.
func (b *builder) unfiltered(f *engine.Family, rule string) {
	limit, page, count := f.Paging(spec.Limit), f.Paging(spec.Page), f.Paging(spec.Count)
	for _, p := range f.List.Query {
		if p.Default == nil || len(p.Filter.Members) != 1 || limit == nil || page == nil || count == nil {
			continue
		}
		member := f.Create.Body.Schema.At(p.Filter.Members[0])
		if member == nil || member.Type() != "boolean" {
			continue
		}

		b.add(engine.Check{
			Topic: engine.Queries, Rule: rule, Operation: f.List, Name: "unfiltered/" + p.Name,
			Writes: true, Needs: engine.Needs{Makes: 2, Features: slices.Concat(p.Features, newFeatures(p.Features, limit.Features))},
			Title: "without " + p.Name + " records of every kind are listed",
			Run: func(t *engine.Trial) {
				for _, value := range []bool{false, true} {
					change := map[string]any{}
					jsonvalue.SetAt(change, p.Filter.Members[0], value)
					made := t.SetUp(t.Attempt(f.Create, change).Send(t.Bootstrap()))
					wantListedLast(t, f, made.Record(), limit, page, count)
				}
			},
		})
	}
}

// wantListedLast wants a record that has just been made on one of the last pages of
// the list without a filter: others may have made a few since.
func wantListedLast(t *engine.Trial, f *engine.Family, made map[string]any, limit, page, count *spec.Parameter) {
	size := f.Sizes(50)[0]
	number := func(n int) []string { return []string{strconv.Itoa(n)} }
	x := t.Send(f.List, t.Bootstrap(), engine.TermOptions(engine.Term{Parameter: limit, Values: number(1)}, engine.Term{Parameter: count, Values: []string{"true"}})...)
	all, err := strconv.Atoi(fmt.Sprint(countIn(x, count)))
	if !t.Want(x, "the list with its count", 200) || err != nil {
		return // which the checks of the count report
	}
	for last := (all-1)/size + 1; last > 0 && last > (all-1)/size-1; last-- {
		x = t.Send(f.List, t.Bootstrap(), engine.TermOptions(engine.Term{Parameter: limit, Values: number(size)}, engine.Term{Parameter: page, Values: number(last)})...)
		found, _ := x.Records()
		if slices.Contains(engine.IDsOf(f.Resource, found), engine.IDOf(f.Resource, made)) {
			return
		}
	}
	t.Fail(x, "a record that was just made, on one of the last pages", "it is missing")
}

// wantOnlyMatching wants every record of a list to meet the term, whoever made it.
func wantOnlyMatching(t *engine.Trial, f *engine.Family, one engine.Term) {
	x := t.Send(f.List, t.Bootstrap(), engine.TermOptions(one)...)
	if !t.Want(x, "the list with "+one.Parameter.Name, 200) {
		return
	}
	found, _ := x.Records()
	if size := f.PageSize(); size > 0 && len(found) > size {
		t.Fail(x, fmt.Sprintf("no more than the %d of a page", size), engine.Short(len(found)))
	}
	for _, record := range found {
		if !one.Matches(f.Resource, record) {
			t.Fail(x, "only records that match "+one.Parameter.Name, "one that does not")
			return
		}
	}
}
