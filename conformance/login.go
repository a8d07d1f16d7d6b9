package conformance

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/cotalker/rolecall/spec"
)

// login are the checks of log-in: what opens, and that nothing else does.
func (b *builder) login() {
	for _, op := range b.contract.Operations {
		if op.Action.Kind != spec.Login {
			continue
		}
		if place := b.contract.Requirement("LOC-2"); place == nil || place.About(op) {
			b.logInPlace(op)
		}
		b.add(Check{
			Topic: Authentication, Rule: "OP-13", Operation: op, Name: "right",
			Writes: true,
			Title:  "the right login and password give a token of that user",
			Run: func(t *Trial) {
				a := t.attempt(op, nil)
				if token := t.logsIn(a.ask(nil), op, "the right pair"); token != "" {
					x := t.ask(t.session.people().selfRead, &caller{name: "own", token: token})
					if t.want(x, "the token that log-in gave", 200) && idOf(t.session.people().resource, x.one()) != a.record().id {
						t.fail(x, "the user who logged in", "another")
					}
				}
			},
		})
		b.add(Check{
			Topic: Authentication, Rule: "OP-13", Operation: op, Name: "login-case",
			Writes: true,
			Title:  "the case of the login does not matter",
			Run: func(t *Trial) {
				a := t.attempt(op, nil)
				a.sent[b.contract.Principal.Login] = strings.ToUpper(a.text(b.contract.Principal.Login))
				t.logsIn(a.ask(nil), op, "the login in upper case")
			},
		})
		b.add(Check{
			Topic: Authentication, Rule: "OP-13", Operation: op, Name: "wrong",
			Writes: true,
			Title:  "any other pair of texts is 401",
			Run:    func(t *Trial) { b.wrongPairs(t, op) },
		})
		b.add(Check{
			Topic: Authentication, Rule: "OP-13", Operation: op, Name: "alike",
			Writes: true,
			Title:  "a wrong password, an unknown login and a disabled user get the same reply",
			Run:    func(t *Trial) { b.alike(t, op) },
		})
		b.add(Check{
			Topic: Authentication, Rule: "PRM-15", Operation: op, Name: "disabled",
			Writes: true,
			Title:  "a disabled user cannot log in, an enabled one can again",
			Run: func(t *Trial) {
				a := t.attempt(op, nil)
				f := t.session.people()
				t.set(f, a.record(), b.enable(false))
				t.want(a.ask(nil), "log-in of a disabled user", 401)
				t.set(f, a.record(), b.enable(true))
				t.logsIn(a.ask(nil), op, "log-in of a user who is enabled again")
			},
		})
		b.add(Check{
			Topic: Authentication, Rule: "OP-13", Operation: op, Name: "long-password",
			Writes: true,
			Title:  fmt.Sprintf("a password of %d characters counts to its last one", passwordLengths(b.contract, b.families).long()),
			Run:    func(t *Trial) { b.longPassword(t, op) },
		})
		b.passwordChanges(op)
	}
}

// logInPlace adds where log-in stands.
func (b *builder) logInPlace(op *spec.Operation) {
	b.add(Check{
		Topic: Authentication, Rule: "LOC-2", Operation: op, Name: "place",
		Writes: true,
		Title:  "log-in stands at the root, outside the path of all else",
		Run: func(t *Trial) {
			a := t.attempt(op, nil)
			x := a.ask(nil)
			t.want(x, "log-in", 200)
			u, err := url.Parse(x.URL)
			if base, _ := url.Parse(t.session.client.address); err == nil && base != nil && strings.HasPrefix(u.Path, base.Path+"/") && base.Path != "" {
				t.fail(x, "log-in outside "+base.Path, u.Path)
			}
		},
	})
}

// text is a text of the body.
func (a *attempt) text(member string) string {
	text, _ := a.sent[member].(string)
	return text
}

// logsIn wants a token and returns it.
func (t *Trial) logsIn(x *Exchange, op *spec.Operation, what string) string {
	if !t.want(x, what, 200) {
		return ""
	}
	token, _ := x.at(op.Action.Token).(string)
	if token == "" {
		t.fail(x, "a token for "+what, "none")
	}
	return token
}

