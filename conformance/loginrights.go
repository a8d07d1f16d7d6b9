package conformance

import (
	"github.com/cotalker/rolecall/spec"
)

// loginRights are the checks that a token carries no rights of its own: what a
// user held when it logged in is worth what its roles say now. The checks of
// fresh rights log in first and are given roles after; here it is the other way
// round.
func (b *builder) loginRights() {
	p := b.contract.Principal
	if p == nil {
		return
	}
	for _, op := range b.contract.Operations {
		people, roles := b.peopleOf(op.Version), b.rolesOf(op.Version)
		way := granting(&op.Access)
		if op.Access.Public() || op.Action.Resource == nil || op.Action.Self || len(way.Active) == 0 ||
			people == nil || people.update == nil || roles == nil || roles.update == nil {
			continue
		}

		b.add(Check{
			Topic: Permissions, Rule: "GEN-1", Operation: op, Name: "held-at-log-in",
			Writes: true, Features: b.roleFeatures(),
			Title: "what a user held when it logged in counts no more once its role is edited, switched off or taken, or the user disabled",
			Run: func(t *Trial) {
				b.outlives(t, op, people, roles, way)
			},
		})
		if op.Body == nil || changeRules(op) == nil {
			continue
		}
		rules, base := changeRules(op), &op.Access
		if rules.Default != nil {
			base = rules.Default
		}
		for _, m := range changeSchema(op).Members() {
			own := rules.Own[m.Name]
			if own == nil {
				continue
			}
			left := onlyOf(b, base, own)
			if len(left.Active) == 0 {
				continue
			}
			b.add(Check{
				Topic: Permissions, Rule: "GEN-1", Operation: op, Name: "held-at-log-in/" + m.Name,
				Writes: true, Features: b.roleFeatures(),
				Title: "the right to write " + m.Name + " that a user held when it logged in counts no more once it is taken",
				Run: func(t *Trial) {
					_, role, as := b.holder(t, people, roles, append(b.everything(), left.Active...))
					a := t.attempt(op, b.fill(t, row{op: op, change: map[string]any{m.Name: m.Schema}}))
					t.set(roles, role, map[string]any{p.Permissions: anys(left.Active)})
					t.want(a.ask(as), m.Name+" by a user whose role has lost the right to it since log-in", 403)
					a.untouched()
				},
			})
		}
	}
}

// rolesOf is the family of the callers' roles in a version.
func (b *builder) rolesOf(version string) *family {
	for _, f := range b.families {
		if p := b.contract.Principal; p != nil && f.resource == p.Role && f.version == version {
			return f
		}
	}
	return nil
}

// holder logs in as a user who holds a role with these permissions already.
func (b *builder) holder(t *Trial, people, roles *family, permissions []string) (user, role *record, as *caller) {
	user, role = t.borrow(people), t.borrow(roles)
	t.set(roles, role, map[string]any{b.contract.Principal.Permissions: anys(permissions)})
	t.set(people, user, b.roles(role.id))
	user.caller = nil // a token of its own, with whatever a server may put into it now
	as = t.logIn(user)
	user.caller = nil // and of no other check
	return user, role, as
}

// outlives takes away in every way what a user held at log-in.
func (b *builder) outlives(t *Trial, op *spec.Operation, people, roles *family, way Rights) {
	p := b.contract.Principal
	user, role, as := b.holder(t, people, roles, way.Active)
	a := t.probe(op)
	t.admitted(a.ask(as), "a role that the user held when it logged in")
	for _, r := range a.records {
		t.refresh(a.f, r)
	}
	t.set(roles, role, map[string]any{p.Permissions: []any{}})
	t.want(a.ask(as), "a user whose role has lost its permissions since log-in", 403)
	t.set(roles, role, t.session.roleBody(false, way.Active...))
	if p.RolesEnabled != "" {
		t.want(a.ask(as), "a user whose role is not active any more since log-in", 403)
		t.set(roles, role, map[string]any{p.RolesEnabled: true})
	}
	t.set(people, user, b.roles())
	t.want(a.ask(as), "a user whose role was taken since log-in", 403)
	t.set(people, user, merged(b.roles(role.id), b.enable(false)))
	t.want(a.ask(as), "a user who is disabled since log-in", 401)
	a.untouched()
	t.set(people, user, b.enable(true))
	t.admitted(a.ask(as), "a user who was given back what it held")
	for _, r := range a.records {
		r.clean = false // it was seen as it was before that
	}
}
