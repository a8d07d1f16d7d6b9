package checks

import (
	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// memberParts adds that who may write one member only, such as roles, writes no part of
// another, and nothing that says nothing new.
func (b *builder) memberParts(op *spec.Operation) {
	if op.Body == nil || op.Action.Kind == spec.Create || engine.ChangeRules(op) == nil || engine.ChangeRules(op).Default == nil {
		return
	}
	rules, who := engine.ChangeRules(op), engine.Rights{}
	for m := range engine.Writable(engine.ChangeSchema(op)) {
		if len(who.Active) == 0 {
			who = onlyOf(b, rules.Own[m.Name], rules.Default)
		}
	}
	if len(who.Active) == 0 {
		return
	}
	refused := func(t *engine.Trial, a *engine.Attempt, what string, change map[string]any) {
		if op.Action.Kind == spec.UpdateMany {
			a.Body = map[string]any{op.Action.IDs: a.Body[op.Action.IDs], op.Action.Changes: change}
		} else {
			a.Body = change
		}
		if op.Body.Schema.Valid(a.Body) {
			t.Want(a.Send(t.As(who)), what, 403)
		}
	}
	for m := range engine.Writable(engine.ChangeSchema(op)) {
		if rules.Own[m.Name] != nil || m.WriteOnly {
			continue
		}
		rule := b.memberRule(op, rules, m.Name)
		if m.Schema.Type() == "object" {
			b.add(engine.Check{
				Topic: engine.Permissions, Rule: rule, Operation: op, Name: "part/" + m.Name,
				Writes: true, Needs: engine.Needs{Callers: []engine.Rights{who}},
				Title: "who may not write " + m.Name + " writes no part of it",
				Run: func(t *engine.Trial) {
					a := t.Attempt(op, nil)
					for below := range engine.Writable(m.Schema) {
						change := map[string]any{}
						jsonvalue.SetAt(change, m.Name+"."+below.Name, engine.Sample(below.Schema, t.Mark(), false))
						refused(t, a, m.Name+"."+below.Name+" alone", change)
					}
					a.WantUntouched()
				},
			})
		}
		b.add(engine.Check{
			Topic: engine.Permissions, Rule: rule, Operation: op, Name: "as-it-is/" + m.Name,
			Writes: true, Needs: engine.Needs{Callers: []engine.Rights{who}}, Level: spec.SHOULD,
			Title: m.Name + " is refused also where it says nothing new",
			Run: func(t *engine.Trial) {
				a := t.Attempt(op, nil)
				value := a.Record().State[m.Name]
				if value == nil {
					value = engine.Sample(m.Schema, t.Mark(), false)
					for _, r := range a.Records {
						t.Set(a.Family, r, map[string]any{m.Name: value})
					}
				}
				refused(t, a, m.Name+" as it is", map[string]any{m.Name: value})
				if m.Schema.Type() == "object" {
					refused(t, a, "an empty "+m.Name, map[string]any{m.Name: map[string]any{}})
				}
				a.WantUntouched()
			},
		})
	}
}
