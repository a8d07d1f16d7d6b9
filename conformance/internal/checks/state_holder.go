package checks

import (
	"github.com/cotalker/rolecall/conformance/internal/engine"
)

// holders adds that a change of a role is no change of those who hold it.
func (b *builder) holders() {
	p := b.contract.Principal
	if p == nil || p.RolesEnabled == "" {
		return
	}
	for _, f := range b.families {
		if f.Resource != p.Role || f.Update == nil || !engine.Writes(f.Update, p.RolesEnabled) {
			continue
		}
		b.add(engine.Check{
			Topic: engine.State, Rule: b.changeRule(f, f.Update), Operation: f.Update, Name: "holders",
			Writes: true,
			Title:  "who holds a role stays as it is, with the role, when that is changed and switched off",
			Run: func(t *engine.Trial) {
				people := t.Session.People()
				role, r := t.Acquire(f), t.Acquire(people)
				t.Set(people, r, map[string]any{p.Roles: t.RoleIDs(role.ID)})
				for _, change := range []map[string]any{t.HarmlessChange(f, f.Update), {p.RolesEnabled: false}, {p.RolesEnabled: true}} {
					t.Set(f, role, change)
					now, x := t.Reread(people, r)
					if now == nil || !t.WantSame(x, "the user as before the change of a role", people.Resource.Schema, r.State, now) {
						return
					}
				}
			},
		})
	}
}
