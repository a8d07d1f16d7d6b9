package checks

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/spec"
)

// logIns are the checks of log-in: what opens, and that nothing else does.
func (b *builder) logIns() {
	for _, op := range b.operations {
		if op.Action.Kind != spec.Login {
			continue
		}
		if place := b.contract.Requirement("LOC-2"); place == nil || place.About(op) {
			b.logInPlace(op)
		}
		b.add(engine.Check{
			Topic: engine.Authentication, Rule: "OP-13", Operation: op, Name: "right",
			Writes: true,
			Title:  "the right login and password give a token of that user",
			Run: func(t *engine.Trial) {
				a := t.Attempt(op, nil)
				if token := wantLogIn(t, a.Send(nil), op, "the right pair"); token != "" {
					x := t.Send(t.Session.People().SelfRead, &wire.Caller{Name: "own", Token: token})
					if t.Want(x, "the token that log-in gave", 200) && engine.IDOf(t.Session.People().Resource, x.Record()) != a.Record().ID {
						t.Fail(x, "the user who logged in", "another")
					}
					t.WantUnchanged(t.Session.People(), a.Record())
				}
			},
		})
		if p := b.contract.Principal; slices.Contains(p.Resource.Unique, spec.Unique{Member: p.Login, IgnoreCase: true}) {
			b.add(engine.Check{
				Topic: engine.Authentication, Rule: "OP-13", Operation: op, Name: "login-case",
				Writes: true,
				Title:  "the case of the login does not matter",
				Run: func(t *engine.Trial) {
					a := t.Attempt(op, nil)
					a.Body[p.Login] = strings.ToUpper(a.SentText(p.Login))
					wantLogIn(t, a.Send(nil), op, "the login in upper case")
				},
			})
		}
		b.add(engine.Check{
			Topic: engine.Authentication, Rule: "OP-13", Operation: op, Name: "wrong",
			Writes: true,
			Title:  "any other pair of texts is 401",
			Run:    func(t *engine.Trial) { b.wrongPairs(t, op) },
		})
		b.add(engine.Check{
			Topic: engine.Authentication, Rule: "OP-13", Operation: op, Name: "alike",
			Writes: true,
			Title:  "a wrong password, an unknown login and a disabled user get the same reply",
			Run:    func(t *engine.Trial) { b.alike(t, op) },
		})
		b.add(engine.Check{
			Topic: engine.Authentication, Rule: "PRM-15", Operation: op, Name: "disabled",
			Writes: true,
			Title:  "a disabled user cannot log in, an enabled one can again",
			Run: func(t *engine.Trial) {
				a := t.Attempt(op, nil)
				f := t.Session.People()
				t.Set(f, a.Record(), b.enable(false))
				t.Want(a.Send(nil), "log-in of a disabled user", 401)
				t.Set(f, a.Record(), b.enable(true))
				wantLogIn(t, a.Send(nil), op, "log-in of a user who is enabled again")
			},
		})
		b.add(engine.Check{
			Topic: engine.Authentication, Rule: "OP-13", Operation: op, Name: "long-password",
			Writes: true,
			Title:  fmt.Sprintf("a password of %d characters counts to its last one", engine.PasswordLimits(b.contract, b.families).Long()),
			Run:    func(t *engine.Trial) { b.longPassword(t, op) },
		})
		if i := slices.IndexFunc(b.families, (*engine.Family).People); i >= 0 && b.changesLogin(b.families[i]) {
			b.add(engine.Check{
				Topic: engine.Authentication, Rule: "OP-13", Operation: op, Name: "changed-login",
				Writes: true, Needs: engine.Needs{Features: b.families[i].Update.Features},
				Title: "a changed login opens, the one before no more",
				Run:   func(t *engine.Trial) { b.changedLogin(t, op) },
			})
		}
		b.passwordChanges(op)
		b.lettersOfPasswords(op)
	}
}

func (b *builder) changesLogin(f *engine.Family) bool {
	return f.Update != nil && engine.ChangeSchema(f.Update).Member(b.contract.Principal.Login) != nil
}

func (b *builder) changedLogin(t *engine.Trial, op *spec.Operation) {
	a, p := t.Attempt(op, nil), b.contract.Principal
	login := t.Mark() + engine.MailDomain
	t.Set(t.Session.People(), a.Record(), map[string]any{p.Login: login})
	t.Want(a.Send(nil), "the login before", 401)
	a.Body[p.Login] = login
	wantLogIn(t, a.Send(nil), op, "the new login")
}

// logInPlace adds where log-in stands.
func (b *builder) logInPlace(op *spec.Operation) {
	b.add(engine.Check{
		Topic: engine.Authentication, Rule: "LOC-2", Operation: op, Name: "place",
		Writes: true,
		Title:  "log-in stands at the root, outside the path of all else",
		Run: func(t *engine.Trial) {
			a := t.Attempt(op, nil)
			x := a.Send(nil)
			t.Want(x, "log-in", 200)
			u, err := url.Parse(x.URL)
			if base, _ := url.Parse(t.Session.Client.Address); err == nil && base != nil && strings.HasPrefix(u.Path, base.Path+"/") && base.Path != "" {
				t.Fail(x, "log-in outside "+base.Path, u.Path)
			}
		},
	})
}

