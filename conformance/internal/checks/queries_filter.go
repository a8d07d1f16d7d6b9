package checks

import (
	"slices"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/spec"
)

// filters are the checks of what a list is narrowed down to.
func (b *builder) filters() {
	for _, f := range b.families {
		if f.List == nil || f.Create == nil || f.Update == nil || f.Scope() == nil {
			continue
		}
		rule := b.ruleOf(f, "OP-2")
		for _, p := range f.List.Query {
			if len(p.Filter.Members) == 0 || p.Filter.Kind == spec.Sort {
				continue
			}
			features := p.Features
			if p.Filter.Kind == spec.Has {
				features = append(slices.Clone(features), b.roleFeatures()...)
			}
			b.searchedSecrets(f, rule, p)
			b.add(engine.Check{
				Topic: engine.Queries, Rule: rule, Operation: f.List, Name: "filter/" + p.Name,
				Writes: true, Needs: engine.Needs{Features: features},
				Title: p.Name + " finds what matches, and nothing else",
				Run: func(t *engine.Trial) {
					s := t.Dataset(f)
					for _, values := range valuesToTry(s, p) {
						one := engine.Term{Parameter: p, Values: values}
						terms := append(s.Terms(t, s.Records), one)
						if p == f.Scope() {
							terms = []engine.Term{one}
						}
						t.WantList(f, terms, engine.ExpectedIDs(f.Resource, s.Records, terms[0], one))
					}
				},
			})
			b.add(engine.Check{
				Topic: engine.Queries, Rule: rule, Operation: f.List, Name: "alone/" + p.Name,
				Writes: true, Needs: engine.Needs{Features: features},
				Title: p.Name + " alone narrows the list down",
				Run: func(t *engine.Trial) {
					s := t.Dataset(f)
					for _, values := range fewValues(s, p) {
						wantOnlyMatching(t, f, engine.Term{Parameter: p, Values: values})
					}
				},
			})
		}
		b.changedLists(f)
		b.createdSince(f)
		b.combined(f, rule)
		b.unfiltered(f, rule)
		b.add(engine.Check{
			Topic: engine.Queries, Rule: rule, Operation: f.List, Name: "creation-order",
			Writes: true, Needs: engine.Needs{Features: f.Scope().Features},
			Title: "a list is in the order of creation unless asked otherwise",
			Run: func(t *engine.Trial) {
				s := t.Dataset(f)
				few := s.Records[1:9]
				if size := f.PageSize(); size > 0 {
					few = few[:min(size, len(few))] // no more than a page holds
				}
				terms := s.Terms(t, few)[:1]
				for i, j := 0, len(terms[0].Values)-1; i < j; i, j = i+1, j-1 {
					terms[0].Values[i], terms[0].Values[j] = terms[0].Values[j], terms[0].Values[i]
				}
				t.WantList(f, terms, engine.ExpectedIDs(f.Resource, few))
			},
		})
		b.add(engine.Check{
			Topic: engine.Queries, Rule: rule, Operation: f.List, Name: "empty",
			Writes: true, Needs: engine.Needs{Features: f.Scope().Features},
			Title: "a list that nothing matches is an empty list",
			Run: func(t *engine.Trial) {
				value := unmatchedValue(t.Dataset(f), f.Scope())
				if !f.Scope().Accepts([]string{value}) {
					panic(engine.NotApplicable("no value is found that " + f.Scope().Name + " takes and no record has"))
				}
				t.WantList(f, []engine.Term{{Parameter: f.Scope(), Values: []string{value}}}, []string{})
			},
		})
		b.add(engine.Check{
			Topic: engine.Queries, Rule: rule, Operation: f.List, Name: "plain",
			Title: "without a parameter the first page comes",
			Run: func(t *engine.Trial) {
				x := t.Send(f.List, t.Bootstrap())
				if !t.Want(x, "the list without a parameter", 200) {
					return
				}
				if _, ok := x.Records(); !ok {
					t.Fail(x, "a list in the envelope", engine.Short(x.At(f.List.Success().Envelope...)))
				}
			},
		})
	}
}
