package conformance

import (
	"slices"
	"strings"

	"github.com/cotalker/rolecall/spec"
)

// uniqueness are the checks of members whose value no two records share.
func (b *builder) uniqueness() {
	for _, f := range b.families {
		if f.create != nil {
			b.notUnique(f)
		}
		for _, u := range f.resource.Unique {
			if f.create != nil && f.create.Body.Schema.At(u.Member) != nil {
				b.takenOnCreate(f, u)
			}
			if f.update != nil && f.update.Body.Schema.At(u.Member) != nil {
				b.takenOnChange(f, u)
				b.freed(f, u)
			}
		}
	}
}

// variants are the ways to write a value that is taken.
func variants(u spec.Unique, value string) []string {
	if !u.IgnoreCase || value == "" {
		return []string{value}
	}
	middle := len(value) / 2
	return []string{value, strings.ToUpper(value), strings.ToUpper(value[:1]) + value[1:], value[:middle] + strings.ToUpper(value[middle:])}
}

func (b *builder) takenOnCreate(f *family, u spec.Unique) {
	op := f.create
	for _, disabled := range []bool{false, true} {
		name, what := "taken", "a "+u.Member+" that another has is 409"
		if disabled {
			if !f.people() {
				continue
			}
			name, what = "taken-by-disabled", "a "+u.Member+" that a disabled user has is 409"
		}
		b.add(Check{
			Topic: State, Rule: "OP-6", Operation: op, Name: name + "/" + u.Member,
			Writes: true,
			Title:  what,
			Run: func(t *Trial) {
				owner := t.borrow(f)
				if disabled {
					t.set(f, owner, b.enable(false))
				}
				value := t.valueOf(owner, u)
				for _, taken := range variants(u, value) {
					change := map[string]any{}
					setAt(change, u.Member, taken)
					t.want(t.attempt(op, change).ask(t.bootstrap()), "a "+u.Member+" that another has", 409)
				}
				full := b.unusual(t, op)
				setAt(full, u.Member, value)
				t.want(t.attempt(op, full).ask(t.bootstrap()), "every member, and a "+u.Member+" that another has", 409)
				t.onlyOwner(f, u, owner)
				t.unchanged(f, owner)
			},
		})
	}
}

// onlyOwner wants one record alone to be listed under a value.
func (t *Trial) onlyOwner(f *family, u spec.Unique, owner *record) {
	parameter, member := f.finder()
	if member != u.Member || owner.state == nil || !t.session.declares(f.list.Features) || !t.session.declares(parameter.Features) {
		return
	}
	value, _ := valueAt(owner.state, u.Member).(string)
	x := t.ask(f.list, t.bootstrap(), query(parameter.Name, value))
	found, _ := x.many()
	if x.success() && (len(found) != 1 || idOf(f.resource, found[0]) != owner.id) {
		t.fail(x, "the owner of the "+u.Member+" alone in the list", short(len(found))+" records")
	}
}

func (b *builder) takenOnChange(f *family, u spec.Unique) {
	op := f.update
	b.add(Check{
		Topic: State, Rule: "OP-6", Operation: op, Name: "taken/" + u.Member,
		Writes: true,
		Title:  "a change to a " + u.Member + " that another has is 409 and changes nothing",
		Run: func(t *Trial) {
			owner, r := t.borrow(f), t.borrow(f)
			value := t.valueOf(owner, u)
			for _, taken := range variants(u, value) {
				change := t.freeChange(f, op)
				setAt(change, u.Member, taken)
				t.want(t.ask(op, t.bootstrap(), key(r.id), body(change)), "a "+u.Member+" that another has", 409)
			}
			if f.people() {
				t.set(f, owner, b.enable(false))
				t.want(t.ask(op, t.bootstrap(), key(r.id), body(owner.only(u.Member))), "a "+u.Member+" that a disabled user has", 409)
			}
			t.unchanged(f, r)
			t.unchanged(f, owner)
			t.onlyOwner(f, u, owner)
			t.onlyOwner(f, u, r)
		},
	})
	b.add(Check{
		Topic: State, Rule: "OP-7", Operation: op, Name: "own/" + u.Member,
		Writes: true,
		Title:  "its own " + u.Member + " again is no conflict",
		Run: func(t *Trial) {
			r := t.borrow(f)
			change := map[string]any{}
			setAt(change, u.Member, valueAt(r.state, u.Member))
			x := t.ask(op, t.bootstrap(), key(r.id), body(change))
			if t.want(x, "its own "+u.Member+" again", 200) {
				t.same(x, "the record as it was", f.resource.Schema, r.state, x.one(), f.resource.Modified)
			}
		},
	})
	if !u.IgnoreCase {
		return
	}
	b.add(Check{
		Topic: State, Rule: "OP-7", Operation: op, Name: "own-case/" + u.Member,
		Writes: true, Level: spec.SHOULD,
		Title: "its own " + u.Member + " in other case is no conflict, and is kept as sent",
		Run: func(t *Trial) {
			r := t.borrow(f)
			value, _ := valueAt(r.state, u.Member).(string)
			change, other := map[string]any{}, strings.ToUpper(value)
			if other == value { // it was borrowed before
				other = strings.ToLower(value)
			}
			setAt(change, u.Member, other)
			x := t.ask(op, t.bootstrap(), key(r.id), body(change))
			if t.want(x, "its own "+u.Member+" in other case", 200) {
				t.same(x, "the "+u.Member+" as it was sent", f.resource.Schema, merged(r.state, change), x.one(), f.resource.Modified)
				if now := x.one(); now != nil {
					t.seenEverywhere(f, now, nil)
				}
				if p, op := b.contract.Principal, t.session.logInOperation(); f.people() && u.Member == p.Login && r.password != "" && t.session.canLogIn() {
					t.want(t.ask(op, nil, body(map[string]any{p.Login: other, p.Password: r.password})), "a log-in with the "+u.Member+" as it was sent", op.Success().Status)
				}
			}
		},
	})
}

