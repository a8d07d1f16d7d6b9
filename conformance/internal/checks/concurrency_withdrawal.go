package checks

import (
	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
)

// withdrawals are the checks that a user who changes itself at that moment does
// not undo what is taken from it.
func (b *builder) withdrawals() {
	for _, f := range b.families {
		if !f.People() || f.SelfUpdate == nil || !engine.Writes(f.Update, b.contract.Principal.Enabled) || f.Read == nil {
			continue
		}
		b.add(engine.Check{
			Topic: engine.Concurrency, Rule: "OP-11", Operation: f.SelfUpdate, Name: "withdrawn",
			Writes: true, Needs: engine.Needs{Features: b.loginFeatures()},
			Title: "a user who is disabled while it changes itself is disabled after",
			Run: func(t *engine.Trial) {
				for range rounds {
					if !b.withdraws(t, f) {
						return
					}
				}
			},
		})
	}
}

// withdraws disables a user and changes its roles while the user changes
// something else of itself, which is granted or comes too late.
func (b *builder) withdraws(t *engine.Trial, f *engine.Family) bool {
	a := t.Attempt(f.SelfUpdate, nil)
	defer t.Release()
	r, taken := a.Record(), b.enable(false)
	t.RequireOwn(f, r)
	if t.Session.CanMakeRoles() {
		taken = engine.Merged(taken, b.roles(t.AnyRole()))
	}
	const askers = 5
	replies := make([]*wire.Exchange, askers)
	t.Each(askers, func(i int) {
		if i == askers/2 {
			replies[i] = t.Send(f.Update, t.Bootstrap(), wire.Key(r.ID), wire.Body(taken))
		} else {
			replies[i] = a.Send(a.Caller)
		}
	})
	ok := true
	for i, x := range replies {
		statuses := []int{200, 401} // which comes too late
		if i == askers/2 {
			statuses = statuses[:1]
		}
		ok = t.Want(x, "a change that races", statuses...) && ok
	}
	now, x := t.ReadRecord(f, r.ID)
	if now == nil {
		return false
	}
	r.State = now
	for name, value := range taken {
		if !engine.Equal(now[name], value) {
			t.Fail(x, name+" as it was set while the user changed itself", "as before")
			ok = false
		}
	}
	return ok
}
