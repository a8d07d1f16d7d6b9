package checks

import (
	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// createdSince adds that a list which found nothing finds what is created after it: who
// remembers lists may forget those that had no record to be changed.
func (b *builder) createdSince(f *engine.Family) {
	p, member := f.Finder()
	if p == nil {
		return
	}
	b.add(engine.Check{
		Topic: engine.Queries, Rule: b.ruleOf(f, "OP-9"), Operation: f.List, Name: "created/" + p.Name,
		Writes: true, Needs: engine.Needs{Makes: b.users(f.Create, 1), Features: p.Features}, Watch: engine.Watch{Stale: true},
		Title: "a list by " + p.Name + " that found nothing finds what is created since",
		Run: func(t *engine.Trial) {
			a := t.Attempt(f.Create, nil)
			value, _ := jsonvalue.ValueAt(a.Body, member).(string)
			if value == "" {
				panic(engine.NotApplicable("a create has no text that " + p.Name + " looks at"))
			}
			before := t.Send(f.List, t.Bootstrap(), wire.Query(p.Name, value))
			if !t.Want(before, "the list before the create", 200) {
				return
			}
			x := a.Send(t.Bootstrap())
			if !t.Want(x, "a create", 201) {
				return
			}
			after := t.Send(f.List, t.Bootstrap(), wire.Query(p.Name, value))
			if t.Want(after, "the list after the create", 200) && engine.Pick(after, f, engine.IDOf(f.Resource, x.Record())) == nil {
				t.Fail(after, "the record that was created since the list was asked for before", "no such record")
			}
		},
	})
}

// searchedSecrets adds that no search finds a user by a password.
func (b *builder) searchedSecrets(f *engine.Family, rule string, p *spec.Parameter) {
	if !f.People() || p.Filter.Kind != spec.Substring || len(b.loginFeatures()) == 0 {
		return
	}
	b.add(engine.Check{
		Topic: engine.Queries, Rule: rule, Operation: f.List, Name: "secret/" + p.Name,
		Writes: true, Needs: engine.Needs{Features: append(newFeatures(p.Features, b.loginFeatures()), p.Features...)},
		Title: p.Name + " finds nobody by a password",
		Run: func(t *engine.Trial) {
			r, _ := t.AcquireCaller(f)
			x := t.Send(f.List, t.Bootstrap(), wire.Query(p.Name, r.Password))
			if t.Want(x, "a list by "+p.Name, 200) && engine.Pick(x, f, r.ID) != nil {
				t.Fail(x, "nobody found by a password", "the user who has it")
			}
		},
	})
}
