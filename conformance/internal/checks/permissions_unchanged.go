package checks

import (
	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/spec"
)

// unchangedValues adds what becomes of a member that the caller may not write
// and that says nothing new: on a change it is refused all the same, on a create
// its default is no write.
func (b *builder) unchangedValues(op *spec.Operation) {
	if op.Body == nil || engine.ChangeRules(op) == nil {
		return
	}
	for m := range engine.Writable(engine.ChangeSchema(op)) {
		own := engine.ChangeRules(op).Own[m.Name]
		if own == nil {
			continue
		}
		base := &op.Access
		if engine.ChangeRules(op).Default != nil {
			base = engine.ChangeRules(op).Default
		}
		who := onlyOf(b, base, own)
		standard, has := m.Schema.Default()
		if len(who.Active) == 0 || op.Action.Kind == spec.Create && !has {
			continue
		}
		rule := b.memberRule(op, engine.ChangeRules(op), m.Name)
		if op.Action.Kind == spec.Create {
			if m.Name == b.rolesMember(op) {
				b.add(engine.Check{
					Topic: engine.Permissions, Rule: rule, Operation: op, Name: "own-roles",
					Writes: true, Needs: engine.Needs{Features: b.roleFeatures()},
					Title: "who may not give roles gives not even its own",
					Run: func(t *engine.Trial) {
						r, as := t.AcquireCaller(b.familyOf(op))
						t.Set(t.Session.People(), r, b.roles(t.Role(who.Active...)))
						a := t.Attempt(op, b.roles(t.Role(who.Active...)))
						t.Want(a.Send(as), "one's own roles for a new user", 403)
						a.WantUntouched()
						if engine.Writes(op, b.contract.Principal.Enabled) {
							off := t.Attempt(op, engine.Merged(b.roles(t.Role(who.Active...)), b.enable(false)))
							t.Want(off.Send(as), "roles for a new user who is disabled", 403)
							off.WantUntouched()
						}
						if enabled := b.contract.Principal.RolesEnabled; enabled != "" {
							roles := t.Session.Family(b.contract.Principal.Role)
							idle := t.Acquire(roles)
							t.Set(roles, idle, map[string]any{enabled: false})
							none := t.Attempt(op, b.roles(idle.ID))
							t.Want(none.Send(as), "a role that is not active for a new user", 403)
							none.WantUntouched()
						}
					},
				})
			}
			b.add(engine.Check{
				Topic: engine.Permissions, Rule: b.operationRule(op), Operation: op, Name: "default/" + m.Name,
				Writes: true, Needs: engine.Needs{Callers: []engine.Rights{who}, Makes: b.users(op, 1)},
				Title: "the default of " + m.Name + " is no write of it",
				Run: func(t *engine.Trial) {
					a := t.Attempt(op, map[string]any{m.Name: standard})
					t.Want(a.Send(t.As(who)), m.Name+" as its default", 201)
				},
			})
			continue
		}
		b.add(engine.Check{
			Topic: engine.Permissions, Rule: rule, Operation: op, Name: "as-it-is/" + m.Name,
			Writes: true, Needs: engine.Needs{Callers: []engine.Rights{who}}, Level: spec.SHOULD,
			Title: m.Name + " is refused also where it says nothing new",
			Run: func(t *engine.Trial) {
				a := t.Attempt(op, nil)
				a.Body = map[string]any{}
				change := map[string]any{m.Name: a.Record().State[m.Name]}
				if op.Action.Kind == spec.UpdateMany {
					var ids []string
					for _, r := range a.Records {
						ids = append(ids, r.ID)
					}
					a.Body = map[string]any{op.Action.IDs: engine.IDValues(op.Action.Resource, ids...)}
				}
				a.ReplaceChange(change)
				t.Want(a.Send(t.As(who)), m.Name+" as it is", 403)
				a.WantUntouched()
			},
		})
	}
}

// onlyOf holds a permission that the one access asks for and the other does not.
// Where either is nil there is no such permission.
func onlyOf(b *builder, one, other *spec.Access) engine.Rights {
	if one == nil || other == nil {
		return engine.Rights{}
	}
	for _, r := range b.singles() {
		rights := b.contract.Permissions.Rights(r.Active...)
		if one.AllowsRights(rights) && !other.AllowsRights(rights) {
			return r
		}
	}
	return engine.Rights{}
}
