package conformance

import (
	"slices"

	"github.com/cotalker/rolecall/spec"
)

// changeRule is the requirement of what an operation changes.
func (b *builder) changeRule(f *family, op *spec.Operation) string {
	if op.Action.Kind == spec.UpdateMany {
		return "OP-8"
	}
	return b.ruleOf(f, "OP-7")
}

// changes are the checks of what a change does to a record, and what it leaves
// alone.
func (b *builder) changes() {
	for _, f := range b.families {
		for _, op := range f.changers() {
			rule := b.changeRule(f, op)
			for _, m := range changeSchema(op).Members() {
				if m.WriteOnly {
					continue
				}
				b.add(Check{
					Topic: State, Rule: rule, Operation: op, Name: "change/" + m.Name,
					Writes: true,
					Title:  "a change of " + m.Name + " is answered, kept, and leaves all else as it was",
					Run: func(t *Trial) {
						t.changes(f, op, b.fill(t, row{op: op, change: map[string]any{m.Name: m.Schema}}))
					},
				})
				if m.Schema.Type() != "object" {
					continue
				}
				for _, leaf := range m.Schema.Members() {
					b.add(Check{
						Topic: State, Rule: rule, Operation: op, Name: "merge/" + m.Name + "." + leaf.Name,
						Writes: true,
						Title:  "a change of " + m.Name + " is merged member by member",
						Run: func(t *Trial) {
							t.merges(f, op, m, leaf)
						},
					})
				}
				b.add(Check{
					Topic: State, Rule: rule, Operation: op, Name: "merge-nothing/" + m.Name,
					Writes: true, Level: spec.SHOULD,
					Title: "an empty " + m.Name + " changes nothing but the date of the change",
					Run: func(t *Trial) {
						t.changes(f, op, map[string]any{m.Name: map[string]any{}})
					},
				})
			}
			b.add(Check{
				Topic: State, Rule: b.ruleOf(f, "OP-9"), Operation: op, Name: "seen-at-once",
				Writes: true, Stale: true,
				Title: "what a change answered is read and listed at once, in every version and by everyone",
				Run: func(t *Trial) {
					a := t.attempt(op, nil)
					x := a.ask(a.as)
					if !t.want(x, "a change", 200) {
						return
					}
					for _, record := range a.replied(x) {
						t.seenEverywhere(f, record, nil)
					}
					if len(a.records) > 0 && a.record().caller != nil && f.selfRead != nil {
						own := a.record().caller
						y := t.ask(f.selfRead, own)
						t.same(y, "the record as the write answered it, to its owner", f.resource.Schema, a.first(x), y.one())
					}
				},
			})
		}
	}
}

// replied are the records that a change answered with.
func (a *attempt) replied(x *Exchange) []map[string]any {
	if a.op.Success().Many {
		many, ok := x.many()
		if !ok {
			a.t.fail(x, "the records in the reply", x.describe())
			a.t.broken("the reply held no list of records")
		}
		return many
	}
	if one := x.one(); one != nil {
		return []map[string]any{one}
	}
	a.t.fail(x, "the record in the reply", x.describe())
	a.t.broken("the reply held no record")
	return nil
}

// first is the first record that a write answered with.
func (a *attempt) first(x *Exchange) map[string]any {
	replied := a.replied(x)
	if len(replied) == 0 {
		a.t.fail(x, "the records in the reply", "none")
		a.t.broken("the reply held no record")
	}
	return replied[0]
}

// changes makes one change and wants it in the reply and in the next read, with
// all else as it was but the date of the change, which has moved on.
func (t *Trial) changes(f *family, op *spec.Operation, change map[string]any) {
	a := t.attempt(op, change)
	for _, r := range a.records {
		if !op.Action.Self || r.password != "" { // what a persona of the target lacks stays so
			t.fillUp(f, r)
		}
	}
	x := a.ask(a.as)
	if !t.want(x, "a change of "+memberNames(change), 200) {
		return
	}
	t.changed(a, x, change)
}

// fillUp gives a record the texts that it lacks, so that a change that takes
// them away is seen.
func (t *Trial) fillUp(f *family, r *record) {
	if f.update == nil {
		return
	}
	schema, lacks := changeSchema(f.update), map[string]any{}
	for _, path := range leaves(schema, "", func(path string) bool { return !f.special(path) && schema.At(path).Type() == "string" }) {
		if valueAt(r.state, path) == nil {
			setAt(lacks, path, sample(schema.At(path), t.mark(), false))
		}
	}
	if len(lacks) > 0 {
		t.set(f, r, lacks)
	}
}

func memberNames(change map[string]any) string {
	names := ""
	for name := range change {
		if names != "" {
			names += ", "
		}
		names += name
	}
	return names
}

