package checks

import (
	"slices"
	"strings"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// oddText is what careless servers cut, escape, or write in too small an
// alphabet.
const oddText = ` é Ñ ß 漢字 😀 <b>&amp;</b> "it's" ’ \n %41 {} `

// characters are the checks that every writer of a text keeps it as it was sent.
func (b *builder) characters() {
	for _, f := range b.families {
		for _, op := range append(f.Changers(), f.Create) {
			if op == nil || !slices.ContainsFunc(f.Texts(engine.ChangeSchema(op)), func(path string) bool {
				return engine.Fitted(engine.ChangeSchema(op).At(path), oddly(engine.AnyMark)) != ""
			}) {
				continue
			}
			b.add(engine.Check{
				Topic: engine.State, Rule: b.createOrChange(f, op), Operation: op, Name: "letters",
				Writes: true, Level: spec.SHOULD, Needs: engine.Needs{Makes: b.users(op, 1)},
				Title: "a text is kept as it was sent, whatever the letters in it, or none",
				Run: func(t *engine.Trial) {
					text := oddly(t.Mark())
					change := map[string]any{}
					for _, path := range f.Texts(engine.ChangeSchema(op)) {
						if fit := engine.Fitted(engine.ChangeSchema(op).At(path), text); fit != "" {
							jsonvalue.SetAt(change, path, fit)
						}
					}
					a := t.Attempt(op, change)
					a.RequireFit()
					x := a.Send(a.Caller)
					if !t.Want(x, "texts with letters of all kinds", op.Success().Status) {
						return
					}
					if op != f.Create {
						wantChanged(t, a, x, change)
						if change = f.Emptied(engine.ChangeSchema(op)); len(change) > 0 {
							a.ReplaceChange(change)
							if x = a.Send(a.Caller); t.Want(x, "texts that may be empty", 200) {
								wantChanged(t, a, x, change)
							}
						}
						return
					}
					t.WantShown(x, op.Body.Schema, a.Body, x.Record())
					id := engine.IDOf(f.Resource, x.Record())
					if now, again := t.Reread(f, &engine.Record{ID: id, State: x.Record()}); now != nil {
						t.WantSame(again, "the record that was made", f.Resource.Schema, x.Record(), now)
					}
				},
			})
		}
	}
}

// oddly is a long text with characters of all kinds.
func oddly(mark string) string { return mark + oddText + strings.Repeat("x", 80) + "." }
