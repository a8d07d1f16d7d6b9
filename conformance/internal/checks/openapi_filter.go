package checks

import (
	"slices"
	"strconv"
	"strings"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// openAPIFilters are the checks of what a list is narrowed down to. Where what a
// parameter looks at was worked out, it may mean something else by one value
// (archived=true: those too): it is one that is ignored only where it is by two.
func (b *builder) openAPIFilters() {
	for _, op := range b.operations {
		if op.Action.Kind != spec.List || op.Action.Resource == nil || !answers(op) || op.Method != "GET" {
			continue
		}
		for _, p := range op.Query {
			if len(p.Filter.Members) != 1 || p.Filter.Kind == spec.Sort || p.Open || p.Schema == nil {
				continue
			}
			level := spec.MUST
			if p.Filter.Guessed {
				level = spec.SHOULD
			}
			b.openAPI(engine.Check{
				Topic: engine.Queries, Rule: "STATE-9", Operation: op, Name: "filter/" + p.Name, Level: level,
				Needs: engine.Needs{Features: p.Features, Makes: 2},
				Title: "a list by " + p.Name + " leaves out what has another " + p.Filter.Members[0],
				Run:   func(t *engine.Trial) { wantNarrowed(t, op, p) },
			})
		}
	}
}

// wantNarrowed asks a list for values that some of its records have, and wants no
// record that has another.
func wantNarrowed(t *engine.Trial, op *spec.Operation, p *spec.Parameter) {
	values := valuesApart(t, op, p)
	if len(values) < 2 {
		panic(engine.NotApplicable("no two records are seen that " + p.Name + " tells apart"))
	}
	var notes []func()
	for _, value := range values {
		term := engine.Term{Parameter: p, Values: []string{value}}
		x := t.Call(op).Without(p).Send(t.Bootstrap(), append(widestPage(t, op), engine.TermOptions(term)...)...)
		found, _ := x.Records()
		for _, record := range found {
			if other, apart := leftOut(op, term, record); apart && x.Success() {
				notes = append(notes, func() {
					t.Fail(x, "no record without "+p.Filter.Members[0]+" "+engine.Short(value), "one that has "+engine.Short(other))
				})
				break
			}
		}
	}
	if len(notes) == 0 || p.Filter.Guessed && len(notes) < len(values) {
		return
	}
	for _, note := range notes {
		note()
	}
}

// leftOut is the value of a record that a term is to leave out. Of words, where it
// was worked out that they are looked for, a server may find what is like them.
func leftOut(op *spec.Operation, term engine.Term, record map[string]any) (value any, is bool) {
	r, filter := op.Action.Resource, term.Parameter.Filter
	member := filter.Members[0]
	value = jsonvalue.ValueAt(record, member)
	if value == nil || term.Matches(r, record) {
		return value, false
	}
	text, isText := value.(string)
	words := r.Schema.At(member).Words()
	exact := !isText || words.Format != "" || len(words.Enum) > 0 || r.ReferenceAt(member) != nil
	return value, exact || !filter.Guessed || !alike(text, term.Values[0])
}

// alike tells whether a search for one text could find the other: they have a word
// in common, or one is a part of the other.
func alike(a, b string) bool {
	a, b = strings.ToLower(a), strings.ToLower(b)
	words := strings.FieldsFunc(b, func(r rune) bool { return !isLetterOrDigit(r) })
	return strings.Contains(a, b) || strings.Contains(b, a) || slices.ContainsFunc(words, func(word string) bool { return strings.Contains(a, word) })
}

func isLetterOrDigit(r rune) bool {
	return r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r > 127
}

// valuesApart are two values of records that a list shows, each of which another is
// to be left out by. Where it shows none and the document says which values there
// are, records with those are made.
func valuesApart(t *engine.Trial, op *spec.Operation, p *spec.Parameter) []string {
	member := p.Filter.Members[0]
	for _, making := range []bool{false, true} {
		var values []any // of records that there are, shown or not
		if making {
			if values = makeApart(t, op, member); values == nil {
				break
			}
		}
		x := t.Call(op).Without(p).Send(t.Bootstrap(), widestPage(t, op)...)
		found, _ := x.Records()
		for _, record := range found {
			values = append(values, jsonvalue.ValueAt(record, member))
		}
		var out []string
		for _, value := range values {
			if list, is := value.([]any); is && len(list) > 0 {
				value = list[0]
			}
			text := engine.IDText(value)
			if flag, is := value.(bool); is {
				text = map[bool]string{true: "true", false: "false"}[flag]
			}
			term := engine.Term{Parameter: p, Values: []string{text}}
			others := func(other map[string]any) bool { _, apart := leftOut(op, term, other); return apart }
			if text != "" && !slices.Contains(out, text) && p.Accepts(term.Values) && slices.ContainsFunc(found, others) {
				out = append(out, text)
			}
		}
		if len(out) > 1 {
			return out[:2]
		}
	}
	return nil
}

// widestPage asks a list for as many records as it shows at once.
func widestPage(t *engine.Trial, op *spec.Operation) []wire.Option {
	limit := filterOf(op, spec.Limit)
	if limit == nil || limit.Required || limit.Schema == nil || !t.Session.Declares(limit.Features) {
		return nil
	}
	most := engine.AnyPage
	if said, is := limit.Schema.Words().WholeMaximum(); is {
		most = min(most, said)
	}
	if text := strconv.Itoa(most); limit.Accepts([]string{text}) {
		return []wire.Option{wire.Query(limit.Name, text)}
	}
	return nil
}

// makeApart makes records with two values of a member that has but a few, and returns
// those, or nil where it could not. The last of them are those that others seldom have.
func makeApart(t *engine.Trial, op *spec.Operation, member string) []any {
	r := op.Action.Resource
	maker, schema := t.Session.Maker(r), r.Schema.At(member)
	if maker == nil || maker.Body == nil || schema == nil || !t.Session.Writable() {
		return nil
	}
	values := schema.Words().Enum
	if schema.Type() == "boolean" {
		values = []any{true, false}
	}
	values = values[max(0, len(values)-2):]
	for _, value := range values {
		c := t.Call(maker)
		body, is := jsonvalue.Clone(c.Body).(map[string]any)
		if !is || maker.Body.Schema.At(member) == nil {
			return nil
		}
		jsonvalue.SetAt(body, member, value)
		if !maker.Body.Schema.Valid(body) {
			return nil
		}
		c.WithBody(body).Granted()
	}
	if len(values) < 2 {
		return nil
	}
	return slices.Clone(values)
}
