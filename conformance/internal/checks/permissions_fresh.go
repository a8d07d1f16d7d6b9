package checks

import (
	"net/http"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/spec"
)

// freshRights are the checks that rights are read anew at each request, on
// every operation: what is given or taken away holds from the next request on.
func (b *builder) freshRights() {
	p := b.contract.Principal
	if p == nil {
		return
	}
	for _, op := range b.operations {
		if op.Access.Public() || op.Action.Resource == nil {
			continue
		}
		people := b.peopleOf(op.Version)
		if people == nil || people.Update == nil {
			continue
		}
		b.add(engine.Check{
			Topic: engine.Authentication, Rule: "PRM-15", Operation: op, Name: "disabled-and-enabled",
			Writes: true, Needs: engine.Needs{Features: b.roleFeatures()},
			Title: "a token is refused while its user is disabled, and works again after",
			Run: func(t *engine.Trial) {
				r, as := t.AcquireCaller(people)
				t.Set(people, r, b.roles(t.Role(b.everything()...)))
				a := t.Probe(op)
				t.WantAdmitted(a.Send(as), "a user who is enabled")
				t.Set(people, r, b.enable(false))
				t.Want(a.Send(as), "a user who is disabled since its token was given", 401)
				if op.Method == http.MethodGet && !b.has(op.Path, http.MethodHead) {
					if x := a.Send(as, wire.Method(http.MethodHead)); x.Success() {
						t.Want(x, "HEAD of a user who is disabled since its token was given", 401)
					}
				}
				t.Set(people, r, b.enable(true))
				t.WantAdmitted(a.Send(as), "a user who is enabled again")
			},
		})
		if free(op) {
			continue
		}
		rule := b.operationRule(op)
		way := engine.Granting(&op.Access)
		b.add(engine.Check{
			Topic: engine.Permissions, Rule: rule, Operation: op, Name: "role-given-and-taken",
			Writes: true, Needs: engine.Needs{Features: b.roleFeatures()},
			Title: "a role counts from the next request after it is given, and no more after it is taken",
			Run: func(t *engine.Trial) {
				r, as := t.AcquireCaller(people)
				a, give := t.Probe(op), t.Attempt(op, nil)
				t.Want(give.Send(as), "a user without roles", 403)
				t.Set(people, r, b.roles(t.Role(way.Active...)))
				t.WantAdmitted(a.Send(as), "a user who was given a role")
				b.takeRole(t, people, r)
				t.Want(give.Send(as), "a user whose role was taken", 403)
				give.WantUntouched()
			},
		})
		b.add(engine.Check{
			Topic: engine.Permissions, Rule: rule, Operation: op, Name: "role-edited",
			Writes: true, Needs: engine.Needs{Features: b.roleFeatures()},
			Title: "a change of a role's permissions, or of whether it is active, counts from the next request",
			Run: func(t *engine.Trial) {
				b.editsRole(t, op, people, way)
			},
		})
	}
}

// takeRole gives a user a role without permissions in place of its own, by a change of
// many where there is one: what follows from a change of one may not follow from that.
func (b *builder) takeRole(t *engine.Trial, people *engine.Family, r *engine.Record) {
	change := b.roles(t.Role())
	if many := people.UpdateMany; many != nil && t.Session.Declares(many.Features) && engine.Writes(many, b.contract.Principal.Roles) {
		if t.Send(many, t.Bootstrap(), t.ChangeOptions(many, change, r)...).Success() {
			return
		}
	}
	t.Set(people, r, change)
}

// disabling are the checks that who is disabled may ask no more, whichever
// operation did it.
func (b *builder) disabling() {
	for _, f := range b.families {
		if !f.People() || f.SelfRead == nil {
			continue
		}
		for _, op := range []*spec.Operation{f.Update, f.UpdateMany} {
			if !engine.Writes(op, b.contract.Principal.Enabled) {
				continue
			}
			b.add(engine.Check{
				Topic: engine.Authentication, Rule: "PRM-15", Operation: op, Name: "disables",
				Writes: true, Needs: engine.Needs{Features: b.loginFeatures()},
				Title: "whom it disables may ask no more",
				Run: func(t *engine.Trial) {
					a := t.Attempt(op, b.enable(false))
					var callers []*wire.Caller
					for _, r := range a.Records {
						callers = append(callers, t.LogIn(r))
					}
					if !t.Want(a.Send(a.Caller), "disabling", 200) {
						return
					}
					for i, r := range a.Records {
						t.Want(t.Send(f.SelfRead, callers[i]), "a user who is disabled since its token was given", 401)
						t.Set(f, r, b.enable(true))
					}
				},
			})
		}
	}
}

// peopleOf is the family of the callers in a version.
func (b *builder) peopleOf(version string) *engine.Family {
	for _, f := range b.families {
		if f.People() && f.Version == version {
			return f
		}
	}
	return nil
}

func (b *builder) editsRole(t *engine.Trial, op *spec.Operation, people *engine.Family, way engine.Rights) {
	p := b.contract.Principal
	roles := t.Session.Family(p.Role)
	if p.RolesEnabled == "" {
		panic(engine.NotApplicable("the contract has no way to switch a role off"))
	}
	r, as := t.AcquireCaller(people)
	role := t.Acquire(roles)
	t.Set(people, r, b.roles(t.Role(), role.ID, role.ID))
	a, denied := t.Probe(op), t.Attempt(op, nil)
	t.Want(denied.Send(as), "a role without permissions", 403)
	t.Set(roles, role, map[string]any{p.Permissions: engine.AnySlice(way.Active)})
	t.WantAdmitted(a.Send(as), "a role that was given the permission")
	t.Set(roles, role, map[string]any{p.RolesEnabled: false})
	t.Want(denied.Send(as), "a role that is not active any more", 403)
	t.Set(roles, role, map[string]any{p.RolesEnabled: true})
	t.WantAdmitted(a.Send(as), "a role that is active again")
	t.Set(roles, role, map[string]any{p.Permissions: []any{}})
	t.Want(denied.Send(as), "a role that lost its permissions", 403)
	denied.WantUntouched()
}
