package checks

import (
	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/spec"
)

// stamps are the checks of the dates that the server stamps.
func (b *builder) stamps() {
	for _, f := range b.families {
		if f.Resource.Modified == "" {
			continue
		}
		for _, op := range f.Changers() {
			rule := b.changeRule(f, op)
			b.add(engine.Check{
				Topic: engine.State, Rule: rule, Operation: op, Name: "modified-grows",
				Writes: true,
				Title:  "the date of the last change grows strictly with every change, however fast they come",
				Run: func(t *engine.Trial) {
					a := t.Attempt(op, nil)
					for range 2 * rounds { // a date that stands still now and then is seen
						x := a.Send(a.Caller)
						if !t.Want(x, "a change", 200) {
							return
						}
						for i, record := range a.RecordsIn(x) {
							if i < len(a.Records) && wantGrowth(t, x, f.Resource, a.Records[i].State, record) {
								a.Records[i].State = record
							}
						}
					}
				},
			})
			b.add(engine.Check{
				Topic: engine.State, Rule: rule, Operation: op, Name: "same-value",
				Writes: true, Level: spec.SHOULD,
				Title: "a change to the value that there is moves the date of the change all the same",
				Run: func(t *engine.Trial) {
					a := t.Attempt(op, nil)
					if first := a.Send(a.Caller); first.Success() {
						for i, record := range a.RecordsIn(first) {
							if i < len(a.Records) {
								a.Records[i].State = record
							}
						}
					}
					x := a.Send(a.Caller)
					if t.Want(x, "a change to the same value", 200) {
						wantChanged(t, a, x, nil)
					}
				},
			})
		}
		if f.Create != nil && f.Update != nil {
			b.add(engine.Check{
				Topic: engine.State, Rule: b.changeRule(f, f.Update), Operation: f.Update, Name: "modified-grows-from-creation",
				Writes: true, Needs: engine.Needs{Makes: b.users(f.Create, 1)},
				Title: "the first change is later than the creation",
				Run: func(t *engine.Trial) {
					made := t.KnownRecord(t.SetUp(t.Send(f.Create, t.Bootstrap(), wire.Body(t.Refer(f.Resource, t.Session.NewBody(f))))))
					id := engine.IDOf(f.Resource, made)
					change := t.HarmlessChange(f, f.Update)
					x := t.Send(f.Update, t.Bootstrap(), wire.Key(id), wire.Body(change))
					if t.Want(x, "a change right after the creation", 200) {
						wantGrowth(t, x, f.Resource, made, x.Record())
						t.WantChanged(x, "the date of creation as it was", f.Resource, made, change, x.Record())
					}
				},
			})
		}
	}
}
