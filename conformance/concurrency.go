package conformance

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/cotalker/rolecall/spec"
)

const (
	racers = 8
	rounds = 6 // of a race that a wrong server wins by luck
)

// concurrency are the checks of requests that arrive at the same time.
func (b *builder) concurrency() {
	for _, f := range b.families {
		for _, u := range f.resource.Unique {
			if f.create != nil && f.create.Body.Schema.At(u.Member) != nil {
				b.add(Check{
					Topic: Concurrency, Rule: "OP-6", Operation: f.create, Name: "race/" + u.Member,
					Writes: true, Users: b.users(f.create, rounds),
					Title: "of creates that race for one " + u.Member + " one is 201 and all others are 409",
					Run: func(t *Trial) {
						for range rounds {
							if !t.raceToCreate(f, u) {
								return
							}
						}
					},
				})
			}
			if f.update != nil && f.update.Body.Schema.At(u.Member) != nil {
				b.add(Check{
					Topic: Concurrency, Rule: "OP-6", Operation: f.update, Name: "race/" + u.Member,
					Writes: true,
					Title:  "of changes that race for one " + u.Member + " one is 200 and all others are 409",
					Run: func(t *Trial) {
						t.raceToChange(f, u)
					},
				})
			}
		}
		if f.update == nil {
			continue
		}
		members := leaves(changeSchema(f.update), "", func(path string) bool { return !f.distinct(path) && f.resource.ReferenceAt(path) == nil })
		if len(members) > 1 {
			b.add(Check{
				Topic: Concurrency, Rule: "OP-11", Operation: f.update, Name: "members",
				Writes: true,
				Title:  "changes of different members that race all hold",
				Run: func(t *Trial) {
					for range rounds {
						if !t.raceOfMembers(f, members) {
							return
						}
					}
				},
			})
		}
		for _, op := range []*spec.Operation{f.selfUpdate, f.updateMany} {
			if op == nil {
				continue
			}
			shared := leaves(changeSchema(op), "", func(path string) bool { return slices.Contains(members, path) })
			if len(shared) < 2 {
				continue
			}
			var features []string
			if op.Action.Self {
				features = b.loginFeatures()
			}
			b.add(Check{
				Topic: Concurrency, Rule: "OP-11", Operation: op, Name: "members",
				Writes: true, Features: features,
				Title: "changes of different members by different operations that race all hold",
				Run: func(t *Trial) {
					for range rounds {
						if !t.raceOfOperations(f, op, shared) {
							return
						}
					}
				},
			})
		}
		if pair := leaves(changeSchema(f.update), "", f.readable(b)); len(pair) > 1 && f.read != nil {
			b.add(Check{
				Topic: Concurrency, Rule: b.changeRule(f, f.update), Operation: f.update, Name: "torn",
				Writes: true,
				Title:  "a read during changes never shows half of one",
				Run:    func(t *Trial) { t.neverTorn(f, pair) },
			})
		}
	}
}

// leaves are the members of a change, down to those that hold no others;
// dotted, texts and truth values alone.
func leaves(s *spec.Schema, prefix string, fits func(string) bool, around ...*spec.Schema) []string {
	var out []string
	if slices.Contains(around, s) {
		return nil // it holds itself
	}
	around = append(around[:len(around):len(around)], s)
	for _, m := range s.Members() {
		path := prefix + m.Name
		switch m.Schema.Type() {
		case "object":
			out = append(out, leaves(m.Schema, path+".", fits, around...)...)
		case "string", "boolean":
			if fits(path) && !m.WriteOnly {
				out = append(out, path)
			}
		}
	}
	return out
}

// readable fits texts that mean nothing to the server.
func (f *family) readable(b *builder) func(string) bool {
	return func(path string) bool {
		schema := changeSchema(f.update).At(path)
		return !f.special(path) && schema.Type() == "string" && schema.Valid(anyText)
	}
}

// raceToCreate sends creates with one value, written in several ways, to every
// version at once.
func (t *Trial) raceToCreate(f *family, u spec.Unique) bool {
	value, _ := sample(f.create.Body.Schema.At(u.Member), t.mark(), false).(string)
	written := variants(u, value)
	replies := make([]*Exchange, racers)
	t.each(racers, func(i int) {
		change := map[string]any{}
		setAt(change, u.Member, written[i%len(written)])
		replies[i] = t.attempt(f.create, change).ask(t.bootstrap())
	})
	return t.oneWins(replies, 201, u) && t.listedOnce(f, u, value)
}

// oneWins wants the status of success once and 409 else.
func (t *Trial) oneWins(replies []*Exchange, success int, u spec.Unique) bool {
	wins, ok := 0, true
	for _, x := range replies {
		if x.Status == success {
			wins++
		} else {
			ok = t.want(x, "a "+u.Member+" that another got first", 409) && ok
		}
	}
	if wins != 1 {
		t.fail(replies[0], "one that gets the "+u.Member, fmt.Sprint(wins))
	}
	return ok && wins == 1
}

