package checks

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// wantNarrowedPages asks for the last page of what each filter finds, in an order and
// with the count: a server that puts its query together may forget any of them beside
// any other.
func wantNarrowedPages(t *engine.Trial, s *engine.Dataset, limit, page, count, sort *spec.Parameter) {
	f := s.Family
	if sort != nil && !t.Session.Declares(sort.Features) {
		sort = nil
	}
	scope, way := s.Terms(t, s.Records)[0], ""
	if sort != nil {
		way = "desc"
		if ways := directions(sort); !slices.Contains(ways, way) {
			way = ways[len(ways)-1]
		}
		x := t.Send(f.List, t.Bootstrap(), engine.TermOptions(scope, engine.Term{Parameter: sort, Values: []string{way}})...)
		wantDatesOf(t, x, s, inOrder(s.Records, sort, way), f.PageSize(), sort)
	}
	for _, p := range f.List.Query {
		if len(p.Filter.Members) == 0 || p.Filter.Kind == spec.Sort || p == f.Scope() || !t.Session.Declares(p.Features) {
			continue
		}
		values, found := broadest(s, p)
		if half := parting(s, p); half != nil { // or a filter that is left out is not seen
			if some := matching(s, engine.Term{Parameter: p, Values: half}); len(some) > 1 && len(some) < len(found) {
				values, found = half, some
			}
		}
		if len(found) < 2 {
			continue
		}
		terms := []engine.Term{scope, {Parameter: p, Values: values}, {Parameter: limit, Values: []string{"1"}}, {Parameter: page, Values: []string{strconv.Itoa(len(found))}}, {Parameter: count, Values: []string{"true"}}}
		if sort != nil {
			terms, found = append(terms, engine.Term{Parameter: sort, Values: []string{way}}), inOrder(found, sort, way)
		}
		x := t.Send(f.List, t.Bootstrap(), engine.TermOptions(terms...)...)
		if !wantDatesOf(t, x, s, found[len(found)-1:], 1, sort) {
			continue
		}
		if got := fmt.Sprint(countIn(x, count)); got != strconv.Itoa(len(found)) {
			t.Fail(x, fmt.Sprintf("a count of %d with %s on the last page", len(found), p.Name), got)
		}
		for _, values := range broadValues(s, p, values) {
			wantFirstPage(t, s, []engine.Term{scope, {Parameter: p, Values: values}}, limit, sort, way)
		}
	}
}

// broadValues are those of an enumeration, as a server may know one of them from all
// others, or else the values given.
func broadValues(s *engine.Dataset, p *spec.Parameter, values []string) [][]string {
	if p.Schema.Words().Enum != nil {
		return valuesToTry(s, p)
	}
	return [][]string{values}
}

// wantFirstPage asks for fewer than a filter finds, in an order. The last page alone
// tells nothing of who leaves out what is before a page, and nothing of what is behind it.
func wantFirstPage(t *engine.Trial, s *engine.Dataset, terms []engine.Term, limit, sort *spec.Parameter, way string) {
	found := matching(s, terms[1])
	if len(found) < 2 {
		return
	}
	few := s.Family.Sizes(min(3, len(found)-1))[0]
	terms = append(terms, engine.Term{Parameter: limit, Values: []string{strconv.Itoa(few)}})
	if sort != nil {
		terms, found = append(terms, engine.Term{Parameter: sort, Values: []string{way}}), inOrder(found, sort, way)
	}
	wantDatesOf(t, t.Send(s.Family.List, t.Bootstrap(), engine.TermOptions(terms...)...), s, found, few, sort)
}

// wantUsualPages asks for what one parameter finds with no word about pages: there are
// as many on a page as ever.
func wantUsualPages(t *engine.Trial, s *engine.Dataset, most int) {
	scope, count := s.Terms(t, s.Records)[0], s.Family.Paging(spec.Count)
	all := engine.IDsOf(s.Family.Resource, s.Records)
	all = all[:min(most, len(all))]
	if count != nil && t.Session.Declares(count.Features) {
		t.WantList(s.Family, []engine.Term{scope, {Parameter: count, Values: []string{"true"}}}, all)
	}
	for _, p := range s.Family.List.Query {
		if p == s.Family.Scope() || p.Filter.Kind != spec.In && p.Filter.Kind != spec.Substring || !t.Session.Declares(p.Features) {
			continue
		}
		if values, found := broadest(s, p); len(found) == len(s.Records) {
			t.WantList(s.Family, []engine.Term{scope, {Parameter: p, Values: values}}, all)
		}
	}
}

// broadest are the values of a parameter that match most of the dataset, with what they
// match.
func broadest(s *engine.Dataset, p *spec.Parameter) ([]string, []map[string]any) {
	var values []string
	var found []map[string]any
	tries := valuesToTry(s, p)
	if p.Filter.Kind == spec.In && p.Repeatable {
		all := []string{}
		for _, record := range s.Records {
			all = append(all, fmt.Sprint(jsonvalue.ValueAt(record, p.Filter.Members[0])))
		}
		tries = [][]string{all}
	}
	if p.Filter.Kind == spec.Substring {
		tries = append(tries, []string{s.Mark})
	}
	for _, tried := range tries {
		if some := matching(s, engine.Term{Parameter: p, Values: tried}); len(some) > len(found) {
			values, found = tried, some
		}
	}
	return values, found
}

// matching are the records of the dataset that meet a term.
func matching(s *engine.Dataset, one engine.Term) []map[string]any {
	var out []map[string]any
	for _, record := range s.Records {
		if one.Matches(s.Family.Resource, record) {
			out = append(out, record)
		}
	}
	return out
}

// inOrder are records in the order of a sort parameter.
func inOrder(records []map[string]any, sort *spec.Parameter, way string) []map[string]any {
	out := slices.Clone(records)
	slices.SortStableFunc(out, func(a, b map[string]any) int {
		x, _ := engine.Instant(jsonvalue.ValueAt(a, sort.Filter.Members[0]))
		y, _ := engine.Instant(jsonvalue.ValueAt(b, sort.Filter.Members[0]))
		if way == "desc" {
			x, y = y, x
		}
		return int(x - y)
	})
	return out
}

// wantDatesOf wants a page of as many of these records, or in an order of dates of
// others of the dataset that have the same dates.
func wantDatesOf(t *engine.Trial, x *wire.Exchange, s *engine.Dataset, want []map[string]any, size int, sort *spec.Parameter) bool {
	if !t.Want(x, "a page of what is narrowed down", 200) {
		return false
	}
	found, _ := x.Records()
	if size > 0 {
		want = want[:min(size, len(want))]
	}
	known := engine.IDsOf(s.Family.Resource, s.Records)
	same := len(found) == len(want)
	for i := range want {
		if !same {
			break
		}
		id := engine.IDOf(s.Family.Resource, found[i])
		if sort == nil {
			same = id == engine.IDOf(s.Family.Resource, want[i])
			continue
		}
		at, _ := engine.Instant(jsonvalue.ValueAt(found[i], sort.Filter.Members[0]))
		wanted, _ := engine.Instant(jsonvalue.ValueAt(want[i], sort.Filter.Members[0]))
		same = slices.Contains(known, id) && at == wanted
	}
	if !same {
		t.Fail(x, fmt.Sprintf("the %d records of the page that was asked for", len(want)), "others")
	}
	return same
}
