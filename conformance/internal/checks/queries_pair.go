package checks

import (
	"slices"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/spec"
)

// otherPairs adds the pairs of filters that have no check of their own: one request for
// each, by values of which each finds what the other does not.
func (b *builder) otherPairs(f *engine.Family, rule string, filters []*spec.Parameter, known [][2]*spec.Parameter) {
	others := [][2]*spec.Parameter{}
	for i, p := range filters {
		for _, q := range filters[i+1:] {
			if !slices.Contains(known, [2]*spec.Parameter{p, q}) && !slices.Contains(known, [2]*spec.Parameter{q, p}) {
				others = append(others, [2]*spec.Parameter{p, q})
			}
		}
	}
	if len(others) == 0 {
		return
	}
	b.add(engine.Check{
		Topic: engine.Queries, Rule: rule, Operation: f.List, Name: "and-others",
		Writes: true, Needs: engine.Needs{Features: slices.Concat(others[0][0].Features, others[0][1].Features)},
		Title: "whatever two filters stand together, both hold",
		Run: func(t *engine.Trial) {
			s := t.Dataset(f)
			found := map[*spec.Parameter][]finding{}
			for _, p := range filters {
				if t.Session.Declares(p.Features) {
					found[p] = findings(s, p)
				}
			}
			for _, pair := range others {
				for _, two := range telling(found[pair[0]], found[pair[1]]) {
					t.WantList(f, append(s.Terms(t, s.Records), two...), engine.ExpectedIDs(f.Resource, s.Records, two...))
				}
			}
		},
	})
}

// finding is which records of the dataset a term finds.
type finding struct {
	term engine.Term
	is   []bool
}

func findings(s *engine.Dataset, p *spec.Parameter) []finding {
	var out []finding
	for _, values := range takenValues(s, p) {
		one := finding{term: engine.Term{Parameter: p, Values: values}}
		for _, record := range s.Records {
			one.is = append(one.is, one.term.Matches(s.Family.Resource, record))
		}
		out = append(out, one)
	}
	return out
}

// telling are values of two parameters by which it is seen when either is left out: each
// alone finds as many records as can be that the other does not. Where no two values show
// both, there are two pairs, one for each; nothing where either parameter has no value.
func telling(left, right []finding) [][]engine.Term {
	var best [3][]engine.Term
	most := [3]int{-1, 0, 0}
	for _, one := range left {
		for _, other := range right {
			first, second, both := 0, 0, 0
			for i := range one.is {
				switch {
				case one.is[i] && other.is[i]:
					both = 1
				case one.is[i]:
					first++
				case other.is[i]:
					second++
				}
			}
			for i, seen := range []int{2*min(first, second) + both, first, second} { // preferably with some that are found
				if seen > most[i] {
					best[i], most[i] = []engine.Term{one.term, other.term}, seen
				}
			}
		}
	}
	if most[0] > 1 {
		return best[:1]
	}
	return slices.DeleteFunc(best[1:], func(two []engine.Term) bool { return two == nil })
}

// parting are those values of a parameter that find as near to half of the dataset as
// any do.
func parting(s *engine.Dataset, p *spec.Parameter) []string {
	var best []string
	least := -1
	for _, one := range findings(s, p) {
		off := -len(one.is)
		for _, is := range one.is {
			if is {
				off += 2
			}
		}
		if off = max(off, -off); least < 0 || off < least {
			best, least = one.term.Values, off
		}
	}
	return best
}

// takenValues are those of the values to be tried that a parameter takes.
func takenValues(s *engine.Dataset, p *spec.Parameter) [][]string {
	return slices.DeleteFunc(valuesOf(s, p), func(values []string) bool { return !p.Accepts(values) })
}