func (b *builder) wrongPairs(t *Trial, op *spec.Operation) {
	a := t.attempt(op, nil)
	p := b.contract.Principal
	login, password := a.text(p.Login), a.text(p.Password)
	pairs := []struct{ what, login, password string }{
		{"a wrong password", login, t.session.secret()},
		{"the password in another case", login, swapCase(password)},
		{"the password with a blank", login, password + " "},
		{"the password without its end", login, allButLast(password)},
		{"an empty password", login, ""},
		{"an empty login", "", password},
		{"an unknown login", t.mark() + mailDomain, password},
		{"a login that is none", "no login", password},
		{"the login with a blank before", " " + login, password},
		{"the login with a blank behind", login + " ", password},
		{"both empty", "", ""},
	}
	for _, pair := range pairs {
		if pair.login == login && pair.password == password {
			continue // the right pair, where there is little to leave out
		}
		t.want(t.ask(op, nil, body(map[string]any{p.Login: pair.login, p.Password: pair.password})), pair.what, 401)
	}
}

// alike compares the replies to three refused log-ins. What differs between
// two replies to the same request, as a trace id does, is left out.
func (b *builder) alike(t *Trial, op *spec.Operation) {
	a := t.attempt(op, nil)
	p := b.contract.Principal
	with := func(login, password string) *Exchange {
		return t.ask(op, nil, body(map[string]any{p.Login: login, p.Password: password}))
	}
	wrong, login := t.session.secret(), a.text(p.Login)
	first, second := with(login, wrong), with(login, wrong)
	t.want(first, "a wrong password", 401)
	fixed := stable(first, second)
	replies := []struct {
		what string
		x    *Exchange
	}{{"an unknown login", with(t.mark()+mailDomain, wrong)}, {"an unknown login and a known password", with(t.mark()+mailDomain, a.text(p.Password))}}
	t.set(t.session.people(), a.record(), b.enable(false))
	replies = append(replies,
		struct {
			what string
			x    *Exchange
		}{"a disabled user", with(login, a.text(p.Password))},
		struct {
			what string
			x    *Exchange
		}{"a disabled user and a wrong password", with(login, wrong)})
	for _, r := range replies {
		if !t.want(r.x, r.what, 401) {
			continue
		}
		if !fixed(first, r.x) {
			t.fail(r.x, "the same body for "+r.what+" as for a wrong password", clipped(r.x.ReplyBody))
		}
	}
}

// stable tells how to compare replies, from two that ought to be the same.
func stable(first, second *Exchange) func(a, b *Exchange) bool {
	one, _ := first.JSON.(map[string]any)
	two, _ := second.JSON.(map[string]any)
	vary := map[string]bool{}
	for name := range one {
		vary[name] = !equal(one[name], two[name])
	}
	return func(a, b *Exchange) bool {
		x, isX := a.JSON.(map[string]any)
		y, isY := b.JSON.(map[string]any)
		if !isX || !isY {
			return string(a.ReplyBody) == string(b.ReplyBody)
		}
		for name := range merged(x, y) {
			if !vary[name] && !equal(x[name], y[name]) {
				return false
			}
		}
		return true
	}
}

func (b *builder) longPassword(t *Trial, op *spec.Operation) {
	a := t.attempt(op, nil)
	f, p, n := t.session.people(), b.contract.Principal, t.session.lengths.long()
	secret, what := t.session.secretOf(n), fmt.Sprintf("a password of %d characters", n)
	x := t.ask(f.update, t.bootstrap(), key(a.record().id), body(map[string]any{p.Password: secret}))
	if !t.want(x, what, 200) {
		return
	}
	a.record().password = secret
	with := func(password string) *Exchange {
		return t.ask(op, nil, body(map[string]any{p.Login: a.sent[p.Login], p.Password: password}))
	}
	t.logsIn(with(secret), op, what)
	t.want(with(allButLast(secret)), fmt.Sprintf("all but the last of %d characters", n), 401)
	t.want(with(allButLast(secret)+"y"), fmt.Sprintf("%d characters of which the last is wrong", n), 401)
	if some := 72; n > some { // as many as bcrypt reads
		t.want(with(secret[:some]), fmt.Sprintf("the first %d of %d characters", some, n), 401)
	}
}

