package conformance

import (
	"fmt"
	"slices"

	"github.com/cotalker/rolecall/spec"
)

// references are the checks of members that hold ids of another collection.
func (b *builder) references() {
	for _, f := range b.families {
		for _, ref := range f.resource.References {
			for _, op := range append([]*spec.Operation{f.create}, f.changers()...) {
				if op == nil || changeSchema(op).At(ref.Member) == nil || ref.Member != b.rolesMember(op) {
					continue
				}
				b.referenceChecks(f, op, ref)
			}
		}
	}
}

func (b *builder) referenceChecks(f *family, op *spec.Operation, ref spec.Reference) {
	with := func(ids ...any) map[string]any {
		change := map[string]any{}
		setAt(change, ref.Member, ids)
		return change
	}
	b.add(Check{
		Topic: State, Rule: "OP-10", Operation: op, Name: "unknown/" + ref.Member,
		Writes: true,
		Title:  "an id in " + ref.Member + " that none has is 400 and changes nothing",
		Run: func(t *Trial) {
			known := t.anyRole()
			had := t.roleIDs(known)[0]
			unknown := t.unlikeRole(known)
			a := t.attempt(op, with())
			sent := a.sent
			for _, ids := range [][]any{{unknown}, {had, unknown}, {unknown, had}} {
				a.sent = sent
				a.replace(with(ids...))
				t.want(a.ask(a.as), "an unknown id in "+ref.Member, 400)
			}
			a.untouched()
		},
	})
	b.add(Check{
		Topic: State, Rule: b.createOrChange(f, op), Operation: op, Name: "kept/" + ref.Member,
		Writes: true, Features: b.roleFeatures(), Users: b.users(op, 1),
		Title: ref.Member + " keeps order and repeated ids, may name what is not active, and may be emptied",
		Run: func(t *Trial) {
			if b.contract.Principal.RolesEnabled == "" {
				panic(notApplicable("the contract has no way to switch a role off"))
			}
			one, two := t.role(), t.role(b.contract.Permissions.Names()...)
			roles := t.session.family(b.contract.Principal.Role)
			inactive := t.borrow(roles)
			t.set(roles, inactive, map[string]any{b.contract.Principal.RolesEnabled: false})
			for _, ids := range [][]any{t.roleIDs(two, one, two, inactive.id), t.roleIDs(one, two), {}} {
				a := t.attempt(op, with(ids...))
				for _, r := range a.records {
					t.set(f, r, with(t.roleIDs(one)...))
				}
				x := a.ask(a.as)
				if !t.want(x, "ids that there are", op.Success().Status) {
					return
				}
				replied := a.first(x)
				t.same(x, "the ids as they were sent", f.resource.Schema, merged(replied, with(ids...)), replied)
				id := idOf(f.resource, replied)
				if now, again := t.look(f, &record{id: id, state: replied}); now != nil {
					t.same(again, "the ids as they were sent", f.resource.Schema, merged(now, with(ids...)), now)
				}
				if op.Action.Kind == spec.Create {
					return // one is enough: each makes a user
				}
			}
		},
	})
}

// createOrChange is the requirement of what an operation writes.
func (b *builder) createOrChange(f *family, op *spec.Operation) string {
	if op.Action.Kind == spec.Create {
		return b.ruleOf(f, "OP-5")
	}
	return b.changeRule(f, op)
}

// replace puts another change into the body of an attempt.
func (a *attempt) replace(change map[string]any) {
	if a.op.Action.Kind == spec.UpdateMany {
		a.sent = merged(a.sent, map[string]any{a.op.Action.Changes: change})
		return
	}
	a.sent = merged(a.sent, change)
}

