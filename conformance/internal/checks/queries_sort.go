package checks

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// sorted are the ids of records in the order of a sort parameter; those of
// equal dates keep the order of creation, both ways.
func sorted(f *engine.Family, records []map[string]any, p *spec.Parameter, way string) []string {
	list := slices.Clone(records)
	member := p.Filter.Members[0]
	slices.SortStableFunc(list, func(a, b map[string]any) int {
		x, _ := engine.Instant(jsonvalue.ValueAt(a, member))
		y, _ := engine.Instant(jsonvalue.ValueAt(b, member))
		if way == "desc" {
			x, y = y, x
		}
		return cmp.Compare(x, y)
	})
	return engine.IDsOf(f.Resource, list)
}

// wantOrder wants every record of the dataset once, and none before one that the
// order asked for puts before it.
func wantOrder(t *engine.Trial, x *wire.Exchange, s *engine.Dataset, found []map[string]any, p *spec.Parameter, way string) {
	got, want := engine.IDsOf(s.Family.Resource, found), engine.IDsOf(s.Family.Resource, s.Records)
	if !slices.Equal(slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want))) {
		t.Fail(x, "each record once", engine.Surplus(want, got))
		return
	}
	for i := 1; i < len(found); i++ {
		before, _ := engine.Instant(jsonvalue.ValueAt(found[i-1], p.Filter.Members[0]))
		after, _ := engine.Instant(jsonvalue.ValueAt(found[i], p.Filter.Members[0]))
		if way == "desc" {
			before, after = after, before
		}
		if after < before {
			t.Fail(x, "the records in the order "+way, "another order")
			return
		}
	}
}

// wantSearchedOrder looks for the dataset by what its records have in common, and
// wants the order all the same.
func wantSearchedOrder(t *engine.Trial, s *engine.Dataset, sort *spec.Parameter, way string) {
	limit := s.Family.Paging(spec.Limit)
	for _, p := range s.Family.List.Query {
		if p.Filter.Kind != spec.Substring || limit == nil || s.Family.LargestPage() < len(s.Records) || !t.Session.Declares(append(slices.Clone(p.Features), limit.Features...)) {
			continue
		}
		terms := []engine.Term{{Parameter: p, Values: []string{s.Mark}}, {Parameter: limit, Values: []string{strconv.Itoa(s.Family.LargestPage())}}, {Parameter: sort, Values: []string{way}}}
		x := t.Send(s.Family.List, t.Bootstrap(), engine.TermOptions(terms...)...)
		if t.Want(x, "what "+p.Name+" finds in the order "+way, 200) {
			found, _ := x.Records()
			wantOrder(t, x, s, found, sort, way)
		}
	}
}

// ties changes several records at once, which may give them the same date, and
// wants those that have it in the order of creation.
func (b *builder) ties(t *engine.Trial, f *engine.Family, p *spec.Parameter) {
	var records []*engine.Record
	for range 4 {
		records = append(records, t.Acquire(f))
	}
	x := t.SetUp(t.Send(f.UpdateMany, t.Bootstrap(), t.ChangeOptions(f.UpdateMany, t.HarmlessChange(f, f.UpdateMany), records...)...))
	found, _ := x.Records()
	s := &engine.Dataset{Family: f, Records: found}
	if len(found) != len(records) {
		t.Broken("the change of many answered with %d records", len(found))
	}
	y := t.Send(f.List, t.Bootstrap(), engine.TermOptions(s.Terms(t, found)...)...) // in the order of creation
	s.Records, _ = y.Records()
	for _, way := range directions(p) {
		t.WantList(f, append(s.Terms(t, found), engine.Term{Parameter: p, Values: []string{way}}), sorted(f, s.Records, p, way))
	}
}

// directions are the values that a parameter which sorts may have.
func directions(sort *spec.Parameter) []string {
	var out []string
	for _, value := range sort.Schema.Words().Enum {
		out = append(out, fmt.Sprint(value))
	}
	return out
}
