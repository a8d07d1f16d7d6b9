package checks

import (
	"slices"
	"strings"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// uniqueness are the checks of members whose value no two records share.
func (b *builder) uniqueness() {
	for _, f := range b.families {
		if f.Create != nil {
			b.notUnique(f)
		}
		for _, u := range f.Uniques() {
			if f.Create != nil && f.Create.Body.Schema.At(u.Member) != nil {
				b.takenOnCreate(f, u)
			}
			if f.Update != nil && f.Update.Body.Schema.At(u.Member) != nil {
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
	return slices.Compact([]string{value, strings.ToLower(value), strings.ToUpper(value), strings.ToUpper(value[:1]) + value[1:], value[:middle] + strings.ToUpper(value[middle:])})
}

func (b *builder) takenOnCreate(f *engine.Family, u spec.Unique) {
	op := f.Create
	for _, disabled := range []bool{false, true} {
		name, what := "taken", "a "+u.Member+" that another has is 409"
		if disabled {
			if !f.People() || !engine.Writes(f.Update, b.contract.Principal.Enabled) {
				continue
			}
			name, what = "taken-by-disabled", "a "+u.Member+" that a disabled user has is 409"
		}
		b.add(engine.Check{
			Topic: engine.State, Rule: "OP-6", Operation: op, Name: name + "/" + u.Member,
			Writes: true,
			Title:  what,
			Run: func(t *engine.Trial) {
				owner := t.Acquire(f)
				if disabled {
					t.Set(f, owner, b.enable(false))
				}
				value := valueOf(t, owner, u)
				if mixed := everyOther(value); u.IgnoreCase && !disabled && f.Update != nil && engine.ChangeSchema(f.Update).At(u.Member) != nil && mixed != value {
					change := map[string]any{}
					jsonvalue.SetAt(change, u.Member, mixed) // who compares in lower case must know it of what it keeps, too
					t.Set(f, owner, change)
					value = valueOf(t, owner, u)
				}
				for _, taken := range variants(u, value) {
					change := map[string]any{}
					jsonvalue.SetAt(change, u.Member, taken)
					t.Want(t.Attempt(op, change).Send(t.Bootstrap()), "a "+u.Member+" that another has", 409)
				}
				full := b.unusual(t, op)
				jsonvalue.SetAt(full, u.Member, value)
				if a := t.Attempt(op, full); op.Body.Schema.Valid(a.Body) {
					t.Want(a.Send(t.Bootstrap()), "every member, and a "+u.Member+" that another has", 409)
				}
				wantOnlyOwner(t, f, u, owner)
				t.WantUnchanged(f, owner)
			},
		})
	}
}

// wantOnlyOwner wants one record alone to be listed under a value.
func wantOnlyOwner(t *engine.Trial, f *engine.Family, u spec.Unique, owner *engine.Record) {
	parameter, member := f.Finder()
	if member != u.Member || owner.State == nil || !t.Session.Declares(f.List.Features) || !t.Session.Declares(parameter.Features) {
		return
	}
	value, _ := jsonvalue.ValueAt(owner.State, u.Member).(string)
	x := t.Send(f.List, t.Bootstrap(), wire.Query(parameter.Name, value))
	found, _ := x.Records()
	if x.Success() && (len(found) != 1 || engine.IDOf(f.Resource, found[0]) != owner.ID) {
		t.Fail(x, "the owner of the "+u.Member+" alone in the list", engine.Short(len(found))+" records")
	}
}

func (b *builder) takenOnChange(f *engine.Family, u spec.Unique) {
	op := f.Update
	b.add(engine.Check{
		Topic: engine.State, Rule: "OP-6", Operation: op, Name: "taken/" + u.Member,
		Writes: true,
		Title:  "a change to a " + u.Member + " that another has is 409 and changes nothing",
		Run: func(t *engine.Trial) {
			owner, r := t.Acquire(f), t.Acquire(f)
			value := valueOf(t, owner, u)
			for _, taken := range variants(u, value) {
				change := t.HarmlessChange(f, op)
				jsonvalue.SetAt(change, u.Member, taken)
				t.Want(t.Send(op, t.Bootstrap(), wire.Key(r.ID), wire.Body(change)), "a "+u.Member+" that another has", 409)
			}
			full := b.unusual(t, op)
			jsonvalue.SetAt(full, u.Member, value)
			if op.Body.Schema.Valid(full) {
				t.Want(t.Send(op, t.Bootstrap(), wire.Key(r.ID), wire.Body(full)), "every member, and a "+u.Member+" that another has", 409)
			}
			if f.People() && engine.Writes(f.Update, b.contract.Principal.Enabled) {
				off := b.enable(false)
				if u.IgnoreCase {
					jsonvalue.SetAt(off, u.Member, everyOther(value))
				}
				t.Set(f, owner, off)
				ways := variants(u, valueOf(t, owner, u))
				for _, taken := range ways[:min(2, len(ways))] {
					change := map[string]any{}
					jsonvalue.SetAt(change, u.Member, taken)
					t.Want(t.Send(op, t.Bootstrap(), wire.Key(r.ID), wire.Body(change)), "a "+u.Member+" that a disabled user has", 409)
				}
			}
			t.WantUnchanged(f, r)
			t.WantUnchanged(f, owner)
			wantOnlyOwner(t, f, u, owner)
			wantOnlyOwner(t, f, u, r)
		},
	})
	b.add(engine.Check{
		Topic: engine.State, Rule: "OP-7", Operation: op, Name: "own/" + u.Member,
		Writes: true,
		Title:  "its own " + u.Member + " again is no conflict",
		Run: func(t *engine.Trial) {
			r := t.Acquire(f)
			change := map[string]any{}
			jsonvalue.SetAt(change, u.Member, jsonvalue.ValueAt(r.State, u.Member))
			x := t.Send(op, t.Bootstrap(), wire.Key(r.ID), wire.Body(change))
			if t.Want(x, "its own "+u.Member+" again", 200) {
				t.WantSame(x, "the record as it was", f.Resource.Schema, r.State, x.Record(), f.Resource.Modified)
			}
		},
	})
	if !u.IgnoreCase {
		return
	}
	b.add(engine.Check{
		Topic: engine.State, Rule: "OP-7", Operation: op, Name: "own-case/" + u.Member,
		Writes: true, Level: spec.SHOULD,
		Title: "its own " + u.Member + " in other case is no conflict, and is kept as sent",
		Run: func(t *engine.Trial) {
			r := t.Acquire(f)
			value, _ := jsonvalue.ValueAt(r.State, u.Member).(string)
			change, other := map[string]any{}, strings.ToUpper(value)
			if other == value { // it was acquired before
				other = strings.ToLower(value)
			}
			jsonvalue.SetAt(change, u.Member, other)
			x := t.Send(op, t.Bootstrap(), wire.Key(r.ID), wire.Body(change))
			if t.Want(x, "its own "+u.Member+" in other case", 200) {
				t.WantChanged(x, "the "+u.Member+" as it was sent", f.Resource, r.State, change, x.Record())
				if now := x.Record(); now != nil {
					wantSeenEverywhere(t, f, now)
				}
				if p, op := b.contract.Principal, t.Session.LogInOperation(); f.People() && u.Member == p.Login && r.Password != "" && t.Session.CanLogIn() {
					t.Want(t.TryLogIn(op, other, r.Password), "a log-in with the "+u.Member+" as it was sent", op.Success().Status)
				}
			}
		},
	})
}

// freed adds that a change frees the value from before, and that a refused
// request takes none.
func (b *builder) freed(f *engine.Family, u spec.Unique) {
	op := f.Update
	b.add(engine.Check{
		Topic: engine.State, Rule: "OP-6", Operation: op, Name: "freed/" + u.Member,
		Writes: true,
		Title:  "a change frees the " + u.Member + " from before and takes the new one",
		Run: func(t *engine.Trial) {
			first, second := t.Acquire(f), t.Acquire(f)
			old := jsonvalue.ValueAt(first.State, u.Member)
			t.Set(f, first, uniqueChange(t, op, u))
			move := map[string]any{}
			jsonvalue.SetAt(move, u.Member, jsonvalue.ValueAt(first.State, u.Member))
			t.Want(t.Send(op, t.Bootstrap(), wire.Key(second.ID), wire.Body(move)), "the "+u.Member+" that another has changed to", 409)
			if f.Create != nil && f.Create.Body.Schema.At(u.Member) != nil {
				t.Want(t.Attempt(f.Create, move).Send(t.Bootstrap()), "the "+u.Member+" that another has changed to", 409)
			}
			jsonvalue.SetAt(move, u.Member, old)
			x := t.Send(op, t.Bootstrap(), wire.Key(second.ID), wire.Body(move))
			if t.Want(x, "the "+u.Member+" that another had before", 200) {
				second.State = x.Record()
				wantOnlyOwner(t, f, u, second)
				wantOnlyOwner(t, f, u, first)
			}
			if f.People() && engine.Writes(f.Update, b.contract.Principal.Enabled) {
				t.Set(f, second, b.enable(false))
				again := uniqueChange(t, op, u)
				x := t.Send(op, t.Bootstrap(), wire.Key(second.ID), wire.Body(again))
				if t.Want(x, "a new "+u.Member+" of a disabled user", 200) {
					t.WantChanged(x, "the disabled user with its new "+u.Member, f.Resource, second.State, again, x.Record())
				}
			}
		},
	})
	b.add(engine.Check{
		Topic: engine.State, Rule: "OP-6", Operation: op, Name: "not-taken-by-refused/" + u.Member,
		Writes: true,
		Title:  "a refused request takes no " + u.Member,
		Run: func(t *engine.Trial) {
			first, second := t.Acquire(f), t.Acquire(f)
			change := uniqueChange(t, op, u)
			bad := engine.Merged(change, nil)
			for m := range engine.Writable(engine.ChangeSchema(op)) {
				if !slices.Contains([]string{u.Member}, m.Name) && m.Schema.Type() == "boolean" {
					bad[m.Name] = "no boolean"
				}
			}
			if x := t.Send(op, t.Bootstrap(), wire.Key(first.ID), wire.Body(bad)); x.Success() {
				return // another check tells that it should have been refused
			}
			t.Want(t.Send(op, t.Bootstrap(), wire.Key(second.ID), wire.Body(change)), "a "+u.Member+" that only a refused request asked for", 200)
			t.WantUnchanged(f, first)
			if f.Create == nil || f.Create.Body.Schema.At(u.Member) == nil {
				return
			}
			refused := t.Attempt(f.Create, uniqueChange(t, op, u))
			wanted := jsonvalue.ValueAt(refused.Body, u.Member)
			for m := range engine.Writable(f.Create.Body.Schema) {
				if m.Name != u.Member && m.Schema.Type() == "boolean" {
					refused.Body[m.Name] = "no boolean"
				}
			}
			if f.Create.Body.Schema.Valid(refused.Body) || refused.Send(t.Bootstrap()).Success() {
				return
			}
			jsonvalue.SetAt(change, u.Member, wanted)
			t.Want(t.Send(op, t.Bootstrap(), wire.Key(second.ID), wire.Body(change)), "a "+u.Member+" that only a refused create asked for", 200)
		},
	})
}

// valueOf is the text that a record has of a unique member; without one there is
// nothing to conflict with.
func valueOf(t *engine.Trial, r *engine.Record, u spec.Unique) string {
	value, _ := jsonvalue.ValueAt(r.State, u.Member).(string)
	if value == "" {
		t.Broken("a record of ours came back without the %s that it was given", u.Member)
	}
	return value
}

// uniqueChange is a change to a value that none has.
func uniqueChange(t *engine.Trial, op *spec.Operation, u spec.Unique) map[string]any {
	change := map[string]any{}
	jsonvalue.SetAt(change, u.Member, engine.Sample(engine.ChangeSchema(op).At(u.Member), t.Mark(), false))
	return t.Refer(op.Action.Resource, change)
}

// notUnique adds that two records may have all in common but what is unique.
func (b *builder) notUnique(f *engine.Family) {
	b.add(engine.Check{
		Topic: engine.State, Rule: b.ruleOf(f, "OP-5"), Operation: f.Create, Name: "alike",
		Writes: true, Needs: engine.Needs{Makes: b.users(f.Create, 2)},
		Title: "a record like another one in all but what is unique is made",
		Run: func(t *engine.Trial) {
			a := t.Attempt(f.Create, nil)
			first := a.Send(t.Bootstrap())
			for _, u := range f.Uniques() {
				if f.Create.Body.Schema.At(u.Member) == nil {
					continue
				}
				near := a.Mark[:len(a.Mark)-1] + "." + a.Mark[len(a.Mark)-1:] // another one, though some take it for the same
				jsonvalue.SetAt(a.Body, u.Member, engine.Sample(f.Create.Body.Schema.At(u.Member), near, false))
			}
			t.Refer(f.Resource, a.Body)
			if own := f.Create.Body.Schema.At(f.Resource.ID); own != nil && a.Body[f.Resource.ID] != nil {
				a.Body[f.Resource.ID] = engine.UnusedID(own, t.Mark())
			}
			if !t.Want(first, "a create", 201) {
				return
			}
			second := a.Send(t.Bootstrap())
			if t.Want(second, "one that is like another", 201) && engine.IDOf(f.Resource, first.Record()) == engine.IDOf(f.Resource, second.Record()) {
				t.Fail(second, "a record of its own", "the one before")
			}
		},
	})
}
