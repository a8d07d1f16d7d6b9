package checks

import (
	"slices"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/spec"
)

// otherPairs adds the pairs of filters that have no check of their own: one request for
// each, by values that find about half of the dataset, so that one that is left out is seen.
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
			for _, pair := range others {
				terms := s.Terms(t, s.Records)
				for _, p := range pair {
					if one, is := halving(s, p); is && t.Session.Declares(p.Features) {
						terms = append(terms, one)
					}
				}
				if two := terms[max(len(terms)-2, 0):]; two[0].Parameter == pair[0] {
					t.WantList(f, terms, engine.ExpectedIDs(f.Resource, s.Records, two...))
				}
			}
		},
	})
}

// halving is what a parameter is asked for to find as near to half of the dataset as
// any value does.
func halving(s *engine.Dataset, p *spec.Parameter) (engine.Term, bool) {
	var best engine.Term
	least := -1
	for _, values := range valuesOf(s, p) {
		one := engine.Term{Parameter: p, Values: values}
		if !p.Accepts(values) {
			continue
		}
		found := 2 * len(matching(s, one))
		if off := max(found-len(s.Records), len(s.Records)-found); least < 0 || off < least {
			best, least = one, off
		}
	}
	return best, least >= 0
}
