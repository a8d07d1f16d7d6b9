package checks

import (
	"slices"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/internal/jsonvalue"
)

// plainWords are texts that careless servers take for what they look like: nothing, a
// truth value, a number.
var plainWords = []string{"0", "null", "false", "1e3"}

// words are the checks that every writer keeps a text which looks like another value.
func (b *builder) words() {
	for _, f := range b.families {
		for _, op := range append(f.Changers(), f.Create) {
			if op == nil {
				continue
			}
			paths := f.Texts(engine.ChangeSchema(op))
			paths = slices.DeleteFunc(paths, func(path string) bool {
				return slices.ContainsFunc(plainWords, func(word string) bool { return !engine.ChangeSchema(op).At(path).Valid(word) })
			})
			if len(paths) == 0 {
				continue
			}
			words := func(turn int) map[string]any {
				change := map[string]any{}
				for i, path := range paths {
					jsonvalue.SetAt(change, path, plainWords[(i+turn)%len(plainWords)])
				}
				return change
			}
			b.add(engine.Check{
				Topic: engine.State, Rule: b.createOrChange(f, op), Operation: op, Name: "words",
				Writes: true, Needs: engine.Needs{Makes: b.users(op, 1)},
				Title: "a text that looks like nothing, a truth value or a number is kept as the text that it is",
				Run: func(t *engine.Trial) {
					a := t.Attempt(op, words(0))
					a.RequireFit()
					for turn := range plainWords {
						change := words(turn)
						a.ReplaceChange(change)
						x := a.Send(a.Caller)
						if !t.Want(x, "texts that look like other values", op.Success().Status) {
							return
						}
						if op == f.Create {
							t.WantShown(x, op.Body.Schema, a.Body, x.Record())
							return // one is enough: each makes a record
						}
						wantChanged(t, a, x, change)
					}
				},
			})
		}
	}
}
