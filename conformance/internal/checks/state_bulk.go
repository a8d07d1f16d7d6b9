package checks

import (
	"fmt"
	"slices"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/spec"
)

// bulk are the checks of changes of many at once.
func (b *builder) bulk() {
	for _, f := range b.families {
		op := f.UpdateMany
		if op == nil {
			continue
		}

		b.add(engine.Check{
			Topic: engine.State, Rule: "OP-8", Operation: op, Name: "order",
			Writes: true, Needs: engine.Needs{Makes: b.users(f.Create, max(f.ManyAtOnce()-engine.MaxAcquired, 1))},
			Title: "the records come in the order of the ids, each as it now is",
			Run: func(t *engine.Trial) {
				t.Require(f, "makes", f.Create)
				made := t.KnownRecord(t.SetUp(t.Send(f.Create, t.Bootstrap(), wire.Body(t.Refer(f.Resource, t.Session.NewBody(f)))))) // one with nothing set that need not be
				id := engine.IDOf(f.Resource, made)
				records := []*engine.Record{{ID: id, State: made}}
				for len(records) < f.ManyAtOnce() {
					records = append(records, t.Acquire(f))
				}
				slices.SortFunc(records, func(x, y *engine.Record) int { return -compareIDs(x.ID, y.ID) })
				for range 2 {
					change := t.HarmlessChange(f, op)
					x := t.Send(op, t.Bootstrap(), t.ChangeOptions(op, change, records...)...)
					found, ok := x.Records()
					if !t.Want(x, "a change of many", 200) {
						return
					}
					if !ok || len(found) != len(records) {
						t.Fail(x, "a record for each id", engine.Short(len(found)))
						return
					}
					for i, r := range records {
						if engine.IDOf(f.Resource, found[i]) != r.ID {
							t.Fail(x, "the records in the order of the ids", "another order")
							return
						}
						if r.ID == id {
							t.WantChanged(x, "the change, and all else as it was", f.Resource, made, change, found[i])
						}
					}
					records = append(records[1:], records[0])
				}
				if len(records) < f.ManyIDs() { // who writes them in batches must not begin
					last := records[0]
					before, _ := t.ReadRecord(f, last.ID)
					ghost := &engine.Record{ID: engine.UnknownID(f.Resource, last.ID)}
					t.Want(t.Send(op, t.Bootstrap(), t.ChangeOptions(op, t.HarmlessChange(f, op), append(records[:len(records):len(records)], ghost)...)...), "an unknown id behind those of many", 404)
					t.WantUnchanged(f, last.WithState(before))
				}
			},
		})
		b.add(engine.Check{
			Topic: engine.State, Rule: "OP-8", Operation: op, Name: "unknown-id",
			Writes: true,
			Title:  "one unknown id is 404 and no record changes",
			Run: func(t *engine.Trial) {
				one, two := t.Acquire(f), t.Acquire(f)
				ghost := &engine.Record{ID: engine.UnknownID(f.Resource, one.ID)}
				many := []*engine.Record{one, two, t.Acquire(f), t.Acquire(f), ghost}
				change := t.HarmlessChange(f, op)
				for i, records := range [][]*engine.Record{{ghost, one, two}, {one, ghost, two}, {one, two, ghost}, {ghost}, many} {
					if len(records) > f.ManyIDs() {
						continue
					}
					if i%2 == 0 && t.Session.CanMakeRoles() { // roles may be written in a way of their own
						if full := b.everyMember(t, op); engine.ChangeSchema(op).Valid(full) {
							change = full
						}
					}
					t.Want(t.Send(op, t.Bootstrap(), t.ChangeOptions(op, change, records...)...), "one unknown id among those of many", 404)
				}
				t.WantUnchanged(f, one)
				t.WantUnchanged(f, two)
				if most := op.Body.Schema.Member(op.Action.IDs).Schema.Words().MaxItems; most >= 0 && most <= maxMade {
					ghosts := make([]*engine.Record, most) // as many as there may be: too many would be 400
					for i := range ghosts {
						ghosts[i] = &engine.Record{ID: engine.UnknownID(f.Resource, one.ID)}
					}
					t.Want(t.Send(op, t.Bootstrap(), t.ChangeOptions(op, t.HarmlessChange(f, op), ghosts...)...), fmt.Sprintf("%d unknown ids", most), 404)
				}
			},
		})
		b.add(engine.Check{
			Topic: engine.State, Rule: "OP-8", Operation: op, Name: "one",
			Writes: true,
			Title:  "one id is many enough",
			Run: func(t *engine.Trial) {
				a := t.Attempt(op, nil)
				a.Records = a.Records[:1]
				change := t.HarmlessChange(f, op)
				x := t.Send(op, a.Caller, t.ChangeOptions(op, change, a.Records...)...)
				if t.Want(x, "a change of one id", 200) {
					wantChanged(t, a, x, change)
				}
			},
		})
		b.add(engine.Check{
			Topic: engine.State, Rule: "OP-8", Operation: op, Name: "others",
			Writes: true,
			Title:  "who is not named is not changed",
			Run: func(t *engine.Trial) {
				other := t.Acquire(f)
				a := t.Attempt(op, nil)
				t.Want(a.Send(a.Caller), "a change of many", 200)
				t.WantUnchanged(f, other)
			},
		})
	}
}

// everyMember is a change of all that a change of many takes.
func (b *builder) everyMember(t *engine.Trial, op *spec.Operation) map[string]any {
	all := row{op: op, change: map[string]any{}}
	for m := range engine.Writable(engine.ChangeSchema(op)) {
		all.change[m.Name] = m.Schema
	}
	return b.fill(t, all)
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
