package conformance

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/spec"
)

// wrong is one way in which a body does not fit its schema.
type wrong struct {
	what string
	spoil
}

// spoil changes a body, which is a copy, so that it does not fit.
type spoil func(body map[string]any)

// bodies are the checks that what does not fit is refused and does nothing: for
// each member each way to be wrong.
func (b *builder) bodies() {
	for _, op := range b.contract.Operations {
		if op.Body == nil || op.Action.Resource == nil {
			continue
		}
		add := func(name, title string, faults []wrong) {
			if len(faults) > 0 {
				b.add(Check{
					Topic: Bodies, Rule: "OP-10", Operation: op, Name: name,
					Writes: true,
					Title:  title,
					Run:    func(t *Trial) { t.refuses(op, faults) },
				})
			}
		}
		for _, m := range op.Body.Schema.Members() {
			faults := memberWrongs(m, "", nil)
			if f := b.familyOf(op); f != nil && !f.people() {
				// That their texts may not be empty is the document's own idea.
				faults = slices.DeleteFunc(faults, func(w wrong) bool { return w.what == m.Name+` as ""` && m.Schema.Type() == "string" })
			}
			if m.Name == b.rolesMember(op) || op.Action.Kind == spec.UpdateMany && m.Name == op.Action.Changes && b.rolesMember(op) != "" {
				b.add(Check{
					Topic: Bodies, Rule: "OP-10", Operation: op, Name: "member/" + m.Name,
					Writes: true,
					Title:  "what is no " + m.Name + " is 400 and changes nothing",
					Run: func(t *Trial) {
						t.refuses(op, append(slices.Clone(faults), b.oneRole(t, op)))
					},
				})
				continue
			}
			add("member/"+m.Name, "what is no "+m.Name+" is 400 and changes nothing", faults)
		}
		add("unknown-member", "an unknown member is 400 and changes nothing", unknownMembers(op.Body.Schema, nil))
		if faults := b.readOnly(op); len(faults) > 0 {
			b.add(Check{
				Topic: Bodies, Rule: "OP-10", Operation: op, Name: "read-only",
				Writes: true,
				Title:  "what only the server writes is 400 and changes nothing",
				Run: func(t *Trial) {
					t.refuses(op, faults)
					t.refusesItsOwn(op)
				},
			})
		}
		add("empty", "a body that says nothing is 400", emptyBodies(op))
		b.add(Check{
			Topic: Bodies, Rule: "OP-10", Operation: op, Name: "syntax",
			Writes: true,
			Title:  "what is no JSON object is 400 and changes nothing",
			Run:    func(t *Trial) { t.refusesSyntax(op) },
		})
	}
	b.ids()
}

// refusesItsOwn sends what only the server writes as the record has it.
func (t *Trial) refusesItsOwn(op *spec.Operation) {
	if op.Action.Kind != spec.Update || op.Action.Self {
		return
	}
	a := t.attempt(op, nil)
	r := op.Action.Resource
	for _, name := range []string{r.ID, r.Created, r.Modified} {
		if value := a.record().state[name]; value != nil && changeSchema(op).Member(name) == nil {
			t.want(a.ask(a.as, body(map[string]any{name: value})), "its own "+name, 400)
		}
	}
	a.untouched()
}

// oneRole is a role that there is, where a list of them is wanted.
func (b *builder) oneRole(t *Trial, op *spec.Operation) wrong {
	var path []string
	if op.Action.Kind == spec.UpdateMany {
		path = []string{op.Action.Changes}
	}
	name, id := b.rolesMember(op), t.anyRole()
	return wrong{name + " as the id of one", within(path, func(o map[string]any) { o[name] = id })}
}

// refuses sends a valid body spoiled in one way after another.
func (t *Trial) refuses(op *spec.Operation, faults []wrong) {
	a := t.attempt(op, nil)
	good := a.sent
	for _, fault := range faults {
		a.sent, _ = clone(good).(map[string]any)
		fault.spoil(a.sent)
		t.want(a.ask(a.as), fault.what, 400)
	}
	a.sent = good
	a.untouched()
}

// within applies a spoiling to the object at a path of a body.
func within(path []string, change spoil) spoil {
	return func(body map[string]any) {
		for _, name := range path {
			inner, _ := body[name].(map[string]any)
			if inner == nil {
				inner = map[string]any{}
				body[name] = inner
			}
			body = inner
		}
		change(body)
	}
}

func memberWrongs(m spec.Member, prefix string, path []string, around ...*spec.Schema) []wrong {
	name := prefix + m.Name
	var out []wrong
	for _, value := range misfits(m.Schema) {
		out = append(out, wrong{name + " as " + short(value), within(path, func(o map[string]any) { o[m.Name] = value })})
	}
	if m.Schema.Type() == "array" {
		out = append(out, wrong{name + " as one item", within(path, func(o map[string]any) { o[m.Name] = firstItem(o[m.Name]) })})
	}
	if m.Schema.Node.Get("uniqueItems").True() {
		out = append(out, wrong{name + " with an item twice", within(path, func(o map[string]any) {
			o[m.Name] = []any{firstItem(o[m.Name]), firstItem(o[m.Name])}
		})})
	}
	if m.Required {
		out = append(out, wrong{"no " + name, within(path, func(o map[string]any) { delete(o, m.Name) })})
	}
	if m.Schema.Type() != "object" || slices.Contains(around, m.Schema) {
		return out
	}
	around = append(around[:len(around):len(around)], m.Schema)
	inner := append(slices.Clone(path), m.Name)
	for _, below := range m.Schema.Members() {
		out = append(out, memberWrongs(below, name+".", inner, around...)...)
	}
	return append(out, unknownMembers(m.Schema, inner)...)
}