// passwordChanges are checks that a new password takes the place of the old
// one, on every operation that writes it.
func (b *builder) passwordChanges(op *spec.Operation) {
	p := b.contract.Principal
	for _, f := range b.families {
		for _, change := range f.changers() {
			if !f.people() || changeSchema(change).Member(p.Password) == nil {
				continue
			}
			b.add(Check{
				Topic: Authentication, Rule: "OP-7", Operation: change, Name: "new-password",
				Writes: true, Features: op.Features,
				Title: "a changed password opens, the one before no more",
				Run: func(t *Trial) {
					r, as := t.actor(f)
					who := t.bootstrap()
					if change.Action.Self {
						who = as
					}
					before, secret := r.password, t.session.secret()
					x := t.ask(change, who, t.changing(change, map[string]any{p.Password: secret}, r)...)
					if !t.want(x, "a new password", 200) {
						return
					}
					t.grows(x, f.resource, r.state, x.one())
					r.password, r.caller = secret, nil
					with := func(password string) *Exchange {
						return t.ask(op, nil, body(map[string]any{p.Login: r.state[p.Login], p.Password: password}))
					}
					t.logsIn(with(secret), op, "the new password")
					t.want(with(before), "the password before", 401)
					both := map[string]any{p.Password: t.session.secret()}
					setAt(both, f.freeMember(changeSchema(change)), t.mark())
					if rules := change.Body.Rules; change.Action.Self && rules != nil && len(rules.Forbidden) > 0 {
						half := map[string]any{p.Password: t.session.secret(), rules.Forbidden[0]: r.state[rules.Forbidden[0]]}
						t.want(t.ask(change, who, t.changing(change, half, r)...), "a new password and a forbidden member", 403)
						refused, _ := half[p.Password].(string)
						t.want(with(refused), "a password that was refused with what stood beside it", 401)
					}
					if t.want(t.ask(change, who, t.changing(change, both, r)...), "a new password and another member", 200) {
						r.password, _ = both[p.Password].(string)
						t.logsIn(with(r.password), op, "the new password that came with another member")
					}
					if least, is := changeSchema(change).Member(p.Password).Schema.Node.Get("minLength").Value().(int); is {
						for _, secret = range []string{t.session.secretOf(least), t.session.secretOf(t.session.lengths.long())} { // the shortest, and a long one
							if !t.want(t.ask(change, who, t.changing(change, map[string]any{p.Password: secret}, r)...), fmt.Sprintf("a password of %d characters", len(secret)), 200) {
								return
							}
							r.password = secret
						}
					}
				},
			})
			b.add(Check{
				Topic: Authentication, Rule: "OP-13", Operation: change, Name: "token-survives",
				Writes: true, Features: op.Features, Level: spec.SHOULD,
				Title: "a token survives a change of password",
				Run: func(t *Trial) {
					r, as := t.actor(f)
					who := t.bootstrap()
					if change.Action.Self {
						who = as
					}
					secret := t.session.secret()
					if t.ask(change, who, t.changing(change, map[string]any{p.Password: secret}, r)...).success() {
						r.password, r.caller = secret, nil
					}
					t.want(t.ask(f.selfRead, as), "the token from before the change", 200)
				},
			})
		}
		if f.people() && f.create != nil && f.create.Body.Schema.Member(p.Password) != nil {
			b.add(Check{
				Topic: Authentication, Rule: "OP-13", Operation: f.create, Name: "first-password",
				Writes: true, Users: 1, Features: op.Features,
				Title: "the password of a new user opens",
				Run: func(t *Trial) {
					secret := t.session.secret()
					a := t.attempt(f.create, map[string]any{p.Password: secret})
					if made := a.ask(t.bootstrap()); t.want(made, "a new user with a password", 201) {
						t.logsIn(t.ask(op, nil, body(map[string]any{p.Login: made.one()[p.Login], p.Password: secret})), op, "the password of a new user")
					}
				},
			})
			b.add(Check{
				Topic: Authentication, Rule: "OP-13", Operation: f.create, Name: "first-password-disabled",
				Writes: true, Users: 1, Features: op.Features,
				Title: "the password of a user who was disabled from the start opens once it is enabled",
				Run: func(t *Trial) {
					secret := t.session.secret()
					a := t.attempt(f.create, merged(b.enable(false), map[string]any{p.Password: secret}))
					made := a.ask(t.bootstrap())
					if !t.want(made, "a new disabled user with a password", 201) {
						return
					}
					with := func() *Exchange {
						return t.ask(op, nil, body(map[string]any{p.Login: made.one()[p.Login], p.Password: secret}))
					}
					t.want(with(), "log-in of a user who was disabled from the start", 401)
					id := idOf(f.resource, made.one())
					t.set(f, &record{id: id}, b.enable(true))
					t.logsIn(with(), op, "the first password of a user who is enabled since")
				},
			})
			b.add(Check{
				Topic: Authentication, Rule: "OP-13", Operation: f.create, Name: "no-password",
				Writes: true, Users: 1, Features: op.Features,
				Title: "a user without a password cannot log in",
				Run: func(t *Trial) {
					a := t.attempt(f.create, nil)
					if made := a.ask(t.bootstrap()); t.want(made, "a new user without a password", 201) {
						t.want(t.ask(op, nil, body(map[string]any{p.Login: made.one()[p.Login], p.Password: ""})), "an empty password", 401)
					}
				},
			})
		}
	}
}