// wantLogIn wants a token and returns it.
func wantLogIn(t *engine.Trial, x *wire.Exchange, op *spec.Operation, what string) string {
	if !t.Want(x, what, 200) {
		return ""
	}
	token, _ := x.At(op.Action.Token).(string)
	if token == "" {
		t.Fail(x, "a token for "+what, "none")
	}
	return token
}

func (b *builder) wrongPairs(t *engine.Trial, op *spec.Operation) {
	a := t.Attempt(op, nil)
	p := b.contract.Principal
	login, password := a.SentText(p.Login), a.SentText(p.Password)
	pairs := []struct{ what, login, password string }{
		{"a wrong password", login, t.Session.NewPassword()},
		{"the password in another case", login, swapCase(password)},
		{"the password with a blank", login, password + " "},
		{"the password without its end", login, engine.AllButLast(password)},
		{"an empty password", login, ""},
		{"an empty login", "", password},
		{"an unknown login", t.Mark() + engine.MailDomain, password},
		{"a login that is none", "no login", password},
		{"the login with a blank before", " " + login, password},
		{"the login with a blank behind", login + " ", password},
		{"both empty", "", ""},
		{"the login for the password", login, login},
		{"the id for the login", a.Record().ID, password},
		{"the id for the password", login, a.Record().ID},
		{"the login without its end", strings.TrimSuffix(login, engine.MailDomain), password},
	}
	for _, pair := range pairs {
		if pair.login == login && pair.password == password {
			continue // the right pair, where there is little to leave out
		}
		t.Want(t.TryLogIn(op, pair.login, pair.password), pair.what, 401)
	}
}

// alike compares the replies to three refused log-ins. What differs between
// two replies to the same request, as a trace id does, is left out.
func (b *builder) alike(t *engine.Trial, op *spec.Operation) {
	a := t.Attempt(op, nil)
	p := b.contract.Principal
	with := func(login, password string) *wire.Exchange {
		return t.TryLogIn(op, login, password)
	}
	wrong, login := t.Session.NewPassword(), a.SentText(p.Login)
	first, second := with(login, wrong), with(login, wrong)
	t.Want(first, "a wrong password", 401)
	fixed := stable(first, second)
	replies := []struct {
		what string
		x    *wire.Exchange
	}{{"an unknown login", with(t.Mark()+engine.MailDomain, wrong)}, {"an unknown login and a known password", with(t.Mark()+engine.MailDomain, a.SentText(p.Password))}}
	t.Set(t.Session.People(), a.Record(), b.enable(false))
	replies = append(replies,
		struct {
			what string
			x    *wire.Exchange
		}{"a disabled user", with(login, a.SentText(p.Password))},
		struct {
			what string
			x    *wire.Exchange
		}{"a disabled user and a wrong password", with(login, wrong)})
	for _, r := range replies {
		if !t.Want(r.x, r.what, 401) {
			continue
		}
		if !fixed(first, r.x) {
			t.Fail(r.x, "the same body for "+r.what+" as for a wrong password", wire.Clipped(r.x.ReplyBody))
		}
	}
}

// stable tells how to compare replies, from two that ought to be the same.
func stable(first, second *wire.Exchange) func(a, b *wire.Exchange) bool {
	one, _ := first.JSON.(map[string]any)
	two, _ := second.JSON.(map[string]any)
	vary := map[string]bool{}
	for name := range one {
		vary[name] = !engine.Equal(one[name], two[name])
	}
	return func(a, b *wire.Exchange) bool {
		x, isX := a.JSON.(map[string]any)
		y, isY := b.JSON.(map[string]any)
		if !isX || !isY {
			return string(a.ReplyBody) == string(b.ReplyBody)
		}
		for name := range engine.Merged(x, y) {
			if !vary[name] && !engine.Equal(x[name], y[name]) {
				return false
			}
		}
		return true
	}
}

func (b *builder) longPassword(t *engine.Trial, op *spec.Operation) {
	a := t.Attempt(op, nil)
	f, p, n := t.Session.People(), b.contract.Principal, t.Session.Callers.PasswordLimits.Long()
	if !engine.Writes(f.Update, p.Password) {
		panic(engine.NotApplicable("the contract has no change of a password"))
	}
	secret, what := t.Session.NewPasswordOf(n), fmt.Sprintf("a password of %d characters", n)
	x := t.Send(f.Update, t.Bootstrap(), wire.Key(a.Record().ID), wire.Body(map[string]any{p.Password: secret}))
	if !t.Want(x, what, 200) {
		return
	}
	a.Record().Password = secret
	with := func(password string) *wire.Exchange {
		return t.TryLogIn(op, a.Body[p.Login], password)
	}
	wantLogIn(t, with(secret), op, what)
	t.Want(with(engine.AllButLast(secret)), fmt.Sprintf("all but the last of %d characters", n), 401)
	t.Want(with(engine.AllButLast(secret)+"y"), fmt.Sprintf("%d characters of which the last is wrong", n), 401)
	if some := 72; n > some { // as many as bcrypt reads
		t.Want(with(secret[:some]), fmt.Sprintf("the first %d of %d characters", some, n), 401)
	}
}
