package checks

import (
	"slices"
	"sync/atomic"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/internal/jsonvalue"
)

// crossings are the checks of changes of many records that meet: a server that
// locks one after the other in the order in which they are named waits for
// itself.
func (b *builder) crossings() {
	for _, f := range b.families {
		op := f.UpdateMany
		if op == nil || op.Body == nil || f.Read == nil {
			continue
		}
		members := engine.Leaves(engine.ChangeSchema(op), f.ReadableIn(op))
		if len(members) < 2 {
			continue
		}
		b.add(engine.Check{
			Topic: engine.Concurrency, Rule: "GEN-4", Operation: op, Name: "crossing",
			Writes: true,
			Title:  "changes of the same records in opposite order that race are all made, and whole",
			Run: func(t *engine.Trial) {
				for range rounds / 2 {
					if !raceCrosswise(t, f, members[:2]) {
						return
					}
				}
			},
		})
	}
}

// raceCrosswise changes one member of some records forwards and another backwards, at
// once and several times over, and wants both to hold.
func raceCrosswise(t *engine.Trial, f *engine.Family, members []string) bool {
	defer t.Release()
	records := make([]*engine.Record, engine.MaxAcquired)
	for i := range records {
		records[i] = t.Acquire(f)
	}
	backwards := slices.Clone(records)
	slices.Reverse(backwards)
	changes := make([]map[string]any, len(members))
	for i, path := range members {
		changes[i] = map[string]any{}
		jsonvalue.SetAt(changes[i], path, t.Mark())
	}
	var refused atomic.Bool
	t.Each(racers, func(i int) {
		order := records
		if i%2 == 1 {
			order = backwards
		}
		x := t.Send(f.UpdateMany, t.Bootstrap(), t.ChangeOptions(f.UpdateMany, changes[i%2], order...)...)
		if !t.Want(x, "a change of many that meets another", 200) {
			refused.Store(true)
		}
	})
	if refused.Load() {
		return false
	}
	for _, r := range records {
		if !wantAllKept(t, f, r, changes) {
			return false
		}
	}
	return true
}
