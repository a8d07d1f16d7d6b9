package conformance

import (
	"github.com/cotalker/rolecall/spec"
)

// freshRights are the checks that rights are read anew at each request, on
// every operation: what is given or taken away holds from the next request on.
func (b *builder) freshRights() {
	p := b.contract.Principal
	if p == nil {
		return
	}
	for _, op := range b.contract.Operations {
		if op.Access.Public() || op.Action.Resource == nil {
			continue
		}
		people := b.peopleOf(op.Version)
		if people == nil || people.update == nil {
			continue
		}
		b.add(Check{
			Topic: Authentication, Rule: "PRM-15", Operation: op, Name: "disabled-and-enabled",
			Writes: true, Features: b.roleFeatures(),
			Title: "a token is refused while its user is disabled, and works again after",
			Run: func(t *Trial) {
				r, as := t.actor(people)
				t.set(people, r, b.roles(t.role(b.everything()...)))
				a := t.probe(op)
				t.admitted(a.ask(as), "a user who is enabled")
				t.set(people, r, b.enable(false))
				t.want(a.ask(as), "a user who is disabled since its token was given", 401)
				t.set(people, r, b.enable(true))
				t.admitted(a.ask(as), "a user who is enabled again")
			},
		})
		if op.Action.Self {
			continue
		}
		rule := b.operationRule(op)
		way := granting(&op.Access)
		b.add(Check{
			Topic: Permissions, Rule: rule, Operation: op, Name: "role-given-and-taken",
			Writes: true, Features: b.roleFeatures(),
			Title: "a role counts from the next request after it is given, and no more after it is taken",
			Run: func(t *Trial) {
				r, as := t.actor(people)
				a, give := t.probe(op), t.attempt(op, nil)
				t.want(give.ask(as), "a user without roles", 403)
				t.set(people, r, b.roles(t.role(way.Active...)))
				t.admitted(a.ask(as), "a user who was given a role")
				t.set(people, r, b.roles(t.role()))
				t.want(give.ask(as), "a user whose role was taken", 403)
				give.untouched()
			},
		})
		b.add(Check{
			Topic: Permissions, Rule: rule, Operation: op, Name: "role-edited",
			Writes: true, Features: b.roleFeatures(),
			Title: "a change of a role's permissions, or of whether it is active, counts from the next request",
			Run: func(t *Trial) {
				b.editsRole(t, op, people, way)
			},
		})
	}
}

// disabling are the checks that who is disabled may ask no more, whichever
// operation did it.
func (b *builder) disabling() {
	for _, f := range b.families {
		if !f.people() || f.selfRead == nil {
			continue
		}
		for _, op := range []*spec.Operation{f.update, f.updateMany} {
			if op == nil {
				continue
			}
			b.add(Check{
				Topic: Authentication, Rule: "PRM-15", Operation: op, Name: "disables",
				Writes: true, Features: b.loginFeatures(),
				Title: "whom it disables may ask no more",
				Run: func(t *Trial) {
					a := t.attempt(op, b.enable(false))
					var callers []*caller
					for _, r := range a.records {
						callers = append(callers, t.logIn(r))
					}
					if !t.want(a.ask(a.as), "disabling", 200) {
						return
					}
					for i, r := range a.records {
						t.want(t.ask(f.selfRead, callers[i]), "a user who is disabled since its token was given", 401)
						t.set(f, r, b.enable(true))
					}
				},
			})
		}
	}
}

// peopleOf is the family of the callers in a version.
func (b *builder) peopleOf(version string) *family {
	for _, f := range b.families {
		if f.people() && f.version == version {
			return f
		}
	}
	return nil
}

func (b *builder) editsRole(t *Trial, op *spec.Operation, people *family, way Rights) {
	p := b.contract.Principal
	roles := t.session.family(p.Role)
	if p.RolesEnabled == "" {
		panic(notApplicable("the contract has no way to switch a role off"))
	}
	r, as := t.actor(people)
	role := t.borrow(roles)
	t.set(people, r, b.roles(t.role(), role.id, role.id))
	a, denied := t.probe(op), t.attempt(op, nil)
	t.want(denied.ask(as), "a role without permissions", 403)
	t.set(roles, role, map[string]any{p.Permissions: anys(way.Active)})
	t.admitted(a.ask(as), "a role that was given the permission")
	t.set(roles, role, map[string]any{p.RolesEnabled: false})
	t.want(denied.ask(as), "a role that is not active any more", 403)
	t.set(roles, role, map[string]any{p.RolesEnabled: true})
	t.admitted(a.ask(as), "a role that is active again")
	t.set(roles, role, map[string]any{p.Permissions: []any{}})
	t.want(denied.ask(as), "a role that lost its permissions", 403)
	denied.untouched()
}
