package checks

import (
	"net/http"
	"strings"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/spec"
)

// denials are the checks of what a refusal must not give away, and must not do.
func (b *builder) denials() {
	for _, op := range b.operations {
		switch {
		case op.Access.Public() || op.Action.Resource == nil:
		case op.Action.Self && op.Action.Writes():
			b.forbiddenMembers(op)
		case op.Action.Self:
		case free(op): // and its members may not be
			b.memberDenials(op)
		default:
			b.readOrWrite(op)
			if f := b.familyOf(op); op.Action.Kind == spec.Read && f.Create != nil {
				b.ownCreation(f, op)
			}
			if op.Action.Writes() {
				b.add(engine.Check{
					Topic: engine.Permissions, Rule: "PRM-12", Operation: op, Name: "nothing",
					Writes: true, Needs: engine.Needs{Callers: []engine.Rights{engine.Nobody()}},
					Title: "a refused write changes nothing",
					Run: func(t *engine.Trial) {
						a := t.Attempt(op, nil)
						t.Want(a.Send(t.As(engine.Nobody())), "a write without a permission", 403)
						a.WantUntouched()
					},
				})
			}
			if len(op.PathKeys) > 0 {
				b.unknownAlike(op)
			}
			if op.Action.Kind == spec.UpdateMany {
				b.unknownOfMany(op)
			}
			if f := b.familyOf(op); f.People() && (op.Action.Kind == spec.Read || op.Action.Kind == spec.Update || op.Action.Kind == spec.UpdateMany) {
				b.ownRecord(f, op)
			} else if f.People() && op.Action.Kind == spec.List {
				b.ownInList(f, op)
			}
			if f := b.familyOf(op); op.Action.Kind == spec.List {
				b.parameters(op)
				if f.People() && f.Scope() != nil {
					b.readsWhoever(f, op)
				}
			} else if f.People() && (op.Action.Kind == spec.Update || op.Action.Kind == spec.UpdateMany) {
				b.whoever(f, op)
			} else if f.People() && op.Action.Kind == spec.Read {
				b.readsWhoever(f, op)
			}
			if p := b.contract.Principal; p != nil && op.Action.Resource == p.Role && len(op.PathKeys) > 0 {
				b.ownRole(op)
			}
			b.memberDenials(op)
		}
	}
}

// memberDenials adds what is refused for the members of a body, which may need other
// rights than the operation.
func (b *builder) memberDenials(op *spec.Operation) {
	if op.Action.Kind == spec.Update || op.Action.Kind == spec.UpdateMany {
		b.refusedWhole(op)
	}
	b.unchangedValues(op)
	b.memberParts(op)
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
	b.add(engine.Check{
		Topic: engine.Permissions, Rule: "PRM-11", Operation: op, Name: "other-way",
		Writes: op.Action.Writes(), Needs: engine.Needs{Callers: []engine.Rights{who}},
		Title: what,
		Run: func(t *engine.Trial) {
			a := t.Attempt(op, nil)
			t.Want(a.Send(t.As(who)), who.Name, 403)
			a.WantUntouched()
		},
	})
}

// unknownOfMany adds that who may not change many is not told which of them there are.
func (b *builder) unknownOfMany(op *spec.Operation) {
	b.add(engine.Check{
		Topic: engine.Permissions, Rule: "PRM-13", Operation: op, Name: "unknown-ids",
		Writes: true, Needs: engine.Needs{Callers: []engine.Rights{engine.Nobody()}},
		Title: "without the permission a change of many is 403 also where there is none of them",
		Run: func(t *engine.Trial) {
			a := t.Attempt(op, nil)
			a.Body[op.Action.IDs] = engine.IDValues(a.Family.Resource, engine.UnknownID(a.Family.Resource, a.Record().ID))
			t.Want(a.Send(t.As(engine.Nobody())), "unknown ids without a permission", 403)
			a.WantUntouched()
		},
	})
}

// unknownAlike adds that who may not is told nothing about which ids there are.
func (b *builder) unknownAlike(op *spec.Operation) {
	asked := []engine.Rights{engine.Nobody(), b.others(&op.Access)}
	if b.contract.Principal.RolesEnabled != "" {
		asked = append(asked, b.inactive())
	}
	for _, who := range asked {
		b.add(engine.Check{
			Topic: engine.Permissions, Rule: "PRM-13", Operation: op, Name: "unknown-id/" + strings.ReplaceAll(who.Name, " ", "-"),
			Writes: op.Action.Writes(), Needs: engine.Needs{Callers: []engine.Rights{who}},
			Title: "without the permission known and unknown ids are 403 alike",
			Run: func(t *engine.Trial) {
				a := t.Attempt(op, nil)
				id := t.ReadableID(a.Family)
				if len(a.Records) > 0 {
					id = a.Record().ID
				}
				t.Want(a.Send(t.As(who), wire.Key(id)), "a known id as "+who.Name, 403)
				unknown := wire.Key(engine.UnknownID(a.Family.Resource, id))
				t.Want(a.Send(t.As(who), unknown), "an unknown id as "+who.Name, 403)
				if op.Action.Kind == spec.Read && !b.has(op.Path, http.MethodHead) {
					t.Want(a.Send(t.As(who), unknown, wire.Method(http.MethodHead)), "HEAD of an unknown id as "+who.Name, 403)
				}
				a.WantUntouched()
			},
		})
	}
	b.add(engine.Check{
		Topic: engine.Permissions, Rule: "PRM-13", Operation: op, Name: "malformed-id",
		Writes: op.Action.Writes(), Needs: engine.Needs{Callers: []engine.Rights{engine.Nobody()}}, Level: spec.SHOULD,
		Title: "without the permission an id that is none is 403 too",
		Run: func(t *engine.Trial) {
			a := t.Attempt(op, nil)
			t.Want(a.Send(t.As(engine.Nobody()), wire.Key("no-id")), "an id that is none", 403)
			a.WantUntouched()
		},
	})
}

// refusedWhole adds that a body with one member that the caller may not write
// is refused whole, wherever in the body that member stands.
func (b *builder) refusedWhole(op *spec.Operation) {
	rules := engine.ChangeRules(op)
	if rules == nil || rules.Default == nil || len(rules.Own) == 0 {
		return
	}
	f := b.familyOf(op)
	for m := range engine.Writable(engine.ChangeSchema(op)) {
		own := rules.Own[m.Name]
		if own == nil {
			continue
		}
		for _, who := range []engine.Rights{onlyOf(b, rules.Default, own), onlyOf(b, own, rules.Default)} {
			if len(who.Active) == 0 || m.Name != b.rolesMember(op) {
				continue
			}
			b.add(engine.Check{
				Topic: engine.Permissions, Rule: "PRM-12", Operation: op, Name: "half/" + who.Name,
				Writes: true, Needs: engine.Needs{Callers: []engine.Rights{who}},
				Title: "a body with one member that the caller may not write changes nothing",
				Run: func(t *engine.Trial) {
					for _, roleFirst := range []bool{true, false} {
						a := t.Attempt(op, nil)
						role, text := engine.QuotedMember(m.Name, t.RoleIDs(t.AnyRole())), engine.QuotedFree(f.Harmless(engine.ChangeSchema(op), a.Mark))
						change := "{" + role + "," + text + "}"
						if !roleFirst {
							change = "{" + text + "," + role + "}"
						}
						t.Want(a.Send(t.As(who), wire.Raw(a.WrapChange(change))), "one member that the caller may not write beside one that it may", 403)
						a.WantUntouched()
					}
				},
			})
		}
	}
}
