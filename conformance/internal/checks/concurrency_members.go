package checks

import (
	"slices"
	"strings"
	"sync/atomic"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// raceOfMembers changes each member in a request of its own, all at once, and
// wants all of them to hold. What means something to the server takes part in some of
// the rounds.
func raceOfMembers(t *engine.Trial, f *engine.Family, members []string, round int) bool {
	r := t.Acquire(f)
	defer t.Release()
	changes := changesOf(t, f, r, members)
	changes = rotated(changes, round)
	if round%2 == 0 { // first, for they may take longer, and then among the others
		changes = slices.Insert(changes, min(round, len(changes)), specialChanges(t, f)...)
	}
	var refused atomic.Bool
	dates := make([]string, len(changes))
	t.Each(len(changes), func(i int) {
		x := t.Send(f.Update, t.Bootstrap(), wire.Key(r.ID), wire.Body(changes[i]))
		if !t.Want(x, "a change that races", 200) {
			refused.Store(true)
		}
		dates[i], _ = x.Record()[f.Resource.Modified].(string)
	})
	if p := t.Session.Contract.Principal; f.People() {
		for _, change := range changes { // which no read shows
			if secret, is := change[p.Password].(string); is {
				r.Password, r.Caller = secret, nil
				delete(change, p.Password)
			}
		}
	}
	return !refused.Load() && wantAllKept(t, f, r, changes) && wantDistinctDates(t, f, dates)
}

// changesOf are changes of one member each, to values that a record has not.
func changesOf(t *engine.Trial, f *engine.Family, r *engine.Record, members []string) []map[string]any {
	changes := make([]map[string]any, len(members))
	for i, path := range members {
		changes[i] = map[string]any{}
		jsonvalue.SetAt(changes[i], path, engine.Another(engine.ChangeSchema(f.Update).At(path), t.Mark(), jsonvalue.ValueAt(r.State, path)))
	}
	return changes
}

// rotated begins with another change in each round: who comes late meets nobody.
func rotated(changes []map[string]any, round int) []map[string]any {
	n := round % len(changes)
	return append(changes[n:len(changes):len(changes)], changes[:n]...)
}

// specialChanges are changes of what means something to the server: what no two records
// share, a password, roles. Who writes these in another way than texts loses texts.
func specialChanges(t *engine.Trial, f *engine.Family) []map[string]any {
	var changes []map[string]any
	schema, p := engine.ChangeSchema(f.Update), t.Session.Contract.Principal
	for _, u := range f.Uniques() {
		if schema.At(u.Member) != nil {
			changes = append(changes, uniqueChange(t, f.Update, u))
		}
	}
	if f.People() && schema.Member(p.Password) != nil {
		changes = append(changes, map[string]any{p.Password: t.Session.NewPassword()})
	}
	if f.People() && schema.Member(p.Roles) != nil && t.Session.CanMakeRoles() {
		changes = append(changes, map[string]any{p.Roles: t.RoleIDs(t.Role())})
	}
	return changes
}

// wantAllKept wants every change in the record as it is read after.
func wantAllKept(t *engine.Trial, f *engine.Family, r *engine.Record, changes []map[string]any) bool {
	all := map[string]any{}
	for _, change := range changes {
		all = engine.Merged(all, change)
	}
	now, x := t.ReadRecord(f, r.ID)
	return now != nil && t.WantChanged(x, "every change that raced", f.Resource, r.State, all, now)
}

// raceOfOperations changes members through the update and through another
// operation at once, each member through both in the course of the rounds.
func raceOfOperations(t *engine.Trial, f *engine.Family, op *spec.Operation, members []string, round int) bool {
	a := t.Attempt(op, map[string]any{})
	defer t.Release()
	r := a.Record()
	changes := changesOf(t, f, r, members)
	if p := t.Session.Contract.Principal; round%3 == 0 && f.People() && engine.ChangeSchema(op).Member(p.Roles) != nil && t.Session.CanMakeRoles() {
		changes = append([]map[string]any{{p.Roles: t.RoleIDs(t.Role())}}, changes...)
	}
	changes = rotated(changes, round)
	var refused atomic.Bool
	dates := make([]string, len(changes))
	t.Each(len(changes), func(i int) {
		use, as := f.Update, t.Bootstrap()
		if i%2 == 0 {
			use, as = op, a.Caller
		}
		x := t.Send(use, as, t.ChangeOptions(use, changes[i], r)...)
		if !t.Want(x, "a change that races", 200) {
			refused.Store(true)
			return
		}
		one := x.Record()
		if many, _ := x.Records(); len(many) > 0 {
			one = many[0]
		}
		dates[i], _ = one[f.Resource.Modified].(string)
	})
	return !refused.Load() && wantAllKept(t, f, r, changes) && wantDistinctDates(t, f, dates)
}

// neverTorn writes the same text to several members over and over, while others
// read for as long as it writes, and wants no read to see two texts.
func neverTorn(t *engine.Trial, f *engine.Family, members []string) {
	r := t.Acquire(f)
	both := func(text string) map[string]any {
		change := map[string]any{}
		for _, member := range members {
			jsonvalue.SetAt(change, member, text)
		}
		return change
	}
	t.Set(f, r, both(t.Mark()))
	var written atomic.Bool
	t.Each(4, func(i int) {
		if i == 0 {
			defer written.Store(true)
			for range 2 * rounds {
				t.Want(t.Send(f.Update, t.Bootstrap(), wire.Key(r.ID), wire.Body(both(t.Mark()+strings.Repeat("x", 40)))), "a change", 200)
			}
			return
		}
		for !written.Load() {
			x := t.Send(f.Read, t.Bootstrap(), wire.Key(r.ID))
			one := x.Record()
			for _, member := range members[1:] {
				if one != nil && !engine.Equal(jsonvalue.ValueAt(one, members[0]), jsonvalue.ValueAt(one, member)) {
					t.Fail(x, "all members of one change", "some of them")
					return
				}
			}
		}
	})
}
