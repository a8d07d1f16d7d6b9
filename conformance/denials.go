package conformance

import (
	"strings"

	"github.com/cotalker/rolecall/spec"
)

// denials are the checks of what a refusal must not give away, and must not do.
func (b *builder) denials() {
	for _, op := range b.contract.Operations {
		switch {
		case op.Access.Public() || op.Action.Resource == nil:
		case op.Action.Self && op.Action.Writes():
			b.forbiddenMembers(op)
		case op.Action.Self:
		default:
			b.readOrWrite(op)
			if op.Action.Writes() {
				b.add(Check{
					Topic: Permissions, Rule: "PRM-12", Operation: op, Name: "nothing",
					Writes: true, Needs: []Rights{nobody()},
					Title: "a refused write changes nothing",
					Run: func(t *Trial) {
						a := t.attempt(op, nil)
						t.want(a.ask(t.as(nobody())), "a write without a permission", 403)
						a.untouched()
					},
				})
			}
			if len(op.PathKeys) > 0 {
				b.unknownAlike(op)
			}
			if f := b.familyOf(op); f.people() && (op.Action.Kind == spec.Read || op.Action.Kind == spec.Update || op.Action.Kind == spec.UpdateMany) {
				b.ownRecord(f, op)
			}
			if p := b.contract.Principal; p != nil && op.Action.Resource == p.Role && len(op.PathKeys) > 0 {
				b.ownRole(op)
			}
			if op.Action.Kind == spec.Update || op.Action.Kind == spec.UpdateMany {
				b.refusedWhole(op)
			}
			b.unchangedValues(op)
		}
	}
}

// readOrWrite adds that the permissions to write do not read, and the other
// way round.
func (b *builder) readOrWrite(op *spec.Operation) {
	var others []*spec.Access
	for _, other := range b.contract.Operations {
		if !other.Access.Public() && !other.Action.Self && other.Action.Writes() == op.Action.Writes() {
			others = append(others, &other.Access)
		}
	}
	who := b.others(others...)
	if len(who.Active) == 0 {
		return
	}
	what := "all that writes does not read"
	if who.Name = "all that writes"; op.Action.Writes() {
		who.Name, what = "all that reads", "all that reads does not write"
	}
	b.add(Check{
		Topic: Permissions, Rule: "PRM-11", Operation: op, Name: "other-way",
		Writes: op.Action.Writes(), Needs: []Rights{who},
		Title: what,
		Run: func(t *Trial) {
			a := t.attempt(op, nil)
			t.want(a.ask(t.as(who)), who.Name, 403)
			a.untouched()
		},
	})
}

// unknownAlike adds that who may not is told nothing about which ids there are.
func (b *builder) unknownAlike(op *spec.Operation) {
	asked := []Rights{nobody(), b.others(&op.Access)}
	if b.contract.Principal.RolesEnabled != "" {
		asked = append(asked, b.inactive())
	}
	for _, who := range asked {
		b.add(Check{
			Topic: Permissions, Rule: "PRM-13", Operation: op, Name: "unknown-id/" + strings.ReplaceAll(who.Name, " ", "-"),
			Writes: op.Action.Writes(), Needs: []Rights{who},
			Title: "without the permission known and unknown ids are 403 alike",
			Run: func(t *Trial) {
				a := t.attempt(op, nil)
				id := t.subject(a.f)
				if len(a.records) > 0 {
					id = a.record().id
				}
				t.want(a.ask(t.as(who), key(id)), "a known id as "+who.Name, 403)
				t.want(a.ask(t.as(who), key(unlike(a.f.resource, id))), "an unknown id as "+who.Name, 403)
				a.untouched()
			},
		})
	}
	b.add(Check{
		Topic: Permissions, Rule: "PRM-13", Operation: op, Name: "malformed-id",
		Writes: op.Action.Writes(), Needs: []Rights{nobody()}, Level: spec.SHOULD,
		Title: "without the permission an id that is none is 403 too",
		Run: func(t *Trial) {
			a := t.attempt(op, nil)
			t.want(a.ask(t.as(nobody()), key("no-id")), "an id that is none", 403)
			a.untouched()
		},
	})
}

