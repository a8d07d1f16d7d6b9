package checks

import (
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// oddCharacters are characters that no person types and that JSON and URLs can carry
// all the same, as JSON and as a query write them.
var oddCharacters = []struct{ what, json, query string }{
	{"a NUL", `\u0000`, "%00"},
	{"a lone surrogate", `\ud800`, "%ED%A0%80"},
	{"surrogates the wrong way round", `\udc00\ud800`, "%ED%B0%80%ED%A0%80"},
	{"no UTF-8", `\uffff`, "%FF%FE"},
	{"control letters", `\u0001\u001b\u007f`, "%01%1B%7F"},
}

// bodyCharacters are the checks that no character breaks a server: what is not kept
// is refused.
func (b *builder) bodyCharacters() {
	for _, op := range b.operations {
		switch {
		case op.Action.Kind == spec.Login && b.contract.Principal != nil:
			p := b.contract.Principal
			b.add(engine.Check{
				Topic: engine.Bodies, Rule: "GEN-4", Operation: op, Name: "letters",
				Writes: true,
				Title:  "no letter in login or password is a 5xx",
				Run: func(t *engine.Trial) {
					a := t.Attempt(op, nil)
					for _, odd := range oddCharacters {
						for _, path := range []string{p.Login, p.Password} {
							wantNoServerError(t, t.Send(op, nil, wire.Raw(a.BodyWithText(path, odd.json))), odd.what+" in "+path)
						}
					}
				},
			})
		case op.Action.Resource == nil:
		case op.Action.Kind == spec.List:
			b.add(engine.Check{
				Topic: engine.Queries, Rule: "GEN-4", Operation: op, Name: "letters",
				Title: "no letter in a query is a 5xx",
				Run: func(t *engine.Trial) {
					for _, p := range op.Query {
						if long := strings.Repeat("a", longText); p.Filter.Kind == spec.Substring && t.Session.Declares(p.Features) {
							wantNoServerError(t, t.Send(op, t.Bootstrap(), wire.Query(p.Name, long)), "a long text in "+p.Name)
						}
						if !t.Session.Declares(p.Features) || p.Filter.Kind != spec.Substring && p != op.Query[0] {
							continue
						}
						for _, odd := range oddCharacters {
							wantNoServerError(t, t.Send(op, t.Bootstrap(), func(r *wire.Request) { r.Query = url.QueryEscape(p.Name) + "=a" + odd.query + "b" }), odd.what+" in "+p.Name)
						}
					}
				},
			})
		case op.Body != nil:
			f := b.familyOf(op)
			paths := f.Free(engine.ChangeSchema(op), engine.AnyText)
			if len(paths) == 0 {
				continue
			}
			b.add(engine.Check{
				Topic: engine.Bodies, Rule: "GEN-4", Operation: op, Name: "letters",
				Writes: true, Needs: engine.Needs{Makes: b.users(op, maxOdd)},
				Title: "no letter in a text is a 5xx: it is kept or refused",
				Run: func(t *engine.Trial) {
					a := t.Attempt(op, nil)
					for i, odd := range oddCharacters {
						if op == f.Create && i > 0 {
							if i == maxOdd {
								return
							}
							a = t.Attempt(op, nil) // one of its own
						}
						wantKeptOrRefused(t, a, paths[i%len(paths)], odd.what, odd.json)
					}
				},
			})
		}
	}
}

// longText is how long a text is that few expect, and deepBody how deep a body: the
// parsers of some languages give up at a thousand by themselves.
const (
	longText = 2000
	deepBody = 200
)

// extremes are the checks that no size of what is sent breaks a server.
func (b *builder) extremes() {
	for _, op := range b.operations {
		if op.Body == nil || op.Action.Resource == nil || len(op.Body.Schema.Members()) == 0 {
			continue
		}
		b.add(engine.Check{
			Topic: engine.Bodies, Rule: "GEN-4", Operation: op, Name: "extremes",
			Writes: true, Needs: engine.Needs{Makes: b.users(op, 1)},
			Title: "no depth of a body, no number and no length of a text is a 5xx",
			Run: func(t *engine.Trial) {
				a := t.Attempt(op, nil)
				name := op.Body.Schema.Members()[0].Name
				for what, value := range map[string]string{
					"a deep body":   strings.Repeat("[", deepBody) + strings.Repeat("]", deepBody),
					"a deep object": strings.Repeat(`{"a":`, deepBody) + "1" + strings.Repeat("}", deepBody),
					"a huge number": "1e999",
				} {
					wantNoServerError(t, a.Send(a.Caller, wire.Raw(`{"`+name+`":`+value+"}")), what)
				}
				if op.Action.Kind == spec.Login {
					return
				}
				f := b.familyOf(op)
				for i, path := range f.Free(engine.ChangeSchema(op), engine.AnyText) {
					if op == f.Create && i > 0 {
						return // each would make one more
					}
					wantKeptOrRefused(t, a, path, "a long text", strings.Repeat("a", longText))
				}
			},
		})
	}
}

// maxOdd is with how many of the odd characters something is made.
const maxOdd = 2

// wantKeptOrRefused sends a text with odd characters. What comes back, where anything
// does, is the same text; of halves of a character nothing can be said.
func wantKeptOrRefused(t *engine.Trial, a *engine.Attempt, path, what, letters string) {
	text := a.BodyWithText(path, letters)
	x := a.Send(a.Caller, wire.Raw(text))
	wantNoServerError(t, x, what+" in a text")
	v, err := jsonvalue.Decode([]byte(text))
	sent, _ := v.(map[string]any)
	if a.Operation.Action.Kind == spec.UpdateMany {
		sent, _ = sent[a.Operation.Action.Changes].(map[string]any)
	}
	want, _ := jsonvalue.ValueAt(sent, path).(string)
	if err != nil || !x.Success() || strings.ContainsRune(want, utf8.RuneError) {
		return
	}
	for _, record := range a.RecordsIn(x) {
		if jsonvalue.ValueAt(record, path) != want {
			t.Fail(x, what+" in "+path+" kept or refused", "another text")
		}
	}
}

// wantNoServerError wants anything but a 5xx.
func wantNoServerError(t *engine.Trial, x *wire.Exchange, what string) {
	if x.Status >= 500 {
		t.Fail(x, "no 5xx for "+what, x.Describe())
	}
}
