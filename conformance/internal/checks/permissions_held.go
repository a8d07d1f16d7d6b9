package checks

import (
	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/spec"
)

// heldRights are the checks that a token carries no rights of its own: what a
// user held when it logged in is worth what its roles say now. The checks of
// fresh rights log in first and are given roles after; here it is the other way
// round.
func (b *builder) heldRights() {
	p := b.contract.Principal
	if p == nil {
		return
	}
	for _, op := range b.operations {
		people, roles := b.peopleOf(op.Version), b.rolesOf(op.Version)
		way := engine.Granting(&op.Access)
		if free(op) || op.Action.Resource == nil || len(way.Active) == 0 ||
			people == nil || people.Update == nil || roles == nil || roles.Update == nil {
			continue
		}

		b.add(engine.Check{
			Topic: engine.Permissions, Rule: "GEN-1", Operation: op, Name: "held-at-log-in",
			Writes: true, Needs: engine.Needs{Features: b.roleFeatures()},
			Title: "what a user held when it logged in counts no more once its role is edited, switched off or taken, or the user disabled",
			Run: func(t *engine.Trial) {
				b.outlives(t, op, people, roles, way)
			},
		})
		if op.Body == nil || engine.ChangeRules(op) == nil {
			continue
		}
		rules, base := engine.ChangeRules(op), &op.Access
		if rules.Default != nil {
			base = rules.Default
		}
		for m := range engine.Writable(engine.ChangeSchema(op)) {
			own := rules.Own[m.Name]
			if own == nil {
				continue
			}
			left := onlyOf(b, base, own)
			if len(left.Active) == 0 {
				continue
			}
			b.add(engine.Check{
				Topic: engine.Permissions, Rule: "GEN-1", Operation: op, Name: "held-at-log-in/" + m.Name,
				Writes: true, Needs: engine.Needs{Features: b.roleFeatures()},
				Title: "the right to write " + m.Name + " that a user held when it logged in counts no more once it is taken",
				Run: func(t *engine.Trial) {
					_, role, as := b.holder(t, people, roles, append(b.everything(), left.Active...))
					a := t.Attempt(op, b.fill(t, row{op: op, change: map[string]any{m.Name: m.Schema}}))
					t.Set(roles, role, map[string]any{p.Permissions: engine.AnySlice(left.Active)})
					t.Want(a.Send(as), m.Name+" by a user whose role has lost the right to it since log-in", 403)
					a.WantUntouched()
				},
			})
		}
	}
}

// rolesOf is the family of the callers' roles in a version.
func (b *builder) rolesOf(version string) *engine.Family {
	for _, f := range b.families {
		if p := b.contract.Principal; p != nil && f.Resource == p.Role && f.Version == version {
			return f
		}
	}
	return nil
}

// holder logs in as a user who holds a role with these permissions already.
func (b *builder) holder(t *engine.Trial, people, roles *engine.Family, permissions []string) (user, role *engine.Record, as *wire.Caller) {
	user, role = t.Acquire(people), t.Acquire(roles)
	t.Set(roles, role, map[string]any{b.contract.Principal.Permissions: engine.AnySlice(permissions)})
	t.Set(people, user, b.roles(role.ID))
	user.Caller = nil // a token of its own, with whatever a server may put into it now
	as = t.LogIn(user)
	user.Caller = nil // and of no other check
	return user, role, as
}

// outlives takes away in every way what a user held at log-in.
func (b *builder) outlives(t *engine.Trial, op *spec.Operation, people, roles *engine.Family, way engine.Rights) {
	p := b.contract.Principal
	user, role, as := b.holder(t, people, roles, way.Active)
	a := t.Probe(op)
	t.WantAdmitted(a.Send(as), "a role that the user held when it logged in")
	for _, r := range a.Records {
		t.Refresh(a.Family, r)
	}
	t.Set(roles, role, map[string]any{p.Permissions: []any{}})
	t.Want(a.Send(as), "a user whose role has lost its permissions since log-in", 403)
	t.Set(roles, role, t.Session.RoleBody(false, way.Active...))
	if p.RolesEnabled != "" {
		t.Want(a.Send(as), "a user whose role is not active any more since log-in", 403)
		t.Set(roles, role, map[string]any{p.RolesEnabled: true})
	}
	t.Set(people, user, b.roles())
	t.Want(a.Send(as), "a user whose role was taken since log-in", 403)
	t.Set(people, user, engine.Merged(b.roles(role.ID), b.enable(false)))
	t.Want(a.Send(as), "a user who is disabled since log-in", 401)
	a.WantUntouched()
	t.Set(people, user, b.enable(true))
	t.WantAdmitted(a.Send(as), "a user who was given back what it held")
	for _, r := range a.Records {
		r.Clean = false // it was seen as it was before that
	}
}