func (t *Trial) listedOnce(f *family, u spec.Unique, value string) bool {
	parameter, member := f.finder()
	if member != u.Member || !t.session.declares(f.list.Features) || !t.session.declares(parameter.Features) {
		return true
	}
	x := t.ask(f.list, t.bootstrap(), query(parameter.Name, value))
	if found, _ := x.many(); x.success() && len(found) != 1 {
		t.fail(x, "one record with the "+u.Member, fmt.Sprint(len(found)))
		return false
	}
	return true
}

// raceToChange has different records change to one value, over and over.
func (t *Trial) raceToChange(f *family, u spec.Unique) {
	records := make([]*record, mostBorrowed)
	for i := range records {
		records[i] = t.borrow(f)
	}
	for range rounds {
		if !t.raceTo(f, u, records) {
			return
		}
	}
}

func (t *Trial) raceTo(f *family, u spec.Unique, records []*record) bool {
	value, _ := sample(f.update.Body.Schema.At(u.Member), t.mark(), false).(string)
	written := variants(u, value)
	replies := make([]*Exchange, len(records))
	t.each(len(records), func(i int) {
		change := map[string]any{}
		setAt(change, u.Member, written[i%len(written)])
		replies[i] = t.ask(f.update, t.bootstrap(), key(records[i].id), body(change))
	})
	return t.oneWins(replies, 200, u) && t.listedOnce(f, u, value)
}

// raceOfMembers changes each member in a request of its own, all at once, and
// wants all of them to hold.
func (t *Trial) raceOfMembers(f *family, members []string) bool {
	r := t.borrow(f)
	defer t.handBack()
	changes := make([]map[string]any, len(members))
	for i, path := range members {
		changes[i] = map[string]any{}
		setAt(changes[i], path, another(changeSchema(f.update).At(path), t.mark(), valueAt(r.state, path)))
	}
	var refused atomic.Bool
	dates := make([]string, len(members))
	t.each(len(members), func(i int) {
		x := t.ask(f.update, t.bootstrap(), key(r.id), body(changes[i]))
		if !t.want(x, "a change that races", 200) {
			refused.Store(true)
		}
		dates[i], _ = x.one()[f.resource.Modified].(string)
	})
	return !refused.Load() && t.allHold(f, r, changes) && t.distinctDates(f, dates)
}

// allHold wants every change in the record as it is read after.
func (t *Trial) allHold(f *family, r *record, changes []map[string]any) bool {
	want := r.state
	for _, change := range changes {
		want = merged(want, change)
	}
	now, x := t.read(f, r.id)
	return now != nil && t.same(x, "every change that raced", f.resource.Schema, want, now, f.resource.Modified)
}

// distinctDates wants no two changes of one record at the same date: each is
// later than the one before.
func (t *Trial) distinctDates(f *family, dates []string) bool {
	if f.resource.Modified == "" || dates[0] == "" {
		return true
	}
	slices.Sort(dates)
	if len(slices.Compact(slices.Clone(dates))) != len(dates) {
		t.fail(nil, f.resource.Modified+" later with each change that raced", "two changes at one date")
		return false
	}
	return true
}

// raceOfOperations changes members through the update and through another
// operation at once.
func (t *Trial) raceOfOperations(f *family, op *spec.Operation, members []string) bool {
	a := t.attempt(op, map[string]any{})
	defer t.handBack()
	r := a.record()
	changes := make([]map[string]any, len(members))
	for i, path := range members {
		changes[i] = map[string]any{}
		setAt(changes[i], path, another(changeSchema(f.update).At(path), t.mark(), valueAt(r.state, path)))
	}
	var refused atomic.Bool
	dates := make([]string, len(members))
	t.each(len(members), func(i int) {
		use, as := f.update, t.bootstrap()
		if i%2 == 0 {
			use, as = op, a.as
		}
		x := t.ask(use, as, t.changing(use, changes[i], r)...)
		if !t.want(x, "a change that races", 200) {
			refused.Store(true)
			return
		}
		one := x.one()
		if many, _ := x.many(); len(many) > 0 {
			one = many[0]
		}
		dates[i], _ = one[f.resource.Modified].(string)
	})
	return !refused.Load() && t.allHold(f, r, changes) && t.distinctDates(f, dates)
}

// neverTorn writes the same text to several members over and over, while others
// read for as long as it writes, and wants no read to see two texts.
func (t *Trial) neverTorn(f *family, members []string) {
	r := t.borrow(f)
	both := func(text string) map[string]any {
		change := map[string]any{}
		for _, member := range members {
			setAt(change, member, text)
		}
		return change
	}
	t.set(f, r, both(t.mark()))
	var written atomic.Bool
	t.each(4, func(i int) {
		if i == 0 {
			defer written.Store(true)
			for range 2 * rounds {
				t.want(t.ask(f.update, t.bootstrap(), key(r.id), body(both(t.mark()+strings.Repeat("x", 40)))), "a change", 200)
			}
			return
		}
		for !written.Load() {
			x := t.ask(f.read, t.bootstrap(), key(r.id))
			one := x.one()
			for _, member := range members[1:] {
				if one != nil && !equal(valueAt(one, members[0]), valueAt(one, member)) {
					t.fail(x, "all members of one change", "some of them")
					return
				}
			}
		}
	})
}
