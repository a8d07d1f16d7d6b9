package conformance

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/cotalker/rolecall/spec"
)

// headers are the checks of the token and of the header that asks for the
// admin API, on every operation.
func (b *builder) headers() {
	for _, op := range b.contract.Operations {
		if op.Access.Public() {
			continue
		}
		writes := op.Action.Writes()
		b.add(Check{
			Topic: Headers, Rule: "HDR-1", Operation: op, Name: "tokens",
			Writes: writes,
			Title:  "what is no known bearer token is 401",
			Run:    refusesTokens(op),
		})
		b.add(Check{
			Topic: Headers, Rule: "HDR-1", Operation: op, Name: "scheme-case",
			Writes: writes,
			Title:  "the case of the scheme Bearer does not matter",
			Run: func(t *Trial) {
				a := t.probe(op)
				for _, scheme := range []string{"bearer", "BEARER"} {
					t.admitted(a.ask(a.as, header("Authorization", scheme+" "+a.as.token)), "the scheme "+scheme)
				}
			},
		})
		if !writes && len(op.PathKeys) == 0 {
			b.add(Check{
				Topic: Headers, Rule: "HDR-1", Operation: op, Name: "anonymous",
				Alone: true,
				Title: "nobody is let in",
				Run: func(t *Trial) {
					t.want(t.ask(op, nil), "no token", 401)
					t.want(t.ask(op, &caller{name: "nobody", token: t.mark()}), "an unknown token", 401)
				},
			})
		}
		if h := adminHeader(op); h != nil {
			b.adminHeaderChecks(op, h)
		} else if op.Action.Self {
			for _, h := range b.contract.Headers {
				b.add(Check{
					Topic: Headers, Rule: "HDR-5", Operation: op, Name: strings.ToLower(h.Name),
					Writes: writes,
					Title:  "the header " + h.Name + " changes nothing",
					Run:    ignoresHeader(op, h),
				})
			}
		}
	}
}

func adminHeader(op *spec.Operation) *spec.HeaderKey {
	if keys := op.Access.Headers(); len(keys) > 0 {
		return keys[0]
	}
	return nil
}

func refusesTokens(op *spec.Operation) func(*Trial) {
	return func(t *Trial) {
		a := t.attempt(op, nil)
		token := a.as.token
		credentials := []struct{ what, value string }{
			{"an empty Authorization header", ""},
			{"a scheme without a token", "Bearer"},
			{"another scheme", "Basic " + token},
			{"a scheme that only begins as Bearer does", "Bearers " + token},
			{"a token without a scheme", token},
			{"an unknown token", "Bearer " + t.mark()},
			{"a token with more behind it", "Bearer " + token + " " + runMark + "more"},
			{"another scheme for tokens", "Token " + token},
			{"a token with a character more", "Bearer " + token + "x"},
			{"a token with a character before it", "Bearer x" + token},
			{"a token with a character less", "Bearer " + allButLast(token)},
		}
		if other := swapCase(token); other != token {
			credentials = append(credentials, struct{ what, value string }{"a token in the other case", "Bearer " + other})
		}
		t.want(a.ask(nil), "no token", 401)
		for _, c := range credentials {
			x := a.ask(a.as, header("Authorization", c.value))
			if x.Status == 401 || !t.anothers(c.value, a.as) {
				t.want(x, c.what, 401)
			}
		}
		if op.Action.Kind == spec.List {
			for _, name := range []string{"access_token", "token"} {
				t.want(a.ask(a.as, header("Authorization"), query(name, token)), "a token in the query", 401)
			}
		}
		a.untouched()
	}
}

// anothers tells whether a token that was made from a caller's happens to be
// that of somebody else, as tokens with running numbers are.
func (t *Trial) anothers(authorization string, as *caller) bool {
	people := t.session.people()
	if people == nil || people.selfRead == nil {
		return false
	}
	x := t.ask(people.selfRead, as, header("Authorization", authorization))
	id := idOf(people.resource, x.one())
	return x.Status == 200 && id != "" && as.id != "" && id != as.id
}

func swapCase(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsUpper(r) {
			return unicode.ToLower(r)
		}
		return unicode.ToUpper(r)
	}, text)
}