// firstItem is the first item of the list that a body has, a text for none: so
// that nothing is named that is not the check's own.
func firstItem(v any) any {
	if list, _ := v.([]any); len(list) > 0 {
		return list[0]
	}
	return runMark + "item"
}

// misfits are values of every kind that a schema refuses.
func misfits(s *spec.Schema) []any {
	short := ""
	if least, is := s.Node.Get("minLength").Value().(int); is && least > 1 {
		short = strings.Repeat("x", least-1)
	}
	candidates := []any{nil, true, json.Number("5"), "text", "", []any{}, map[string]any{}}
	if s.Type() == "array" {
		candidates = append(candidates, []any{json.Number("5")}, []any{nil}, []any{"no-id"}, append(manyItems(s.Items(), 1), "no-id"))
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
	if s.Node.Get("format").Text() == "email" {
		candidates = append(candidates, "no-at", "two@@example.com", "a@b@example.com", "a b@example.com", "@")
	}
	if most, is := s.Node.Get("maxItems").Value().(int); is {
		candidates = append(candidates, manyItems(s.Items(), most+1))
	}
	var out []any
	for _, value := range candidates {
		if !s.Valid(value) && !slices.ContainsFunc(out, func(known any) bool { return equal(known, value) }) {
			out = append(out, value)
		}
	}
	return out
}

// manyItems is a list of n different items.
func manyItems(s *spec.Schema, n int) []any {
	seen, list := map[string]bool{}, []any{}
	for tries := 0; len(list) < n && tries < 20*n; tries++ {
		id := reshuffled(sampleText(s, runMark+"item"))
		if !seen[id] {
			list = append(list, id)
		}
		seen[id] = true
	}
	return list
}

func unknownMembers(s *spec.Schema, path []string) []wrong {
	if !s.Closed() {
		return nil
	}
	where := "an unknown member"
	if len(path) > 0 {
		where += " in " + strings.Join(path, ".")
	}
	out := []wrong{{where, within(path, func(o map[string]any) { o[runMark+"unknown"] = "x" })}}
	for _, name := range []string{"__proto__", "constructor"} { // every object of JavaScript has them
		out = append(out, wrong{where + ", " + name, within(path, func(o map[string]any) { o[name] = map[string]any{"x": "y"} })})
	}
	for _, m := range s.Members() {
		if name := strings.ToLower(m.Name); s.Member(name) == nil {
			out = append(out, wrong{name + " for " + m.Name, within(path, func(o map[string]any) { o[name] = sample(m.Schema, runMark+"value", false) })})
		}
	}
	for _, m := range s.Members() {
		if name := strings.ToUpper(m.Name[:1]) + m.Name[1:]; !m.Required && s.Member(name) == nil {
			return append(out, wrong{name + " for " + m.Name, within(path, func(o map[string]any) { o[name] = sample(m.Schema, runMark+"value", false) })})
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
	if rules := changeRules(op); rules != nil {
		forbidden = rules.Forbidden
	}
	var out []wrong
	for _, m := range op.Action.Resource.Schema.Members() {
		if changeSchema(op).Member(m.Name) != nil || slices.Contains(forbidden, m.Name) {
			continue
		}
		if !op.Action.Resource.Stamped(m.Name) && !b.writtenElsewhere(op, m.Name) && !m.Schema.Node.Get("readOnly").True() {
			continue // nothing says who writes it
		}
		out = append(out, wrong{m.Name, within(path, func(o map[string]any) { o[m.Name] = sample(m.Schema, runMark+"value", false) })})
	}
	return append(out, unknownIn(changeSchema(op), path)...)
}

// writtenElsewhere tells whether another operation on the collection takes a
// member.
func (b *builder) writtenElsewhere(op *spec.Operation, name string) bool {
	f := b.familyOf(op)
	return f.update != nil && changeSchema(f.update).Member(name) != nil
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
	if op.Action.Kind == spec.UpdateMany && !changeSchema(op).Valid(empty) {
		out = append(out, wrong{"an empty change", func(o map[string]any) { o[op.Action.Changes] = map[string]any{} }})
	}
	return out
}

// refusesSyntax sends what is no JSON, and JSON that is no object.
func (t *Trial) refusesSyntax(op *spec.Operation) {
	a := t.attempt(op, nil)
	good := string(spec.AppendJSON(nil, a.sent, nil))
	for _, text := range []string{
		"", " ", "{", good[:len(good)-1], good + "}", good + " x", good + good, good[:len(good)-1] + ",}", "{'a': 1}", "nul", "NaN", "// no\n" + good,
		"null", "true", "5", `"text"`, "[]", "[" + good + "]",
	} {
		t.want(a.ask(a.as, raw(text)), "a body of "+syntaxName(text, good), 400)
	}
	a.untouched()
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