// changed compares the reply to a change, and what is read after it, with the
// records from before.
func (t *Trial) changed(a *attempt, x *Exchange, change map[string]any) {
	replied := a.replied(x)
	if len(replied) != len(a.records) {
		t.fail(x, "as many records as were changed", short(len(replied)))
		return
	}
	r := a.f.resource
	for i, record := range a.records {
		want := merged(record.state, change)
		t.same(x, "the change, and all else as it was", r.Schema, want, replied[i], r.Modified)
		t.grows(x, r, record.state, replied[i])
		if now, again := t.look(a.f, record.as(want)); now != nil {
			t.same(again, "the record as the change answered it", r.Schema, replied[i], now)
			record.state = now
		}
	}
}

// grows wants the date of the last change to have moved on.
func (t *Trial) grows(x *Exchange, r *spec.Resource, before, after map[string]any) bool {
	was, isWas := instant(before[r.Modified])
	is, isIs := instant(after[r.Modified])
	if isWas && isIs && is <= was {
		t.fail(x, r.Modified+" later than before the change", "not later")
		return false
	}
	return true
}

// merges sets all leaves of a nested object, changes one, and wants the others
// to stay.
func (t *Trial) merges(f *family, op *spec.Operation, m spec.Member, leaf spec.Member) {
	all := map[string]any{m.Name: another(m.Schema, t.mark(), nil)}
	change := map[string]any{m.Name: map[string]any{leaf.Name: another(leaf.Schema, t.mark(), nil)}}
	a := t.attempt(op, change)
	for _, r := range a.records {
		t.set(f, r, all)
	}
	x := a.ask(a.as)
	if t.want(x, "a change of one member of "+m.Name, 200) {
		t.changed(a, x, change)
	}
}

// stamps are the checks of the dates that the server stamps.
func (b *builder) stamps() {
	for _, f := range b.families {
		if f.resource.Modified == "" {
			continue
		}
		for _, op := range f.changers() {
			rule := b.changeRule(f, op)
			b.add(Check{
				Topic: State, Rule: rule, Operation: op, Name: "modified-grows",
				Writes: true,
				Title:  "the date of the last change grows strictly with every change, however fast they come",
				Run: func(t *Trial) {
					a := t.attempt(op, nil)
					for range 2 * rounds { // a date that stands still now and then is seen
						x := a.ask(a.as)
						if !t.want(x, "a change", 200) {
							return
						}
						for i, record := range a.replied(x) {
							if i < len(a.records) && t.grows(x, f.resource, a.records[i].state, record) {
								a.records[i].state = record
							}
						}
					}
				},
			})
			b.add(Check{
				Topic: State, Rule: rule, Operation: op, Name: "same-value",
				Writes: true, Level: spec.SHOULD,
				Title: "a change to the value that there is moves the date of the change all the same",
				Run: func(t *Trial) {
					a := t.attempt(op, nil)
					if first := a.ask(a.as); first.success() {
						for i, record := range a.replied(first) {
							if i < len(a.records) {
								a.records[i].state = record
							}
						}
					}
					x := a.ask(a.as)
					if t.want(x, "a change to the same value", 200) {
						t.changed(a, x, nil)
					}
				},
			})
		}
		if f.create != nil && f.update != nil {
			b.add(Check{
				Topic: State, Rule: b.changeRule(f, f.update), Operation: f.update, Name: "modified-grows-from-creation",
				Writes: true, Users: b.users(f.create, 1),
				Title: "the first change is later than the creation",
				Run: func(t *Trial) {
					made := t.known(t.setUp(t.ask(f.create, t.bootstrap(), body(t.refers(f.resource, t.session.newBody(f))))))
					id := idOf(f.resource, made)
					change := t.freeChange(f, f.update)
					x := t.ask(f.update, t.bootstrap(), key(id), body(change))
					if t.want(x, "a change right after the creation", 200) {
						t.grows(x, f.resource, made, x.one())
						t.same(x, "the date of creation as it was", f.resource.Schema, merged(made, change), x.one(), f.resource.Modified)
					}
				},
			})
		}
	}
}

// enabling are the checks of disabling and enabling a user.
func (b *builder) enabling() {
	p := b.contract.Principal
	for _, f := range b.families {
		if !f.people() {
			continue
		}
		for _, op := range []*spec.Operation{f.update, f.updateMany} {
			if op == nil {
				continue
			}
			b.add(Check{
				Topic: State, Rule: b.changeRule(f, op), Operation: op, Name: "disable-and-enable",
				Writes: true,
				Title:  "a disabled user is still there, as it was, and can be enabled again",
				Run: func(t *Trial) {
					a := t.attempt(op, b.enable(false))
					if t.session.canMakeRoles() {
						for _, r := range a.records {
							t.set(f, r, b.roles(t.role()))
						}
					}
					if x := a.ask(a.as); t.want(x, "disabling", 200) {
						t.changed(a, x, b.enable(false))
					}
					for _, r := range a.records {
						t.seenEverywhere(f, r.state, nil)
					}
					x := t.ask(op, a.as, t.changing(op, b.enable(true), a.records...)...)
					if t.want(x, "enabling again", 200) {
						t.changed(a, x, b.enable(true))
					}
					if slices.ContainsFunc(a.records, func(r *record) bool { return r.state[p.Enabled] != true }) {
						t.fail(x, "the users enabled", "not all are")
					}
				},
			})
		}
	}
}