func (b *builder) adminHeaderChecks(op *spec.Operation, h *spec.HeaderKey) {
	writes := op.Action.Writes()
	b.add(Check{
		Topic: Headers, Rule: "HDR-3", Operation: op, Name: "absent",
		Writes: writes,
		Title:  "without " + h.Name + ": " + h.Value + " it is 403, whatever the permissions",
		Run: func(t *Trial) {
			a := t.attempt(op, nil)
			t.want(a.ask(a.as, header(h.Name)), "no header "+h.Name, 403)
			if op.Action.Kind == spec.Update || op.Action.Kind == spec.UpdateMany {
				for _, m := range changeSchema(op).Members() {
					change := t.changing(op, map[string]any{m.Name: sample(m.Schema, t.mark(), false)}, a.records...)
					t.want(t.ask(op, a.as, append(change, header(h.Name))...), "a change of "+m.Name+" without "+h.Name, 403)
				}
			}
			if len(op.PathKeys) > 0 {
				t.want(a.ask(a.as, key(unlike(a.f.resource, t.subject(a.f))), header(h.Name)), "an unknown id without "+h.Name, 403)
			}
			a.untouched()
		},
	})
	if f := b.familyOf(op); f != nil && f.people() && (op.Action.Kind == spec.Read || op.Action.Kind == spec.Update || op.Action.Kind == spec.UpdateMany) {
		b.add(Check{
			Topic: Headers, Rule: "HDR-3", Operation: op, Name: "absent/own-record",
			Writes: true, Features: append(b.roleFeatures(), newFeatures(b.roleFeatures(), b.loginFeatures())...),
			Title: "without " + h.Name + ": " + h.Value + " it is 403 for one's own record too",
			Run: func(t *Trial) {
				r, as := t.someone(f, true)
				t.set(f, r, b.roles(t.role(b.everything()...)))
				t.want(t.ask(op, as, append(t.onOwn(op, r), header(h.Name))...), "one's own record without "+h.Name, 403)
				t.unchanged(f, r)
			},
		})
	}
	b.add(Check{
		Topic: Headers, Rule: "HDR-3", Operation: op, Name: "name-case",
		Writes: writes,
		Title:  "the name of the header has no case",
		Run: func(t *Trial) {
			a := t.probe(op)
			for _, name := range []string{strings.ToLower(h.Name), strings.ToUpper(h.Name)} {
				t.admitted(a.ask(a.as, header(name, h.Value)), "the header "+name+": "+h.Value)
			}
		},
	})
	b.add(Check{
		Topic: Headers, Rule: "HDR-4", Operation: op, Name: "values",
		Writes: writes,
		Title:  "only the exact value " + h.Value + ", sent once, counts",
		Run: func(t *Trial) {
			a := t.attempt(op, nil)
			for _, value := range notExactly(h.Value) {
				t.want(a.ask(a.as, header(h.Name, value)), h.Name+": "+quoted(value), 403)
			}
			for _, second := range []string{h.Value, "false"} {
				t.want(a.ask(a.as, header(h.Name, h.Value, second)), "two lines "+h.Name+": "+h.Value+" and "+second, 403)
			}
			t.want(a.ask(a.as, header(h.Name, "false", h.Value)), "two lines "+h.Name+": false and "+h.Value, 403)
			a.untouched()
		},
	})
}

// notExactly are values that careless servers take for the right one.
func notExactly(value string) []string {
	_, first := utf8.DecodeRuneInString(value)
	begun := allButLast(value)
	out := []string{
		"false", "1", "yes", "", strings.ToUpper(value), strings.ToUpper(value[:first]) + value[first:],
		value + value[len(begun):], begun, value + ", " + value, `"` + value + `"`,
	}
	return slices.DeleteFunc(out, func(other string) bool { return other == value })
}

func quoted(value string) string {
	if value == "" {
		return "(empty)"
	}
	return value
}

// ignoresHeader asks with and without the header, right and wrong, and wants
// the same each time.
func ignoresHeader(op *spec.Operation, h *spec.HeaderKey) func(*Trial) {
	return func(t *Trial) {
		a := t.attempt(op, nil)
		if a.as == nil {
			return
		}
		values := [][]string{nil, {h.Value}, {"false"}, {""}, {h.Value, h.Value}}
		for _, value := range values {
			x := a.ask(a.as, header(h.Name, value...))
			if t.want(x, "the caller itself with "+h.Name+" "+strings.Join(value, " and "), 200) && idOf(a.f.resource, x.one()) != a.as.id {
				t.fail(x, "the caller's own record, with "+h.Name+" or without", "another record")
			}
		}
	}
}
