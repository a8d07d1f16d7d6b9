package conformance

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/cotalker/rolecall/spec"
)

// oddText is what careless servers cut, escape, or write in too small an
// alphabet.
const oddText = ` é Ñ ß 漢字 😀 <b>&amp;</b> "it's" \n %41 {} `

// letters are the checks that every writer of a text keeps it as it was sent.
func (b *builder) letters() {
	for _, f := range b.families {
		for _, op := range append(f.changers(), f.create) {
			if op == nil || !slices.ContainsFunc(f.texts(changeSchema(op)), func(path string) bool { return fitted(changeSchema(op).At(path), oddly(anyMark)) != "" }) {
				continue
			}
			b.add(Check{
				Topic: State, Rule: b.createOrChange(f, op), Operation: op, Name: "letters",
				Writes: true, Level: spec.SHOULD, Users: b.users(op, 1),
				Title: "a text is kept as it was sent, whatever the letters in it, or none",
				Run: func(t *Trial) {
					text := oddly(t.mark())
					change := map[string]any{}
					for _, path := range f.texts(changeSchema(op)) {
						if fit := fitted(changeSchema(op).At(path), text); fit != "" {
							setAt(change, path, fit)
						}
					}
					a := t.attempt(op, change)
					x := a.ask(a.as)
					if !t.want(x, "texts with letters of all kinds", op.Success().Status) {
						return
					}
					if op != f.create {
						t.changed(a, x, change)
						if change = f.emptied(changeSchema(op)); len(change) > 0 {
							a.replace(change)
							if x = a.ask(a.as); t.want(x, "texts that may be empty", 200) {
								t.changed(a, x, change)
							}
						}
						return
					}
					t.shows(x, op.Body.Schema, a.sent, x.one())
					id := idOf(f.resource, x.one())
					if now, again := t.look(f, &record{id: id, state: x.one()}); now != nil {
						t.same(again, "the record that was made", f.resource.Schema, x.one(), now)
					}
				},
			})
		}
	}
}

// oddly is a long text with letters of all kinds.
func oddly(mark string) string { return mark + oddText + strings.Repeat("x", 80) + "." }

// fitted is as much of a text as a schema takes, "" where it takes none that
// begins so.
func fitted(s *spec.Schema, text string) string {
	if most, is := s.Node.Get("maxLength").Value().(int); is && most < utf8.RuneCountInString(text) {
		text = strings.TrimRight(string([]rune(text)[:most]), " ")
	}
	if !s.Valid(text) {
		return ""
	}
	return text
}

// texts are the texts of a body that mean nothing to the server, dotted.
func (f *family) texts(s *spec.Schema) []string {
	return leaves(s, "", func(path string) bool { return s.At(path).Type() == "string" && !f.special(path) })
}

// free are the texts of a body that may be anything, dotted, and that a value
// fits.
func (f *family) free(s *spec.Schema, text string) []string {
	return leaves(s, "", func(path string) bool {
		return s.At(path).Type() == "string" && !f.special(path) && s.At(path).Valid(text)
	})
}

// emptied is a change of all texts of people that may be empty; of others it is
// not said that they may.
func (f *family) emptied(s *spec.Schema) map[string]any {
	change := map[string]any{}
	if f.people() {
		for _, path := range f.free(s, "") {
			setAt(change, path, "")
		}
	}
	return change
}
