package checks

import (
	"slices"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/spec"
)

// takenLogin adds that a create which is refused, for its login is another's, leaves
// them their password: who writes with an upsert may set it before it looks.
func (b *builder) takenLogin(f *engine.Family, op *spec.Operation) {
	p := b.contract.Principal
	if f.Create.Body.Schema.Member(p.Login) == nil || !slices.ContainsFunc(f.Uniques(), func(u spec.Unique) bool { return u.Member == p.Login }) {
		return
	}
	b.add(engine.Check{
		Topic: engine.Authentication, Rule: "OP-6", Operation: f.Create, Name: "refused-password",
		Writes: true, Needs: engine.Needs{Features: op.Features},
		Title: "a create with the login of another sets no password of theirs",
		Run: func(t *engine.Trial) {
			r, _ := t.AcquireCaller(f)
			secret := t.Session.NewPassword()
			a := t.Attempt(f.Create, map[string]any{p.Login: r.State[p.Login], p.Password: secret})
			if !t.Want(a.Send(t.Bootstrap()), "a create with the login of another", 409) {
				return
			}
			t.Want(t.TryLogIn(op, r.State[p.Login], secret), "the password of a create that was refused", 401)
			wantLogIn(t, t.TryLogIn(op, r.State[p.Login], r.Password), op, "the password from before")
		},
	})
}

// lettersOfPasswords adds that every character of a password counts.
func (b *builder) lettersOfPasswords(op *spec.Operation) {
	i := slices.IndexFunc(b.families, (*engine.Family).People)
	if i < 0 || !engine.Writes(b.families[i].Update, b.contract.Principal.Password) {
		return
	}
	b.add(engine.Check{
		Topic: engine.Authentication, Rule: "OP-13", Operation: op, Name: "letters-of-password",
		Writes: true, Needs: engine.Needs{Features: b.families[i].Update.Features},
		Title: "letters of other languages, signs and blanks in a password count as any others",
		Run: func(t *engine.Trial) {
			a := t.Attempt(op, nil)
			f, p := t.Session.People(), b.contract.Principal
			for _, try := range []struct{ end, near, what string }{
				{"ñ漢😀", "", "without the letters of other languages"},
				{"ñ漢字", "???", "with question marks for letters of other languages"},
				{"ñ漢字", "ñ??", "with question marks for letters outside Latin"},
				{"áé", "ae", "without its accents"},
				{"a+b", "a b", "with a blank for a plus"},
				{"a  b", "a b", "with one blank for two"},
				{"+%41", " A", "as who unescapes it reads it"},
			} {
				start := t.Session.NewPassword()
				secret := t.Session.Client.KeepPassword(start + try.end)
				if !engine.ChangeSchema(f.Update).Member(p.Password).Schema.Valid(secret) {
					continue
				}
				x := t.Send(f.Update, t.Bootstrap(), wire.Key(a.Record().ID), wire.Body(map[string]any{p.Password: secret}))
				if !t.Want(x, "a password with "+try.end, 200) {
					return
				}
				a.Record().Password = secret
				wantLogIn(t, t.TryLogIn(op, a.Body[p.Login], secret), op, "a password with "+try.end)
				t.Want(t.TryLogIn(op, a.Body[p.Login], start+try.near), "the password "+try.what, 401)
			}
		},
	})
}
