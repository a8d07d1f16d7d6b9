package checks

import (
	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/spec"
)

// forgeries are the checks that no token opens that the server has not given, or
// takes no more.
func (b *builder) forgeries() {
	for _, f := range b.families {
		if !f.People() {
			continue
		}
		for _, op := range []*spec.Operation{f.SelfRead, f.List, f.Create, f.Update} {
			if op == nil || op.Access.Public() {
				continue
			}

			b.add(engine.Check{
				Topic: engine.Authentication, Rule: "HDR-1", Operation: op, Name: "forged",
				Writes: op.Action.Writes(),
				Title:  "a token that anybody could have written is 401",
				Run:    func(t *engine.Trial) { tryForgeries(t, f, op) },
			})
			if op == f.Update {
				continue
			}
			b.add(engine.Check{
				Topic: engine.Authentication, Rule: "HDR-1", Operation: op, Name: "refused",
				Writes: op.Action.Writes(),
				Title:  "a token that the target file lists as refused is 401, as is one that nobody was given",
				Run: func(t *engine.Trial) {
					a := t.Attempt(op, nil)
					t.Want(a.Send(&wire.Caller{Name: "nobody", Token: t.Mark()}), "a token that nobody was given", 401)
					for _, r := range t.Session.Target.Refused {
						t.Want(a.Send(&wire.Caller{Name: r.Name, Token: r.Token}), "the refused token "+r.Name, 401)
					}
					a.WantUntouched()
				},
			})
		}
	}
}

// tryForgeries asks with tokens made from those that there are, without the key that
// they are signed with. Where they are no JWTs, one is made up: nobody has given
// it out either.
func tryForgeries(t *engine.Trial, f *engine.Family, op *spec.Operation) {
	a := t.Attempt(op, nil)
	bootstrap := t.Bootstrap()
	lists := [][]forgery{forgeries(bootstrap.Token, nil)}
	if op.Action.Writes() && t.Session.CanLogIn() {
		r, as := t.AcquireCaller(f)
		p := t.Session.Contract.Principal
		lists = append(lists, forgeries(as.Token, func(claim any) any {
			if claim == r.ID && bootstrap.ID != "" {
				return bootstrap.ID
			}
			if login, is := r.State[p.Login]; is && claim == login {
				return t.Mark() + engine.MailDomain
			}
			return claim
		}))
	}
	for _, list := range lists {
		if list == nil {
			list = []forgery{{"an unsigned JWT that names its user", unsignedJWT(f.Resource.ID, bootstrap.ID)}}
		}
		for _, forged := range list {
			t.Session.Client.KeepSecret(forged.token)
			t.Want(a.Send(&wire.Caller{Name: "a forger", Token: forged.token}), forged.what, 401)
		}
	}
	a.WantUntouched()
}
