package checks

import (
	"strings"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/internal/jsonvalue"
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

// ownInList adds that a list does not open for who looks for itself alone.
func (b *builder) ownInList(f *engine.Family, op *spec.Operation) {
	b.add(engine.Check{
		Topic: engine.Permissions, Rule: b.operationRule(op), Operation: op, Name: "own-record",
		Writes: true, Needs: engine.Needs{Callers: []engine.Rights{engine.Nobody()}},
		Title: "the admin API does not open for who looks for itself",
		Run: func(t *engine.Trial) {
			r, as := t.AcquireSelf(f, true)
			for _, p := range op.Query {
				value := jsonvalue.ValueAt(r.State, strings.Join(p.Filter.Members, " "))
				if text, is := value.(string); is && p.Filter.Kind == spec.In && t.Session.Declares(p.Features) && p.Accepts([]string{text}) {
					t.Want(t.Send(op, as, wire.Query(p.Name, text)), "one's own "+p.Name+" without a permission", 403)
				}
			}
		},
	})
}

// ownCreation adds that who made a record, and may do no more, does not read it.
func (b *builder) ownCreation(f *engine.Family, op *spec.Operation) {
	who := onlyOf(b, &f.Create.Access, &op.Access)
	if len(who.Active) == 0 {
		return
	}
	b.add(engine.Check{
		Topic: engine.Permissions, Rule: "PRM-11", Operation: op, Name: "own-creation",
		Writes: true, Needs: engine.Needs{Callers: []engine.Rights{who}, Makes: b.users(f.Create, 1), Features: f.Create.Features},
		Title: "who made a record does not read it for that",
		Run: func(t *engine.Trial) {
			x := t.SetUp(t.Attempt(f.Create, nil).Send(t.As(who)))
			t.Want(t.Send(op, t.As(who), wire.Key(engine.IDOf(f.Resource, x.Record()))), "a record that the caller has made", 403)
		},
	})
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
