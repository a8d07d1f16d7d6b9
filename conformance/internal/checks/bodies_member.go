package checks

import (
	"regexp"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// wrong is one way in which a body does not fit its schema.
type wrong struct {
	what string
	spoil
}

// spoil changes a body, which is a copy, so that it does not fit.
type spoil func(body map[string]any)

// members are the checks that what does not fit is refused and does nothing: for
// each member each way to be wrong.
func (b *builder) members() {
	for _, op := range b.operations {
		if op.Body == nil || op.Action.Resource == nil {
			continue
		}
		add := func(name, title string, faults []wrong) {
			if len(faults) > 0 {
				b.add(engine.Check{
					Topic: engine.Bodies, Rule: "OP-10", Operation: op, Name: name,
					Writes: true,
					Title:  title,
					Run:    func(t *engine.Trial) { wantRefused(t, op, faults) },
				})
			}
		}
		for m := range engine.Writable(op.Body.Schema) {
			faults := memberWrongs(m, "", nil)
			if f := b.familyOf(op); f != nil && !f.People() {
				// That their texts may not be empty is the document's own idea.
				faults = slices.DeleteFunc(faults, func(w wrong) bool { return w.what == m.Name+` as ""` && m.Schema.Type() == "string" })
			}
			if m.Name == b.rolesMember(op) || op.Action.Kind == spec.UpdateMany && m.Name == op.Action.Changes && b.rolesMember(op) != "" {
				b.add(engine.Check{
					Topic: engine.Bodies, Rule: "OP-10", Operation: op, Name: "member/" + m.Name,
					Writes: true,
					Title:  "what does not fit " + m.Name + " is 400 and changes nothing",
					Run: func(t *engine.Trial) {
						wantRefused(t, op, append(slices.Clone(faults), b.oneRole(t, op)))
					},
				})
				continue
			}
			add("member/"+m.Name, "what does not fit "+m.Name+" is 400 and changes nothing", faults)
		}
		add("unknown-member", "an unknown member is 400 and changes nothing", unknownMembers(op.Body.Schema, nil))
		if faults := b.readOnly(op); len(faults) > 0 {
			b.add(engine.Check{
				Topic: engine.Bodies, Rule: "OP-10", Operation: op, Name: "read-only",
				Writes: true,
				Title:  "what only the server writes is 400 and changes nothing",
				Run: func(t *engine.Trial) {
					wantRefused(t, op, faults)
					wantOwnRecordRefused(t, op)
				},
			})
		}
		add("empty", "a body that says nothing is 400", emptyBodies(op))
		b.add(engine.Check{
			Topic: engine.Bodies, Rule: "OP-10", Operation: op, Name: "syntax",
			Writes: true,
			Title:  "what is not a JSON object is 400 and changes nothing",
			Run:    func(t *engine.Trial) { wantSyntaxRefused(t, op) },
		})
	}
	b.ids()
}

// wantOwnRecordRefused sends what only the server writes as the record has it.
func wantOwnRecordRefused(t *engine.Trial, op *spec.Operation) {
	if op.Action.Kind != spec.Update || op.Action.Self {
		return
	}
	a := t.Attempt(op, nil)
	r := op.Action.Resource
	for _, name := range []string{r.ID, r.Created, r.Modified} {
		if value := a.Record().State[name]; value != nil && !op.Body.Schema.Valid(map[string]any{name: value}) {
			t.Want(a.Send(a.Caller, wire.Body(map[string]any{name: value})), "its own "+name, 400)
		}
	}
	a.WantUntouched()
}

// oneRole is a role that there is, where a list of them is wanted.
func (b *builder) oneRole(t *engine.Trial, op *spec.Operation) wrong {
	var path []string
	if op.Action.Kind == spec.UpdateMany {
		path = []string{op.Action.Changes}
	}
	name, id := b.rolesMember(op), t.AnyRole()
	return wrong{name + " as the id of one", within(path, func(o map[string]any) { o[name] = id })}
}

// wantRefused sends a valid body spoiled in one way after another. What fits the schema
// of the body all the same is passed over.
func wantRefused(t *engine.Trial, op *spec.Operation, faults []wrong) {
	a := t.Attempt(op, nil)
	good, asked := a.Body, false
	for _, fault := range faults {
		a.Body, _ = jsonvalue.Clone(good).(map[string]any)
		fault.spoil(a.Body)
		if op.Body.Schema.Valid(a.Body) {
			continue
		}
		asked = true
		t.Want(a.Send(a.Caller), fault.what, 400)
	}
	a.Body = good
	if !asked {
		panic(engine.NotApplicable("the schema of the body takes all of that"))
	}
	a.WantUntouched()
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
	out, texts := []wrong(nil), []any(nil)
	if m.Schema.Words().Format == "email" {
		texts = twoAts
	}
	for _, value := range misfits(m.Schema, texts...) {
		out = append(out, wrong{name + " as " + engine.Written(value), within(path, func(o map[string]any) { o[m.Name] = value })})
	}
	if m.Schema.Type() == "array" {
		out = append(out, wrong{name + " as one item", within(path, func(o map[string]any) { o[m.Name] = firstItem(o[m.Name]) })})
	}
	if m.Schema.Words().UniqueItems {
		out = append(out, wrong{name + " with an item twice", within(path, func(o map[string]any) {
			o[m.Name] = []any{firstItem(o[m.Name]), firstItem(o[m.Name])}
		})})
		out = append(out, wrong{name + " with an item twice, another between", within(path, func(o map[string]any) {
			if list, _ := o[m.Name].([]any); len(list) > 1 {
				o[m.Name] = []any{list[0], list[1], list[0]}
			}
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
		if !below.ReadOnly {
			out = append(out, memberWrongs(below, name+".", inner, around...)...)
		}
	}
	return append(out, unknownMembers(m.Schema, inner)...)
}

// firstItem is the first item of the list that a body has, a text for none: so
// that nothing is named that is not the check's own.
func firstItem(v any) any {
	if list, _ := v.([]any); len(list) > 0 {
		return list[0]
	}
	return engine.RunMark + "item"
}

// unquoted is the name of a member, in its quotes.
var unquoted = regexp.MustCompile(`"([A-Za-z]+)":`)

// wantSyntaxRefused sends what is not JSON, and JSON that is not an object.
func wantSyntaxRefused(t *engine.Trial, op *spec.Operation) {
	a := t.Attempt(op, nil)
	good := string(jsonvalue.Append(nil, a.Body))
	for _, text := range []string{
		"", " ", "{", good[:len(good)-1], good + "}", good + " x", good + good, good[:len(good)-1] + ",}", "{'a': 1}", "nul", "NaN", "// no\n" + good, "/* no */" + good, strings.ReplaceAll(good, `"`, "'"),
		"null", "true", "5", `"text"`, "[]", "[" + good + "]",
	} {
		if fits(op.Body, text) {
			continue
		}
		t.WantRefused(a.Send(a.Caller, wire.Raw(text)), "a body of "+syntaxName(text, good), spec.Syntax)
	}
	for _, near := range []struct{ what, text string }{ // which lenient parsers read
		{"names without quotes", unquoted.ReplaceAllString(good, "$1:")},
		{"a text with a line break in it", strings.Replace(good, `":"`, "\":\"\n", 1)},
		{"a zero byte behind an object", good + "\x00"},
	} {
		if !fits(op.Body, near.text) {
			t.WantRefused(a.Send(a.Caller, wire.Raw(near.text)), near.what, spec.Syntax)
		}
	}
	a.WantUntouched()
}

// fits tells whether a text is a body that an operation takes, or none where it needs none.
func fits(body *spec.Body, text string) bool {
	if strings.TrimSpace(text) == "" {
		return !body.Required
	}
	value, err := jsonvalue.Decode([]byte(text))
	return err == nil && body.Schema.Valid(value)
}

// requireMisfit ends a check that would have a body refused which fits all the same.
func requireMisfit(op *spec.Operation, body map[string]any) {
	if op.Body.Schema.Valid(body) {
		panic(engine.NotApplicable("the schema of the body takes unknown members"))
	}
}
