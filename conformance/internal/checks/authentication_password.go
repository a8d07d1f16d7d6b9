package checks

import (
	"fmt"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// passwordChanges are checks that a new password takes the place of the old
// one, on every operation that writes it.
func (b *builder) passwordChanges(op *spec.Operation) {
	p := b.contract.Principal
	for _, f := range b.families {
		for _, change := range f.Changers() {
			if !f.People() || engine.ChangeSchema(change).Member(p.Password) == nil {
				continue
			}
			b.add(engine.Check{
				Topic: engine.Authentication, Rule: "OP-7", Operation: change, Name: "new-password",
				Writes: true, Needs: engine.Needs{Features: op.Features},
				Title: "a changed password opens, the one before no more",
				Run: func(t *engine.Trial) {
					r, as := t.AcquireCaller(f)
					who := t.Bootstrap()
					if change.Action.Self {
						who = as
					}
					before, secret := r.Password, t.Session.NewPassword()
					x := t.Send(change, who, t.ChangeOptions(change, map[string]any{p.Password: secret}, r)...)
					if !t.Want(x, "a new password", 200) {
						return
					}
					wantGrowth(t, x, f.Resource, r.State, x.Record())
					t.WantSame(x, "all but the password as it was", f.Resource.Schema, r.State, x.Record(), f.Resource.Modified)
					r.Password, r.Caller = secret, nil
					with := func(password string) *wire.Exchange {
						return t.TryLogIn(op, r.State[p.Login], password)
					}
					wantLogIn(t, with(secret), op, "the new password")
					t.Want(with(before), "the password before", 401)
					both := map[string]any{p.Password: t.Session.NewPassword()}
					if free := f.FreeMember(engine.ChangeSchema(change)); free != "" {
						jsonvalue.SetAt(both, free, t.Mark())
					}
					if rules := change.Body.Rules; change.Action.Self && rules != nil && len(rules.Forbidden) > 0 {
						half := map[string]any{p.Password: t.Session.NewPassword(), rules.Forbidden[0]: r.State[rules.Forbidden[0]]}
						t.Want(t.Send(change, who, t.ChangeOptions(change, half, r)...), "a new password and a forbidden member", 403)
						refused, _ := half[p.Password].(string)
						t.Want(with(refused), "a password that was refused with what stood beside it", 401)
					}
					if x := t.Send(change, who, t.ChangeOptions(change, both, r)...); t.Want(x, "a new password and another member", 200) {
						r.Password, _ = both[p.Password].(string)
						t.WantShown(x, engine.ChangeSchema(change), both, x.Record())
						wantLogIn(t, with(r.Password), op, "the new password that came with another member")
					}
					if least := engine.ChangeSchema(change).Member(p.Password).Schema.Words().MinLength; least > 0 {
						for _, secret = range []string{t.Session.NewPasswordOf(least), t.Session.NewPasswordOf(t.Session.Callers.PasswordLimits.Long())} { // the shortest, and a long one
							if !t.Want(t.Send(change, who, t.ChangeOptions(change, map[string]any{p.Password: secret}, r)...), fmt.Sprintf("a password of %d characters", len(secret)), 200) {
								return
							}
							r.Password = secret
						}
					}
				},
			})
			b.add(engine.Check{
				Topic: engine.Authentication, Rule: "PRM-12", Operation: change, Name: "refused-password",
				Writes: true, Needs: engine.Needs{Features: op.Features},
				Title: "a password that came with a refused change does not open",
				Run:   func(t *engine.Trial) { wantPasswordRefused(t, f, change, op) },
			})
			b.add(engine.Check{
				Topic: engine.Authentication, Rule: "OP-13", Operation: change, Name: "token-survives",
				Writes: true, Needs: engine.Needs{Features: op.Features}, Level: spec.SHOULD,
				Title: "a token survives a change of password",
				Run: func(t *engine.Trial) {
					r, as := t.AcquireCaller(f)
					who := t.Bootstrap()
					if change.Action.Self {
						who = as
					}
					secret := t.Session.NewPassword()
					if t.Send(change, who, t.ChangeOptions(change, map[string]any{p.Password: secret}, r)...).Success() {
						r.Password, r.Caller = secret, nil
					}
					t.Want(t.Send(f.SelfRead, as), "the token from before the change", 200)
				},
			})
		}
		if f.People() && f.Create != nil && f.Create.Body.Schema.Member(p.Password) != nil {
			b.takenLogin(f, op)
			b.add(engine.Check{
				Topic: engine.Authentication, Rule: "OP-13", Operation: f.Create, Name: "first-password",
				Writes: true, Needs: engine.Needs{Makes: 1, Features: op.Features},
				Title: "the password of a new user opens",
				Run: func(t *engine.Trial) {
					secret := t.Session.NewPasswordOf(t.Session.Callers.PasswordLimits.Long())
					a := t.Attempt(f.Create, map[string]any{p.Password: secret})
					if made := a.Send(t.Bootstrap()); t.Want(made, "a new user with a password", 201) {
						wantLogIn(t, t.TryLogIn(op, made.Record()[p.Login], secret), op, "the password of a new user")
					}
				},
			})
			b.add(engine.Check{
				Topic: engine.Authentication, Rule: "OP-13", Operation: f.Create, Name: "first-password-disabled",
				Writes: true, Needs: engine.Needs{Makes: 1, Features: op.Features},
				Title: "the password of a user who was disabled from the start opens once it is enabled",
				Run: func(t *engine.Trial) {
					secret := t.Session.NewPassword()
					if least := f.Create.Body.Schema.Member(p.Password).Schema.Words().MinLength; least > 0 {
						secret = t.Session.NewPasswordOf(least)
					}
					a := t.Attempt(f.Create, engine.Merged(b.enable(false), map[string]any{p.Password: secret}))
					made := a.Send(t.Bootstrap())
					if !t.Want(made, "a new disabled user with a password", 201) {
						return
					}
					with := func() *wire.Exchange {
						return t.TryLogIn(op, made.Record()[p.Login], secret)
					}
					t.Want(with(), "log-in of a user who was disabled from the start", 401)
					id := engine.IDOf(f.Resource, made.Record())
					t.Set(f, &engine.Record{ID: id}, b.enable(true))
					wantLogIn(t, with(), op, "the first password of a user who is enabled since")
				},
			})
			b.add(engine.Check{
				Topic: engine.Authentication, Rule: "OP-13", Operation: f.Create, Name: "no-password",
				Writes: true, Needs: engine.Needs{Makes: 1, Features: op.Features},
				Title: "a user without a password cannot log in",
				Run: func(t *engine.Trial) {
					a := t.Attempt(f.Create, nil)
					if made := a.Send(t.Bootstrap()); t.Want(made, "a new user without a password", 201) {
						t.Want(t.TryLogIn(op, made.Record()[p.Login], ""), "an empty password", 401)
						t.Want(t.TryLogIn(op, made.Record()[p.Login], t.Session.NewPassword()), "a password for a user who has none", 401)
					}
				},
			})
		}
	}
}

// wantPasswordRefused sends a new password in changes that are refused, each for
// another reason. No read shows what became of it: log-in does.
func wantPasswordRefused(t *engine.Trial, f *engine.Family, change, login *spec.Operation) {
	p := t.Session.Contract.Principal
	r, as := t.AcquireCaller(f)
	other := t.Acquire(f)
	for _, refused := range []struct {
		what   string
		as     *wire.Caller
		beside map[string]any
	}{
		{"by who may not", as, map[string]any{}},
		{"beside an unknown member", t.Bootstrap(), map[string]any{engine.RunMark + "unknown": "x"}},
		{"beside the login of another", t.Bootstrap(), map[string]any{p.Login: other.State[p.Login]}},
	} {
		who := refused.as
		if change.Action.Self {
			who = as
		}
		if change.Action.Self && len(refused.beside) == 0 {
			continue // who may
		}
		secret := t.Session.NewPassword()
		body := engine.Merged(map[string]any{p.Password: secret}, refused.beside)
		x := t.Send(change, who, t.ChangeOptions(change, body, r)...)
		if x.Success() {
			r.Password = secret
			return // another check tells
		}
		y := t.TryLogIn(login, r.State[p.Login], secret)
		t.Want(y, "a password that was refused "+refused.what, 401)
	}
}
