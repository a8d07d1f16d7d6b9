package conformance

import (
	"slices"
	"sync/atomic"

	"github.com/cotalker/rolecall/spec"
)

// crossings are the checks of changes of many records that meet: a server that
// locks one after the other in the order in which they are named waits for
// itself.
func (b *builder) crossings() {
	for _, f := range b.families {
		op := f.updateMany
		if op == nil || op.Body == nil || f.read == nil {
			continue
		}
		members := leaves(changeSchema(op), "", f.readableIn(op))
		if len(members) < 2 {
			continue
		}
		b.add(Check{
			Topic: Concurrency, Rule: "GEN-4", Operation: op, Name: "crossing",
			Writes: true,
			Title:  "changes of the same records in opposite order that race are all made, and whole",
			Run: func(t *Trial) {
				for range rounds / 2 {
					if !t.cross(f, members[:2]) {
						return
					}
				}
			},
		})
	}
}

// readableIn fits texts of an operation's change that mean nothing to the
// server.
func (f *family) readableIn(op *spec.Operation) func(string) bool {
	return func(path string) bool {
		schema := changeSchema(op).At(path)
		return !f.special(path) && schema.Type() == "string" && schema.Valid(anyText)
	}
}

// cross changes one member of some records forwards and another backwards, at
// once and several times over, and wants both to hold.
func (t *Trial) cross(f *family, members []string) bool {
	defer t.handBack()
	records := make([]*record, mostBorrowed)
	for i := range records {
		records[i] = t.borrow(f)
	}
	backwards := slices.Clone(records)
	slices.Reverse(backwards)
	changes := make([]map[string]any, len(members))
	for i, path := range members {
		changes[i] = map[string]any{}
		setAt(changes[i], path, t.mark())
	}
	var refused atomic.Bool
	t.each(racers, func(i int) {
		order := records
		if i%2 == 1 {
			order = backwards
		}
		x := t.ask(f.updateMany, t.bootstrap(), t.changing(f.updateMany, changes[i%2], order...)...)
		if !t.want(x, "a change of many that meets another", 200) {
			refused.Store(true)
		}
	})
	if refused.Load() {
		return false
	}
	for _, r := range records {
		if !t.allHold(f, r, changes) {
			return false
		}
	}
	return true
}