// bulk are the checks of changes of many at once.
func (b *builder) bulk() {
	for _, f := range b.families {
		op := f.updateMany
		if op == nil {
			continue
		}

		b.add(Check{
			Topic: State, Rule: "OP-8", Operation: op, Name: "order",
			Writes: true, Users: b.users(f.create, max(f.manyAtOnce()-mostBorrowed, 1)),
			Title: "the records come in the order of the ids, each as it now is",
			Run: func(t *Trial) {
				t.needs(f, "makes", f.create)
				made := t.known(t.setUp(t.ask(f.create, t.bootstrap(), body(t.refers(f.resource, t.session.newBody(f)))))) // one with nothing set that need not be
				id := idOf(f.resource, made)
				records := []*record{{id: id, state: made}}
				for len(records) < f.manyAtOnce() {
					records = append(records, t.borrow(f))
				}
				slices.SortFunc(records, func(x, y *record) int { return -compareIDs(x.id, y.id) })
				for range 2 {
					change := t.freeChange(f, op)
					x := t.ask(op, t.bootstrap(), t.changing(op, change, records...)...)
					found, ok := x.many()
					if !t.want(x, "a change of many", 200) {
						return
					}
					if !ok || len(found) != len(records) {
						t.fail(x, "a record for each id", short(len(found)))
						return
					}
					for i, r := range records {
						if idOf(f.resource, found[i]) != r.id {
							t.fail(x, "the records in the order of the ids", "another order")
							return
						}
						if r.id == id {
							t.same(x, "the change, and all else as it was", f.resource.Schema, merged(made, change), found[i], f.resource.Modified)
						}
					}
					records = append(records[1:], records[0])
				}
			},
		})
		b.add(Check{
			Topic: State, Rule: "OP-8", Operation: op, Name: "unknown-id",
			Writes: true,
			Title:  "one unknown id is 404 and no record changes",
			Run: func(t *Trial) {
				one, two := t.borrow(f), t.borrow(f)
				ghost := &record{id: unlike(f.resource, one.id)}
				many := []*record{one, two, t.borrow(f), t.borrow(f), ghost}
				for _, records := range [][]*record{{ghost, one, two}, {one, ghost, two}, {one, two, ghost}, {ghost}, many} {
					if len(records) > f.manyIDs() {
						continue
					}
					t.want(t.ask(op, t.bootstrap(), t.changing(op, t.freeChange(f, op), records...)...), "one unknown id among those of many", 404)
				}
				t.unchanged(f, one)
				t.unchanged(f, two)
				if most, is := op.Body.Schema.Member(op.Action.IDs).Schema.Node.Get("maxItems").Value().(int); is {
					ghosts := make([]*record, most) // as many as there may be: too many would be 400
					for i := range ghosts {
						ghosts[i] = &record{id: unlike(f.resource, one.id)}
					}
					t.want(t.ask(op, t.bootstrap(), t.changing(op, t.freeChange(f, op), ghosts...)...), fmt.Sprintf("%d unknown ids", most), 404)
				}
			},
		})
		b.add(Check{
			Topic: State, Rule: "OP-8", Operation: op, Name: "one",
			Writes: true,
			Title:  "one id is many enough",
			Run: func(t *Trial) {
				a := t.attempt(op, nil)
				a.records = a.records[:1]
				change := t.freeChange(f, op)
				x := t.ask(op, a.as, t.changing(op, change, a.records...)...)
				if t.want(x, "a change of one id", 200) {
					t.changed(a, x, change)
				}
			},
		})
		b.add(Check{
			Topic: State, Rule: "OP-8", Operation: op, Name: "others",
			Writes: true,
			Title:  "who is not named is not changed",
			Run: func(t *Trial) {
				other := t.borrow(f)
				a := t.attempt(op, nil)
				t.want(a.ask(a.as), "a change of many", 200)
				t.unchanged(f, other)
			},
		})
	}
}

// freeChange is a change of a member that may be anything.
func (t *Trial) freeChange(f *family, op *spec.Operation) map[string]any {
	return f.harmless(changeSchema(op), t.mark())
}

func compareIDs(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