// freed adds that a change frees the value from before, and that a refused
// request takes none.
func (b *builder) freed(f *family, u spec.Unique) {
	op := f.update
	b.add(Check{
		Topic: State, Rule: "OP-6", Operation: op, Name: "freed/" + u.Member,
		Writes: true,
		Title:  "a change frees the " + u.Member + " from before and takes the new one",
		Run: func(t *Trial) {
			first, second := t.borrow(f), t.borrow(f)
			old := valueAt(first.state, u.Member)
			t.set(f, first, t.uniquely(op, u))
			move := map[string]any{}
			setAt(move, u.Member, valueAt(first.state, u.Member))
			t.want(t.ask(op, t.bootstrap(), key(second.id), body(move)), "the "+u.Member+" that another has changed to", 409)
			if f.create != nil && f.create.Body.Schema.At(u.Member) != nil {
				t.want(t.attempt(f.create, move).ask(t.bootstrap()), "the "+u.Member+" that another has changed to", 409)
			}
			setAt(move, u.Member, old)
			x := t.ask(op, t.bootstrap(), key(second.id), body(move))
			if t.want(x, "the "+u.Member+" that another had before", 200) {
				second.state = x.one()
				t.onlyOwner(f, u, second)
				t.onlyOwner(f, u, first)
			}
			if f.people() {
				t.set(f, second, b.enable(false))
				again := t.uniquely(op, u)
				x := t.ask(op, t.bootstrap(), key(second.id), body(again))
				if t.want(x, "a new "+u.Member+" of a disabled user", 200) {
					t.same(x, "the disabled user with its new "+u.Member, f.resource.Schema, merged(second.state, again), x.one(), f.resource.Modified)
				}
			}
		},
	})
	b.add(Check{
		Topic: State, Rule: "OP-6", Operation: op, Name: "not-taken-by-refused/" + u.Member,
		Writes: true,
		Title:  "a refused request takes no " + u.Member,
		Run: func(t *Trial) {
			first, second := t.borrow(f), t.borrow(f)
			change := t.uniquely(op, u)
			bad := merged(change, nil)
			for _, m := range changeSchema(op).Members() {
				if !slices.Contains([]string{u.Member}, m.Name) && m.Schema.Type() == "boolean" {
					bad[m.Name] = "no boolean"
				}
			}
			if x := t.ask(op, t.bootstrap(), key(first.id), body(bad)); x.success() {
				return // another check tells that it should have been refused
			}
			t.want(t.ask(op, t.bootstrap(), key(second.id), body(change)), "a "+u.Member+" that only a refused request asked for", 200)
			t.unchanged(f, first)
		},
	})
}

// valueOf is the text that a record has of a unique member; without one there is
// nothing to conflict with.
func (t *Trial) valueOf(r *record, u spec.Unique) string {
	value, _ := valueAt(r.state, u.Member).(string)
	if value == "" {
		t.broken("a record of ours came back without the %s that it was given", u.Member)
	}
	return value
}

// only is a change to the value that a record has of one member.
func (r *record) only(member string) map[string]any {
	change := map[string]any{}
	setAt(change, member, valueAt(r.state, member))
	return change
}

// uniquely is a change to a value that none has.
func (t *Trial) uniquely(op *spec.Operation, u spec.Unique) map[string]any {
	change := map[string]any{}
	setAt(change, u.Member, sample(changeSchema(op).At(u.Member), t.mark(), false))
	return change
}

// notUnique adds that two records may have all in common but what is unique.
func (b *builder) notUnique(f *family) {
	b.add(Check{
		Topic: State, Rule: b.ruleOf(f, "OP-5"), Operation: f.create, Name: "alike",
		Writes: true, Users: b.users(f.create, 2),
		Title: "a record like another one in all but what is unique is made",
		Run: func(t *Trial) {
			a := t.attempt(f.create, nil)
			first := a.ask(t.bootstrap())
			for _, u := range f.resource.Unique {
				if f.create.Body.Schema.At(u.Member) == nil {
					continue
				}
				near := a.mark[:len(a.mark)-1] + "." + a.mark[len(a.mark)-1:] // another one, though some take it for the same
				setAt(a.sent, u.Member, sample(f.create.Body.Schema.At(u.Member), near, false))
			}
			if !t.want(first, "a create", 201) {
				return
			}
			second := a.ask(t.bootstrap())
			if t.want(second, "one that is like another", 201) && idOf(f.resource, first.one()) == idOf(f.resource, second.one()) {
				t.fail(second, "a record of its own", "the one before")
			}
		},
	})
}
