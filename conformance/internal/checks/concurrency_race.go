package checks

import (
	"fmt"
	"slices"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

const (
	racers = 8
	rounds = 6 // of a race that a wrong server wins by luck
)

// races are the checks of requests that arrive at the same time.
func (b *builder) races() {
	for _, f := range b.families {
		for _, u := range f.Uniques() {
			if f.Create != nil && f.Create.Body.Schema.At(u.Member) != nil {
				b.add(engine.Check{
					Topic: engine.Concurrency, Rule: "OP-6", Operation: f.Create, Name: "race/" + u.Member,
					Writes: true, Needs: engine.Needs{Makes: b.users(f.Create, rounds)},
					Title: "of creates that race for one " + u.Member + " one is 201 and all others are 409",
					Run: func(t *engine.Trial) {
						for range rounds {
							if !raceToCreate(t, f, u) {
								return
							}
						}
					},
				})
			}
			if f.Update != nil && f.Update.Body.Schema.At(u.Member) != nil {
				b.add(engine.Check{
					Topic: engine.Concurrency, Rule: "OP-6", Operation: f.Update, Name: "race/" + u.Member,
					Writes: true,
					Title:  "of changes that race for one " + u.Member + " one is 200 and all others are 409",
					Run: func(t *engine.Trial) {
						raceToChange(t, f, u)
					},
				})
			}
		}
		if f.Update == nil {
			continue
		}
		members := engine.Leaves(engine.ChangeSchema(f.Update), func(path string) bool {
			return !f.Distinct(path) && f.Resource.ReferenceAt(path) == nil && !f.Resource.Stamped(path)
		})
		if len(members) > 1 {
			b.add(engine.Check{
				Topic: engine.Concurrency, Rule: "OP-11", Operation: f.Update, Name: "members",
				Writes: true, Watch: engine.Watch{Stale: true},
				Title: "changes of different members that race all hold",
				Run: func(t *engine.Trial) {
					for round := range rounds {
						if !raceOfMembers(t, f, members, round) {
							return
						}
					}
				},
			})
		}
		for _, op := range []*spec.Operation{f.SelfUpdate, f.UpdateMany} {
			if op == nil {
				continue
			}
			shared := engine.Leaves(engine.ChangeSchema(op), func(path string) bool { return slices.Contains(members, path) })
			if len(shared) < 2 {
				continue
			}
			var features []string
			if op.Action.Self {
				features = b.loginFeatures()
			}
			b.add(engine.Check{
				Topic: engine.Concurrency, Rule: "OP-11", Operation: op, Name: "members",
				Writes: true, Needs: engine.Needs{Features: features}, Watch: engine.Watch{Stale: true},
				Title: "changes of different members by different operations that race all hold",
				Run: func(t *engine.Trial) {
					for round := range rounds {
						if !raceOfOperations(t, f, op, shared, round) {
							return
						}
					}
				},
			})
		}
		if pair := engine.Leaves(engine.ChangeSchema(f.Update), readable(f)); len(pair) > 1 && f.Read != nil {
			b.add(engine.Check{
				Topic: engine.Concurrency, Rule: b.changeRule(f, f.Update), Operation: f.Update, Name: "torn",
				Writes: true,
				Title:  "a read during changes never shows half of one",
				Run:    func(t *engine.Trial) { neverTorn(t, f, pair) },
			})
		}
	}
}

// readable fits texts that mean nothing to the server.
func readable(f *engine.Family) func(string) bool {
	return func(path string) bool {
		schema := engine.ChangeSchema(f.Update).At(path)
		return !f.Special(path) && schema.Type() == "string" && schema.Valid(engine.AnyText)
	}
}

// raceToCreate sends creates with one value, written in several ways, to every
// version at once.
func raceToCreate(t *engine.Trial, f *engine.Family, u spec.Unique) bool {
	value := freeText(t, f.Create, u)
	written := variants(u, value)
	replies := make([]*wire.Exchange, racers)
	t.Each(racers, func(i int) {
		change := map[string]any{}
		jsonvalue.SetAt(change, u.Member, written[i%len(written)])
		replies[i] = t.Attempt(f.Create, change).Send(t.Bootstrap())
	})
	return wantOneWinner(t, replies, 201, u) && wantListedOnce(t, f, u, value)
}

// freeText is a value of a unique member that nobody has. A check for which none is found
// that is a text does not apply.
func freeText(t *engine.Trial, op *spec.Operation, u spec.Unique) string {
	value, _ := jsonvalue.ValueAt(uniqueChange(t, op, u), u.Member).(string)
	if value == "" {
		panic(engine.NotApplicable("no text is found for " + u.Member + " that nobody has"))
	}
	return value
}

// wantOneWinner wants the status of success once and 409 else.
func wantOneWinner(t *engine.Trial, replies []*wire.Exchange, success int, u spec.Unique) bool {
	wins, ok := 0, true
	for _, x := range replies {
		if x.Success() {
			wins++
			ok = t.Want(x, "a "+u.Member+" that nobody has", success) && ok
		} else {
			ok = t.Want(x, "a "+u.Member+" that another got first", 409) && ok
		}
	}
	if wins != 1 {
		t.Fail(replies[0], "one that gets the "+u.Member, fmt.Sprint(wins))
	}
	return ok && wins == 1
}

func wantListedOnce(t *engine.Trial, f *engine.Family, u spec.Unique, value string) bool {
	parameter, member := f.Finder()
	if member != u.Member || u.IgnoreCase && !parameter.Filter.IgnoreCase || !t.Session.Declares(f.List.Features) || !t.Session.Declares(parameter.Features) {
		return true
	}
	x := t.Send(f.List, t.Bootstrap(), wire.Query(parameter.Name, value))
	if found, _ := x.Records(); x.Success() && len(found) != 1 {
		t.Fail(x, "one record with the "+u.Member, fmt.Sprint(len(found)))
		return false
	}
	return true
}

// raceToChange has different records change to one value, over and over.
func raceToChange(t *engine.Trial, f *engine.Family, u spec.Unique) {
	records := make([]*engine.Record, engine.MaxAcquired)
	for i := range records {
		records[i] = t.Acquire(f)
	}
	for range rounds {
		if !raceTo(t, f, u, records) {
			return
		}
	}
}

func raceTo(t *engine.Trial, f *engine.Family, u spec.Unique, records []*engine.Record) bool {
	value := freeText(t, f.Update, u)
	written := variants(u, value)
	replies := make([]*wire.Exchange, len(records))
	t.Each(len(records), func(i int) {
		change := map[string]any{}
		jsonvalue.SetAt(change, u.Member, written[i%len(written)])
		replies[i] = t.Send(f.Update, t.Bootstrap(), wire.Key(records[i].ID), wire.Body(change))
	})
	return wantOneWinner(t, replies, 200, u) && wantListedOnce(t, f, u, value)
}

// wantDistinctDates wants no two changes of one record at the same date: each is
// later than the one before.
func wantDistinctDates(t *engine.Trial, f *engine.Family, dates []string) bool {
	if f.Resource.Modified == "" || dates[0] == "" {
		return true
	}
	slices.Sort(dates)
	if len(slices.Compact(slices.Clone(dates))) != len(dates) {
		t.Fail(nil, f.Resource.Modified+" later with each change that raced", "two changes at one date")
		return false
	}
	return true
}
