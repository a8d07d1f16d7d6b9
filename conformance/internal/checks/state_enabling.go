package checks

import (
	"slices"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/spec"
)

// enabling are the checks of disabling and enabling a user.
func (b *builder) enabling() {
	p := b.contract.Principal
	for _, f := range b.families {
		if !f.People() {
			continue
		}
		for _, op := range []*spec.Operation{f.Update, f.UpdateMany} {
			if op == nil {
				continue
			}
			b.add(engine.Check{
				Topic: engine.State, Rule: b.changeRule(f, op), Operation: op, Name: "disable-and-enable",
				Writes: true,
				Title:  "a disabled user is still there, as it was, and can be enabled again",
				Run: func(t *engine.Trial) {
					a := t.Attempt(op, b.enable(false))
					if t.Session.CanMakeRoles() {
						for _, r := range a.Records {
							t.Set(f, r, b.roles(t.Role()))
						}
					}
					if x := a.Send(a.Caller); t.Want(x, "disabling", 200) {
						wantChanged(t, a, x, b.enable(false))
					}
					for _, r := range a.Records {
						wantSeenEverywhere(t, f, r.State)
					}
					x := t.Send(op, a.Caller, t.ChangeOptions(op, b.enable(true), a.Records...)...)
					if t.Want(x, "enabling again", 200) {
						wantChanged(t, a, x, b.enable(true))
					}
					if slices.ContainsFunc(a.Records, func(r *engine.Record) bool { return r.State[p.Enabled] != true }) {
						t.Fail(x, "the users enabled", "not all are")
					}
				},
			})
		}
	}
}
