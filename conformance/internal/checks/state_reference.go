package checks

import (
	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// references are the checks of members that hold ids of another collection.
func (b *builder) references() {
	for _, f := range b.families {
		for _, ref := range f.Resource.References {
			for _, op := range append([]*spec.Operation{f.Create}, f.Changers()...) {
				if op == nil || engine.ChangeSchema(op).At(ref.Member) == nil || ref.Member != b.rolesMember(op) {
					continue
				}
				b.referenceChecks(f, op, ref)
			}
		}
	}
}

func (b *builder) referenceChecks(f *engine.Family, op *spec.Operation, ref spec.Reference) {
	with := func(ids ...any) map[string]any {
		change := map[string]any{}
		jsonvalue.SetAt(change, ref.Member, ids)
		return change
	}
	b.add(engine.Check{
		Topic: engine.State, Rule: "OP-10", Operation: op, Name: "unknown/" + ref.Member,
		Writes: true,
		Title:  "an id in " + ref.Member + " that none has is 400 and changes nothing",
		Run: func(t *engine.Trial) {
			known := t.AnyRole()
			had := t.RoleIDs(known)[0]
			unknown := t.UnknownRoleID(known)
			a := t.Attempt(op, with())
			sent := a.Body
			for _, ids := range [][]any{{unknown}, {had, unknown}, {unknown, had}} {
				a.Body = sent
				a.ReplaceChange(with(ids...))
				t.WantRefused(a.Send(a.Caller), "an unknown id in "+ref.Member, spec.BadReference)
			}
			a.WantUntouched()
		},
	})
	b.add(engine.Check{
		Topic: engine.State, Rule: b.createOrChange(f, op), Operation: op, Name: "kept/" + ref.Member,
		Writes: true, Needs: engine.Needs{Features: b.roleFeatures(), Makes: b.users(op, 1)},
		Title: ref.Member + " keeps order and repeated ids, may name what is not active, and may be emptied",
		Run: func(t *engine.Trial) {
			if b.contract.Principal.RolesEnabled == "" {
				panic(engine.NotApplicable("the contract has no way to switch a role off"))
			}
			one, two := t.Role(), t.Role(b.contract.Permissions.Names()...)
			roles := t.Session.Family(b.contract.Principal.Role)
			inactive := t.Acquire(roles)
			t.Set(roles, inactive, map[string]any{b.contract.Principal.RolesEnabled: false})
			for _, ids := range [][]any{t.RoleIDs(two, one, two, inactive.ID), t.RoleIDs(one, one, two), {}} {
				a := t.Attempt(op, with(ids...))
				for _, r := range a.Records {
					t.Set(f, r, with(t.RoleIDs(one)...))
				}
				x := a.Send(a.Caller)
				if !t.Want(x, "ids that there are", op.Success().Status) {
					return
				}
				replied := a.RecordIn(x)
				if op.Action.Kind != spec.Create {
					wantGrowth(t, x, f.Resource, a.Record().State, replied)
				}
				t.WantSame(x, "the ids as they were sent", f.Resource.Schema, engine.Merged(replied, with(ids...)), replied)
				id := engine.IDOf(f.Resource, replied)
				if now, again := t.Reread(f, &engine.Record{ID: id, State: replied}); now != nil {
					t.WantSame(again, "the ids as they were sent", f.Resource.Schema, engine.Merged(now, with(ids...)), now)
					if len(ids) > 3 && op.Action.Kind == spec.Create { // one writer is enough: what reads is asked
						wantSeenEverywhere(t, f, replied)
					}
				}
				if op.Action.Kind == spec.Create {
					return // one is enough: each makes a user
				}
			}
		},
	})
}

// createOrChange is the requirement of what an operation writes.
func (b *builder) createOrChange(f *engine.Family, op *spec.Operation) string {
	if op.Action.Kind == spec.Create {
		return b.ruleOf(f, "OP-5")
	}
	return b.changeRule(f, op)
}
