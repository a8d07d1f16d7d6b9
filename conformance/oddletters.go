package conformance

import (
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/cotalker/rolecall/spec"
)

// oddLetters are letters that no person types and that JSON and URLs can carry
// all the same, as JSON and as a query write them.
var oddLetters = []struct{ what, json, query string }{
	{"a NUL", `\u0000`, "%00"},
	{"a lone surrogate", `\ud800`, "%ED%A0%80"},
	{"surrogates the wrong way round", `\udc00\ud800`, "%ED%B0%80%ED%A0%80"},
	{"no UTF-8", `\uffff`, "%FF%FE"},
	{"control letters", `\u0001\u001b\u007f`, "%01%1B%7F"},
}

// brokenLetters are the checks that no letter breaks a server: what is not kept
// is refused.
func (b *builder) brokenLetters() {
	for _, op := range b.contract.Operations {
		switch {
		case op.Action.Kind == spec.Login && b.contract.Principal != nil:
			p := b.contract.Principal
			b.add(Check{
				Topic: Bodies, Rule: "GEN-4", Operation: op, Name: "letters",
				Writes: true,
				Title:  "no letter in login or password is a 5xx",
				Run: func(t *Trial) {
					a := t.attempt(op, nil)
					for _, odd := range oddLetters {
						for _, path := range []string{p.Login, p.Password} {
							t.unbroken(t.ask(op, nil, raw(a.with(path, odd.json))), odd.what+" in "+path)
						}
					}
				},
			})
		case op.Action.Resource == nil:
		case op.Action.Kind == spec.List:
			b.add(Check{
				Topic: Queries, Rule: "GEN-4", Operation: op, Name: "letters",
				Title: "no letter in a query is a 5xx",
				Run: func(t *Trial) {
					for _, p := range op.Query {
						if !t.session.declares(p.Features) || p.Filter.Kind != spec.Substring && p != op.Query[0] {
							continue
						}
						for _, odd := range oddLetters {
							t.unbroken(t.ask(op, t.bootstrap(), func(r *request) { r.query = url.QueryEscape(p.Name) + "=a" + odd.query + "b" }), odd.what+" in "+p.Name)
						}
					}
				},
			})
		case op.Body != nil:
			f := b.familyOf(op)
			paths := f.free(changeSchema(op), anyText)
			if len(paths) == 0 {
				continue
			}
			b.add(Check{
				Topic: Bodies, Rule: "GEN-4", Operation: op, Name: "letters",
				Writes: true, Users: b.users(op, mostOdd),
				Title: "no letter in a text is a 5xx: it is kept or refused",
				Run: func(t *Trial) {
					a := t.attempt(op, nil)
					for i, odd := range oddLetters {
						if op == f.create && i > 0 {
							if i == mostOdd {
								return
							}
							a = t.attempt(op, nil) // one of its own
						}
						t.keptOrRefused(a, paths[i%len(paths)], odd.what, odd.json)
					}
				},
			})
		}
	}
}

// mostOdd is with how many of the odd letters something is made.
const mostOdd = 2

// keptOrRefused sends a text with odd letters. What comes back, where anything
// does, is the same text; of halves of a letter nothing can be said.
func (t *Trial) keptOrRefused(a *attempt, path, what, letters string) {
	text := a.with(path, letters)
	x := a.ask(a.as, raw(text))
	t.unbroken(x, what+" in a text")
	v, err := spec.DecodeJSON([]byte(text))
	sent, _ := v.(map[string]any)
	if a.op.Action.Kind == spec.UpdateMany {
		sent, _ = sent[a.op.Action.Changes].(map[string]any)
	}
	want, _ := valueAt(sent, path).(string)
	if err != nil || !x.success() || strings.ContainsRune(want, utf8.RuneError) {
		return
	}
	for _, record := range a.replied(x) {
		if valueAt(record, path) != want {
			t.fail(x, what+" in "+path+" kept or refused", "another text")
		}
	}
}

// with is the text of the attempt's body with letters put into a text of it.
func (a *attempt) with(path, letters string) string {
	const place = "rolecall.letters"
	sent, _ := clone(a.sent).(map[string]any)
	change := sent
	if a.op.Action.Kind == spec.UpdateMany {
		change, _ = sent[a.op.Action.Changes].(map[string]any)
	}
	text, _ := valueAt(change, path).(string)
	setAt(change, path, text+place)
	return strings.Replace(string(spec.AppendJSON(nil, sent, nil)), place, letters, 1)
}

// unbroken wants anything but a 5xx.
func (t *Trial) unbroken(x *Exchange, what string) {
	if x.Status >= 500 {
		t.fail(x, "no 5xx for "+what, x.describe())
	}
}
