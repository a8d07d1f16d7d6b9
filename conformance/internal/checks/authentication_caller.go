package checks

import (
	"slices"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/spec"
)

// callers are the checks of who a token stands for, and for how long.
func (b *builder) callers() {
	for _, f := range b.families {
		if f.SelfRead == nil {
			continue
		}
		b.add(engine.Check{
			Topic: engine.Authentication, Rule: "OP-1", Operation: f.SelfRead, Name: "caller",
			Title: "the caller reads its own record, as everybody else sees it",
			Run: func(t *engine.Trial) {
				defer t.Session.Lock(wire.Bootstrap)()
				x := t.Send(f.SelfRead, t.Bootstrap())
				if !t.Want(x, "the caller's own record", 200) || f.Read == nil {
					return
				}
				if record, again := t.ReadRecord(f, t.Bootstrap().ID); record != nil {
					t.WantSame(again, "the record that its owner sees", f.Resource.Schema, x.Record(), record)
					wantSeenEverywhere(t, f, record)
				}
			},
		})
		b.add(engine.Check{
			Topic: engine.Authentication, Rule: "OP-1", Operation: f.SelfRead, Name: "each-its-own",
			Writes: true, Needs: engine.Needs{Features: b.loginFeatures()},
			Title: "two tokens stand for two callers",
			Run: func(t *engine.Trial) {
				for i := range 2 {
					r, as := t.AcquireCaller(f)
					if roles := b.contract.Principal.Role; i == 0 && t.Session.CanMakeRoles() && b.contract.Principal.RolesEnabled != "" {
						idle, none := t.Acquire(t.Session.Family(roles)), t.Role()
						t.Set(t.Session.Family(roles), idle, map[string]any{b.contract.Principal.RolesEnabled: false})
						if own := engine.ChangeSchema(f.Update).Member(b.contract.Principal.Roles); own != nil && !own.Schema.Words().UniqueItems {
							t.Set(f, r, b.roles(none, idle.ID, none))
						}
					}
					x := t.Send(f.SelfRead, as)
					if t.Want(x, "the caller's own record", 200) {
						t.WantSame(x, "the record of the user who logged in", f.Resource.Schema, r.State, x.Record())
					}
				}
			},
		})
		for _, op := range slices.DeleteFunc([]*spec.Operation{f.Update, f.UpdateMany}, func(op *spec.Operation) bool { return !engine.Writes(op, b.contract.Principal.Enabled) }) {
			b.add(engine.Check{
				Topic: engine.Authentication, Rule: "PRM-16", Operation: op, Name: "disable-oneself",
				Writes: true, Needs: engine.Needs{Features: b.roleFeatures()},
				Title: "who disables itself is out from the next request on",
				Run: func(t *engine.Trial) {
					b.disablesItself(t, f, op)
				},
			})
		}
	}
}

// loginFeatures are what a target declares for users of our own to log in.
func (b *builder) loginFeatures() []string {
	for _, op := range b.operations {
		if op.Action.Kind == spec.Login {
			return op.Features
		}
	}
	return nil
}

// roleFeatures are what a target declares for users of our own to have rights.
func (b *builder) roleFeatures() []string {
	features := slices.Clone(b.loginFeatures())
	for _, f := range b.families {
		if b.contract.Principal != nil && f.Resource == b.contract.Principal.Role && f.Create != nil {
			for _, feature := range f.Create.Features {
				if feature != f.Version {
					features = append(features, feature)
				}
			}
			break
		}
	}
	return features
}

// enable is the change of whether a user is enabled.
func (b *builder) enable(on bool) map[string]any {
	return map[string]any{b.contract.Principal.Enabled: on}
}

// roles is the change of a user's roles.
func (b *builder) roles(ids ...string) map[string]any {
	return map[string]any{b.contract.Principal.Roles: engine.IDValues(b.contract.Principal.Role, ids...)}
}

func (b *builder) disablesItself(t *engine.Trial, f *engine.Family, op *spec.Operation) {
	r, as := t.AcquireCaller(f)
	t.Set(f, r, b.roles(t.Role(b.contract.Permissions.Names()...)))
	x := t.Send(op, as, t.ChangeOptions(op, b.enable(false), r)...)
	if !t.Want(x, "disabling oneself", 200) {
		return
	}
	if now := x.Record(); now != nil {
		wantGrowth(t, x, f.Resource, r.State, now)
	}
	if f.SelfRead != nil {
		t.Want(t.Send(f.SelfRead, as), "the next request of who disabled itself", 401)
	}
	if login, p := t.Session.LogInOperation(), b.contract.Principal; r.Password != "" {
		t.Want(t.TryLogIn(login, r.State[p.Login], r.Password), "a log-in of who disabled itself", 401)
	}
	if f.List != nil && f.List.Access.NeedsToken() {
		t.Want(t.Send(f.List, as), "the next request of who disabled itself", 401)
	}
	if now, again := t.ReadRecord(f, r.ID); now != nil && now[b.contract.Principal.Enabled] != false {
		t.Fail(again, "the user disabled", engine.Short(now[b.contract.Principal.Enabled]))
	}
}