// ownRecord adds that the admin API is closed to who has no permission even
// for its own record.
func (b *builder) ownRecord(f *family, op *spec.Operation) {
	b.add(Check{
		Topic: Permissions, Rule: b.operationRule(op), Operation: op, Name: "own-record",
		Writes: true, Needs: []Rights{nobody()},
		Title: "the admin API does not open for one's own record",
		Run: func(t *Trial) {
			r, as := t.someone(f, true)
			t.want(t.ask(op, as, t.onOwn(op, r)...), "one's own record without a permission", 403)
			t.unchanged(f, r)
		},
	})
	if op.Body == nil || changeRules(op) == nil || changeRules(op).Default == nil {
		return
	}
	for name, own := range changeRules(op).Own {
		who := onlyOf(b, changeRules(op).Default, own)
		if len(who.Active) == 0 || name != b.rolesMember(op) {
			continue
		}

		b.add(Check{
			Topic: Permissions, Rule: b.memberRule(op, changeRules(op), name), Operation: op, Name: "own-record/" + name,
			Writes: true, Features: append(b.roleFeatures(), newFeatures(b.roleFeatures(), b.loginFeatures())...),
			Title: name + " of one's own record is no freer than that of others",
			Run: func(t *Trial) {
				r, as := t.someone(f, true)
				t.set(f, r, b.roles(t.role(who.Active...)))
				for _, roles := range [][]any{t.roleIDs(t.role(b.everything()...)), {}, t.roleIDs(t.role(who.Active...)), t.roleIDs(t.role(who.Active...), t.role())} {
					t.want(t.ask(op, as, t.changing(op, map[string]any{name: roles}, r)...), "a change of one's own "+name, 403)
				}
				t.unchanged(f, r)
			},
		})
		if who := onlyOf(b, own, changeRules(op).Default); len(who.Active) > 0 {
			b.add(Check{
				Topic: Permissions, Rule: b.contract.Rule("member", op), Operation: op, Name: "own-record/all-but-" + name,
				Writes: true, Features: append(b.roleFeatures(), newFeatures(b.roleFeatures(), b.loginFeatures())...),
				Title: "who may write " + name + " alone may write no more of its own record",
				Run: func(t *Trial) {
					r, as := t.someone(f, true)
					t.set(f, r, b.roles(t.role(who.Active...)))
					t.want(t.ask(op, as, t.onOwn(op, r)...), "another member of one's own record", 403)
					t.unchanged(f, r)
				},
			})
		}
	}
}

// ownRole adds that the roles that a caller has are no more open to it than
// others.
func (b *builder) ownRole(op *spec.Operation) {
	people := b.peopleOf(op.Version)
	if people == nil || people.update == nil {
		return
	}
	b.add(Check{
		Topic: Permissions, Rule: b.operationRule(op), Operation: op, Name: "own-record",
		Writes: true, Features: b.roleFeatures(),
		Title: "a role that the caller has is no more open to it than others",
		Run: func(t *Trial) {
			f := t.session.familyOf(op)
			r, as := t.actor(people)
			role := t.borrow(f)
			t.set(people, r, b.roles(role.id))
			t.want(t.ask(op, as, t.onOwn(op, role)...), "one's own role without a permission", 403)
			t.unchanged(f, role)
		},
	})
}

// onOwn are the options of a request that is about one record.
func (t *Trial) onOwn(op *spec.Operation, r *record) []option {
	if !op.Action.Writes() {
		return []option{key(r.id)}
	}
	return t.changing(op, t.freeChange(t.session.familyOf(op), op), r)
}

// refusedWhole adds that a body with one member that the caller may not write
// is refused whole, wherever in the body that member stands.
func (b *builder) refusedWhole(op *spec.Operation) {
	rules := changeRules(op)
	if rules == nil || rules.Default == nil || len(rules.Own) == 0 {
		return
	}
	f := b.familyOf(op)
	for _, m := range changeSchema(op).Members() {
		own := rules.Own[m.Name]
		if own == nil {
			continue
		}
		for _, who := range []Rights{onlyOf(b, rules.Default, own), onlyOf(b, own, rules.Default)} {
			if len(who.Active) == 0 || m.Name != b.rolesMember(op) {
				continue
			}
			b.add(Check{
				Topic: Permissions, Rule: "PRM-12", Operation: op, Name: "half/" + who.Name,
				Writes: true, Needs: []Rights{who},
				Title: "a body with one member that the caller may not write changes nothing",
				Run: func(t *Trial) {
					for _, roleFirst := range []bool{true, false} {
						a := t.attempt(op, nil)
						role, text := quotedMember(m.Name, t.roleIDs(t.anyRole())), quotedFree(f.harmless(changeSchema(op), a.mark))
						change := "{" + role + "," + text + "}"
						if !roleFirst {
							change = "{" + text + "," + role + "}"
						}
						t.want(a.ask(t.as(who), raw(a.wrapped(change))), "one member that the caller may not write beside one that it may", 403)
						a.untouched()
					}
				},
			})
		}
	}
}

