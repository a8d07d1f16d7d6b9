package checks

import (
	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/spec"
)

// ownRecord adds that the admin API is closed to who has no permission even
// for its own record.
func (b *builder) ownRecord(f *engine.Family, op *spec.Operation) {
	b.add(engine.Check{
		Topic: engine.Permissions, Rule: b.operationRule(op), Operation: op, Name: "own-record",
		Writes: true, Needs: engine.Needs{Callers: []engine.Rights{engine.Nobody()}},
		Title: "the admin API does not open for one's own record",
		Run: func(t *engine.Trial) {
			r, as := t.AcquireSelf(f, true)
			t.Want(t.Send(op, as, onOwnRecord(t, op, r)...), "one's own record without a permission", 403)
			t.WantUnchanged(f, r)
		},
	})
	if op.Body == nil || engine.ChangeRules(op) == nil || engine.ChangeRules(op).Default == nil {
		return
	}
	for name, own := range engine.ChangeRules(op).Own {
		who := onlyOf(b, engine.ChangeRules(op).Default, own)
		if len(who.Active) == 0 || name != b.rolesMember(op) {
			continue
		}

		b.add(engine.Check{
			Topic: engine.Permissions, Rule: b.memberRule(op, engine.ChangeRules(op), name), Operation: op, Name: "own-record/" + name,
			Writes: true, Needs: engine.Needs{Features: append(b.roleFeatures(), newFeatures(b.roleFeatures(), b.loginFeatures())...)},
			Title: name + " of one's own record is no freer than that of others",
			Run: func(t *engine.Trial) {
				r, as := t.AcquireSelf(f, true)
				t.Set(f, r, b.roles(t.Role(who.Active...)))
				for _, roles := range [][]any{t.RoleIDs(t.Role(b.everything()...)), {}, t.RoleIDs(t.Role(who.Active...)), t.RoleIDs(t.Role(who.Active...), t.Role())} {
					t.Want(t.Send(op, as, t.ChangeOptions(op, map[string]any{name: roles}, r)...), "a change of one's own "+name, 403)
				}
				t.WantUnchanged(f, r)
			},
		})
		if who := onlyOf(b, own, engine.ChangeRules(op).Default); len(who.Active) > 0 {
			b.add(engine.Check{
				Topic: engine.Permissions, Rule: b.contract.Rule(spec.MemberDefault, op), Operation: op, Name: "own-record/all-but-" + name,
				Writes: true, Needs: engine.Needs{Features: append(b.roleFeatures(), newFeatures(b.roleFeatures(), b.loginFeatures())...)},
				Title: "who may write " + name + " alone may write no more of its own record",
				Run: func(t *engine.Trial) {
					r, as := t.AcquireSelf(f, true)
					t.Set(f, r, b.roles(t.Role(who.Active...)))
					t.Want(t.Send(op, as, onOwnRecord(t, op, r)...), "another member of one's own record", 403)
					t.WantUnchanged(f, r)
				},
			})
		}
	}
}

// ownRole adds that the roles that a caller has are no more open to it than
// others.
func (b *builder) ownRole(op *spec.Operation) {
	people := b.peopleOf(op.Version)
	if people == nil || people.Update == nil {
		return
	}
	b.add(engine.Check{
		Topic: engine.Permissions, Rule: b.operationRule(op), Operation: op, Name: "own-record",
		Writes: true, Needs: engine.Needs{Features: b.roleFeatures()},
		Title: "a role that the caller has is no more open to it than others",
		Run: func(t *engine.Trial) {
			f := t.Session.FamilyOf(op)
			r, as := t.AcquireCaller(people)
			role := t.Acquire(f)
			t.Set(people, r, b.roles(role.ID))
			t.Want(t.Send(op, as, onOwnRecord(t, op, role)...), "one's own role without a permission", 403)
			t.WantUnchanged(f, role)
		},
	})
}

// onOwnRecord are the options of a request that is about one record.
func onOwnRecord(t *engine.Trial, op *spec.Operation, r *engine.Record) []wire.Option {
	if !op.Action.Writes() {
		return []wire.Option{wire.Key(r.ID)}
	}
	return t.ChangeOptions(op, t.HarmlessChange(t.Session.FamilyOf(op), op), r)
}
