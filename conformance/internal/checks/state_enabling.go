package checks

import (
	"slices"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/spec"
)

// enabling are the checks of disabling and enabling a user.
func (b *builder) enabling() {
	p := b.contract.Principal
	for _, f := range b.families {
		if !f.People() {
			continue
		}
		for _, op := range []*spec.Operation{f.Update, f.UpdateMany} {
			if !engine.Writes(op, p.Enabled) {
				continue
			}
			b.add(engine.Check{
				Topic: engine.State, Rule: b.changeRule(f, op), Operation: op, Name: "disable-and-enable",
				Writes: true,
				Title:  "a disabled user is still there, as it was, and can be enabled again",
				Run: func(t *engine.Trial) {
					a := t.Attempt(op, b.enable(false))
					if t.Session.CanMakeRoles() {
						for _, r := range a.Records {
							t.Set(f, r, b.roles(t.Role()))
						}
					}
					if x := a.Send(a.Caller); t.Want(x, "disabling", 200) {
						wantChanged(t, a, x, b.enable(false))
					}
					for _, r := range a.Records {
						wantSeenEverywhere(t, f, r.State)
					}
					x := t.Send(op, a.Caller, t.ChangeOptions(op, b.enable(true), a.Records...)...)
					if t.Want(x, "enabling again", 200) {
						wantChanged(t, a, x, b.enable(true))
					}
					if slices.ContainsFunc(a.Records, func(r *engine.Record) bool { return r.State[p.Enabled] != true }) {
						t.Fail(x, "the users enabled", "not all are")
					}
				},
			})
		}
	}
}

// switchedOff adds that a user or a role which is switched off stays so, whatever else
// of it is changed, and that the change is made.
func (b *builder) switchedOff(f *engine.Family) {
	p, enabled := b.contract.Principal, ""
	switch f.Resource {
	case p.Resource:
		enabled = p.Enabled
	case p.Role:
		enabled = p.RolesEnabled
	}
	if enabled == "" || f.Update == nil || engine.ChangeSchema(f.Update).Member(enabled) == nil {
		return
	}
	for _, op := range []*spec.Operation{f.Update, f.UpdateMany} {
		if op == nil {
			continue
		}
		b.add(engine.Check{
			Topic: engine.State, Rule: b.changeRule(f, op), Operation: op, Name: "stays-disabled",
			Writes: true,
			Title:  "a change of another member does not enable",
			Run: func(t *engine.Trial) {
				r := t.Acquire(f)
				t.Set(f, r, map[string]any{enabled: false})
				for m := range engine.Writable(engine.ChangeSchema(op)) {
					if m.Name != enabled && !b.wantChangedDisabled(t, f, op, r, m) {
						return
					}
				}
				t.Set(f, r, map[string]any{enabled: true})
				if login := t.Session.LogInOperation(); r.Password != "" && t.Session.CanLogIn() {
					x := t.TryLogIn(login, r.State[p.Login], r.Password)
					t.Want(x, "a log-in with the password that was set last", login.Success().Status)
				}
			},
		})
	}
}

// wantChangedDisabled changes one member of what is switched off and wants that in the
// next read, and nothing else.
func (b *builder) wantChangedDisabled(t *engine.Trial, f *engine.Family, op *spec.Operation, r *engine.Record, m spec.Member) bool {
	value := b.roles()
	switch {
	case m.Name != b.rolesMember(op):
		value = b.fill(t, row{op: op, change: map[string]any{m.Name: m.Schema}})
	case t.Session.CanMakeRoles():
		value = b.roles(t.Role())
	}
	x := t.Send(op, t.Bootstrap(), t.ChangeOptions(op, value, r)...)
	if !t.Want(x, "a change of "+m.Name+" of what is switched off", 200) {
		return false
	}
	if secret, is := value[m.Name].(string); is && m.WriteOnly {
		r.Password, r.Caller = secret, nil
		delete(value, m.Name)
	}
	want := engine.Merged(r.State, value)
	now, again := t.Reread(f, r.WithState(want))
	if now == nil || !t.WantChanged(again, "the change of "+m.Name+", and nothing else", f.Resource, r.State, value, now) {
		return false
	}
	r.State = now
	return true
}
