package conformance

import (
	"slices"

	"github.com/cotalker/rolecall/spec"
)

// authentication are the checks of who a token stands for, and for how long.
func (b *builder) authentication() {
	for _, f := range b.families {
		if f.selfRead == nil {
			continue
		}
		b.add(Check{
			Topic: Authentication, Rule: "OP-1", Operation: f.selfRead, Name: "caller",
			Title: "the caller reads its own record, as everybody else sees it",
			Run: func(t *Trial) {
				defer t.session.lockPersona(Bootstrap)()
				x := t.ask(f.selfRead, t.bootstrap())
				if !t.want(x, "the caller's own record", 200) || f.read == nil {
					return
				}
				if record, again := t.read(f, t.bootstrap().id); record != nil {
					t.same(again, "the record that its owner sees", f.resource.Schema, x.one(), record)
				}
			},
		})
		b.add(Check{
			Topic: Authentication, Rule: "OP-1", Operation: f.selfRead, Name: "each-its-own",
			Writes: true, Features: b.loginFeatures(),
			Title: "two tokens stand for two callers",
			Run: func(t *Trial) {
				for range 2 {
					r, as := t.actor(f)
					x := t.ask(f.selfRead, as)
					if t.want(x, "the caller's own record", 200) {
						t.same(x, "the record of the user who logged in", f.resource.Schema, r.state, x.one())
					}
				}
			},
		})
		for _, op := range slices.DeleteFunc([]*spec.Operation{f.update, f.updateMany}, func(op *spec.Operation) bool { return op == nil }) {
			b.add(Check{
				Topic: Authentication, Rule: "PRM-16", Operation: op, Name: "disable-oneself",
				Writes: true, Features: b.roleFeatures(),
				Title: "who disables itself is out from the next request on",
				Run: func(t *Trial) {
					b.disablesItself(t, f, op)
				},
			})
		}
	}
}

// loginFeatures are what a target declares for users of our own to log in.
func (b *builder) loginFeatures() []string {
	for _, op := range b.contract.Operations {
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
		if b.contract.Principal != nil && f.resource == b.contract.Principal.Role && f.create != nil {
			for _, feature := range f.create.Features {
				if feature != f.version {
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
	return map[string]any{b.contract.Principal.Roles: idValues(b.contract.Principal.Role, ids...)}
}

func (b *builder) disablesItself(t *Trial, f *family, op *spec.Operation) {
	r, as := t.actor(f)
	t.set(f, r, b.roles(t.role(b.contract.Permissions.Names()...)))
	x := t.ask(op, as, t.changing(op, b.enable(false), r)...)
	if !t.want(x, "disabling oneself", 200) {
		return
	}
	if f.selfRead != nil {
		t.want(t.ask(f.selfRead, as), "the next request of who disabled itself", 401)
	}
	if f.list != nil {
		t.want(t.ask(f.list, as), "the next request of who disabled itself", 401)
	}
	if now, again := t.read(f, r.id); now != nil && now[b.contract.Principal.Enabled] != false {
		t.fail(again, "the user disabled", short(now[b.contract.Principal.Enabled]))
	}
}

// role is the id of a standing role of ours with exactly these permissions.
func (t *Trial) role(permissions ...string) string {
	t.needsRoles()
	id, err := t.session.roleFor(t.ctx, permissions...)
	if err != nil {
		t.cannot(err)
	}
	return id
}

// needsRoles ends a check that asks for roles of its own where none can be made.
func (t *Trial) needsRoles() {
	if t.session.contract.Principal == nil {
		panic(notApplicable("the contract has no callers"))
	}
	t.needs(t.session.family(t.session.contract.Principal.Role), "makes", t.session.family(t.session.contract.Principal.Role).creates())
}

// anyRole is the id of a role that there is: one of ours without permissions,
// or where none can be made one that bootstrap has.
func (t *Trial) anyRole() string {
	s := t.session
	if s.canMakeRoles() {
		return t.role()
	}
	people := s.people()
	t.needs(people, "reads", people.read)
	x := t.setUp(t.ask(people.read, t.bootstrap(), key(t.subject(people))))
	if ids, _ := x.one()[s.contract.Principal.Roles].([]any); len(ids) > 0 {
		if id := idText(ids[0]); id != "" {
			return id
		}
	}
	panic(notApplicable("no access role is known: none can be made, and bootstrap has none"))
}

// changing are the options of a request that makes this change to records.
func (t *Trial) changing(op *spec.Operation, change map[string]any, records ...*record) []option {
	switch {
	case op.Action.Kind == spec.UpdateMany:
		ids := make([]any, len(records))
		for i, r := range records {
			ids[i] = idValue(op.Action.Resource, r.id)
		}
		return []option{body(map[string]any{op.Action.IDs: ids, op.Action.Changes: change})}
	case op.Action.Self:
		return []option{body(change)}
	}
	return []option{key(records[0].id), body(change)}
}
