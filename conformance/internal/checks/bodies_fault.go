package checks

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/spec"
)

// maxMade bounds the texts and lists that are made to be too short or too long.
const maxMade = 10_000

// twoAts are no emails by the rules of a contract of ours. They are not sent where
// a document has none: many servers ask of an email that it has an @, no more.
var twoAts = []any{"two@@example.com", "a@b@example.com"}

// misfits are values of every kind that a schema refuses, and of some more texts.
func misfits(s *spec.Schema, more ...any) []any {
	short := ""
	if least := s.Words().MinLength; least > 1 && least <= maxMade {
		short = strings.Repeat("x", least-1)
	}
	candidates := []any{nil, true, json.Number("5"), "text", "", []any{}, map[string]any{}}
	if s.Type() == "array" {
		candidates = append(candidates, []any{json.Number("5")}, []any{nil}, []any{""}, []any{"no-id"}, append(manyItems(s.Items(), 1), "no-id"), append(manyItems(s.Items(), 1), json.Number("5")))
		if id, is := manyItems(s.Items(), 1)[0].(string); is {
			candidates = append(candidates, []any{strings.ToUpper(id)})
		}
	}
	if s.Type() == "boolean" {
		candidates = append(candidates, "true", "false", json.Number("1"), json.Number("0"))
	}
	if short != "" {
		candidates = append(candidates, short, strings.ReplaceAll(short, "x", "é"))
	}
	if s.Words().Format == "email" {
		candidates = append(candidates, "no-at", "a b@example.com", "@")
	}
	if most := s.Words().MaxItems; most >= 0 && most < maxMade {
		candidates = append(candidates, manyItems(s.Items(), most+1))
	}
	var out []any
	for _, value := range append(candidates, more...) {
		if !s.Valid(value) && !slices.ContainsFunc(out, func(known any) bool { return engine.Equal(known, value) }) {
			out = append(out, value)
		}
	}
	return out
}

// manyItems is a list of n different items.
func manyItems(s *spec.Schema, n int) []any {
	seen, list := map[string]bool{}, []any{}
	item := engine.SampleText(s, engine.RunMark+"item")
	for tries := 0; len(list) < n && tries < 20*n; tries++ {
		id := engine.Reshuffled(item)
		if !seen[id] {
			list = append(list, id)
		}
		seen[id] = true
	}
	return list
}

func unknownMembers(s *spec.Schema, path []string) []wrong {
	if !s.Words().Closed {
		return nil
	}
	where := "an unknown member"
	if len(path) > 0 {
		where += " in " + strings.Join(path, ".")
	}
	out := []wrong{{where, within(path, func(o map[string]any) { o[engine.RunMark+"unknown"] = "x" })}}
	out = append(out, wrong{where + ", null", within(path, func(o map[string]any) { o[engine.RunMark+"unknown"] = nil })})
	for _, name := range []string{"__proto__", "constructor"} { // every object of JavaScript has them
		out = append(out, wrong{where + ", " + name, within(path, func(o map[string]any) { o[name] = map[string]any{"x": "y"} })})
	}
	if members := s.Members(); len(members) > 0 && s.Member("$set") == nil { // an object of the query language of a store, and a path in it
		first := members[0]
		out = append(out, wrong{where + ", $set", within(path, func(o map[string]any) {
			o["$set"] = map[string]any{first.Name: engine.Sample(first.Schema, engine.RunMark+"value", false)}
		})})
	}
	for _, m := range s.Members() {
		for _, below := range m.Schema.Members() {
			if name := m.Name + "." + below.Name; s.Member(name) == nil {
				out = append(out, wrong{name, within(path, func(o map[string]any) { o[name] = engine.Sample(below.Schema, engine.RunMark+"value", false) })})
				break
			}
		}
	}
	for _, m := range s.Members() {
		if name := strings.ToLower(m.Name); s.Member(name) == nil {
			out = append(out, wrong{name + " for " + m.Name, within(path, func(o map[string]any) { o[name] = engine.Sample(m.Schema, engine.RunMark+"value", false) })})
		}
	}
	for _, m := range s.Members() {
		first, size := utf8.DecodeRuneInString(m.Name)
		if name := string(unicode.ToUpper(first)) + m.Name[size:]; size > 0 && !m.Required && s.Member(name) == nil {
			return append(out, wrong{name + " for " + m.Name, within(path, func(o map[string]any) { o[name] = engine.Sample(m.Schema, engine.RunMark+"value", false) })})
		}
	}
	return out
}

// readOnly are the members that a resource has and a request may not.
func (b *builder) readOnly(op *spec.Operation) []wrong {
	if op.Action.Kind == spec.Login {
		return nil
	}
	var path []string
	if op.Action.Kind == spec.UpdateMany {
		path = []string{op.Action.Changes}
	}
	var forbidden []string
	if rules := engine.ChangeRules(op); rules != nil {
		forbidden = rules.Forbidden
	}
	var out []wrong
	for _, m := range op.Action.Resource.Schema.Members() {
		if engine.ChangeSchema(op).Member(m.Name) != nil || slices.Contains(forbidden, m.Name) {
			continue
		}
		if !op.Action.Resource.Stamped(m.Name) && !b.writtenElsewhere(op, m.Name) && !m.ReadOnly {
			continue // nothing says who writes it
		}
		out = append(out, wrong{m.Name, within(path, func(o map[string]any) { o[m.Name] = engine.Sample(m.Schema, engine.RunMark+"value", false) })})
	}
	return append(out, unknownIn(engine.ChangeSchema(op), path)...)
}

// writtenElsewhere tells whether another operation on the collection takes a
// member.
func (b *builder) writtenElsewhere(op *spec.Operation, name string) bool {
	f := b.familyOf(op)
	return f.Update != nil && engine.ChangeSchema(f.Update).Member(name) != nil
}

// unknownIn is an unknown member where a change stands deeper in the body.
func unknownIn(s *spec.Schema, path []string) []wrong {
	if len(path) == 0 {
		return nil
	}
	return unknownMembers(s, path)
}

// emptyBodies are objects with no member where one is needed.
func emptyBodies(op *spec.Operation) []wrong {
	var out []wrong
	empty := map[string]any{}
	if !op.Body.Schema.Valid(empty) {
		out = append(out, wrong{"an empty object", func(o map[string]any) { clear(o) }})
	}
	if op.Action.Kind == spec.UpdateMany && !engine.ChangeSchema(op).Valid(empty) {
		out = append(out, wrong{"an empty change", func(o map[string]any) { o[op.Action.Changes] = map[string]any{} }})
	}
	return out
}

// syntaxName tells a broken body without what differs from run to run.
func syntaxName(text, good string) string {
	if text == "" {
		return "nothing"
	}
	if text == good[:len(good)-1] {
		return "an object without its end"
	}
	return strings.ReplaceAll(text, good, "{…}")
}