// unchangedValues adds what becomes of a member that the caller may not write
// and that says nothing new: on a change it is refused all the same, on a create
// its default is no write.
func (b *builder) unchangedValues(op *spec.Operation) {
	if op.Body == nil || changeRules(op) == nil {
		return
	}
	for _, m := range changeSchema(op).Members() {
		own := changeRules(op).Own[m.Name]
		if own == nil {
			continue
		}
		base := &op.Access
		if changeRules(op).Default != nil {
			base = changeRules(op).Default
		}
		who := onlyOf(b, base, own)
		standard, has := m.Schema.Default()
		if len(who.Active) == 0 || op.Action.Kind == spec.Create && !has {
			continue
		}
		rule := b.memberRule(op, changeRules(op), m.Name)
		if op.Action.Kind == spec.Create {
			if m.Name == b.rolesMember(op) {
				b.add(Check{
					Topic: Permissions, Rule: rule, Operation: op, Name: "own-roles",
					Writes: true, Features: b.roleFeatures(),
					Title: "who may not give roles gives not even its own",
					Run: func(t *Trial) {
						r, as := t.actor(b.familyOf(op))
						t.set(t.session.people(), r, b.roles(t.role(who.Active...)))
						a := t.attempt(op, b.roles(t.role(who.Active...)))
						t.want(a.ask(as), "one's own roles for a new user", 403)
						a.untouched()
					},
				})
			}
			b.add(Check{
				Topic: Permissions, Rule: b.operationRule(op), Operation: op, Name: "default/" + m.Name,
				Writes: true, Needs: []Rights{who}, Users: b.users(op, 1),
				Title: "the default of " + m.Name + " is no write of it",
				Run: func(t *Trial) {
					a := t.attempt(op, map[string]any{m.Name: standard})
					t.want(a.ask(t.as(who)), m.Name+" as its default", 201)
				},
			})
			continue
		}
		b.add(Check{
			Topic: Permissions, Rule: rule, Operation: op, Name: "as-it-is/" + m.Name,
			Writes: true, Needs: []Rights{who}, Level: spec.SHOULD,
			Title: m.Name + " is refused also where it says nothing new",
			Run: func(t *Trial) {
				a := t.attempt(op, nil)
				a.sent = map[string]any{}
				change := map[string]any{m.Name: a.record().state[m.Name]}
				if op.Action.Kind == spec.UpdateMany {
					var ids []string
					for _, r := range a.records {
						ids = append(ids, r.id)
					}
					a.sent = map[string]any{op.Action.IDs: idValues(op.Action.Resource, ids...)}
				}
				a.replace(change)
				t.want(a.ask(t.as(who)), m.Name+" as it is", 403)
				a.untouched()
			},
		})
	}
}

// onlyOf holds a permission that the one access asks for and the other does not.
// Where either is nil there is no such permission.
func onlyOf(b *builder, one, other *spec.Access) Rights {
	if one == nil || other == nil {
		return Rights{}
	}
	for _, r := range b.singles() {
		rights := b.contract.Permissions.Rights(r.Active...)
		if one.AllowsRights(rights) && !other.AllowsRights(rights) {
			return r
		}
	}
	return Rights{}
}

func quotedMember(name string, value any) string {
	return string(spec.AppendJSON(nil, name, nil)) + ":" + string(spec.AppendJSON(nil, value, nil))
}

func quotedFree(object map[string]any) string {
	text := string(spec.AppendJSON(nil, object, nil))
	return text[1 : len(text)-1]
}

// wrapped is the text of a change as the operation's body carries it.
func (a *attempt) wrapped(change string) string {
	if a.op.Action.Kind != spec.UpdateMany {
		return change
	}
	return "{" + quotedMember(a.op.Action.IDs, a.sent[a.op.Action.IDs]) + "," + string(spec.AppendJSON(nil, a.op.Action.Changes, nil)) + ":" + change + "}"
}
