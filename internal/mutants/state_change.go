package mutants

import (
	"bytes"
	"html"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// listed asks the mock for the records that a parameter finds, past the fault.
func (c *call) listed(list *spec.Operation, name, value string) []map[string]any {
	other := &call{faulty: c.faulty, op: list}
	other.r, _ = http.NewRequestWithContext(c.r.Context(), list.Method, list.Path+"?"+url.Values{name: {value}}.Encode(), nil)
	other.r.Header.Set("Authorization", "Bearer "+c.root)
	for _, h := range c.contract.Headers {
		other.r.Header.Set(h.Name, h.Value)
	}
	other.forward()
	var out []map[string]any
	other.rewrite(func(record map[string]any) { out = append(out, record) }, nil)
	return out
}

// targets are the ids of the records that a change is about.
func (c *call) targets() []string {
	switch {
	case c.op.Action.Self:
		return []string{c.callerID()}
	case c.op.Action.Kind == spec.UpdateMany:
		var out []string
		ids, _ := c.sent()[c.op.Action.IDs].([]any)
		for _, id := range ids {
			text, _ := id.(string)
			out = append(out, text)
		}
		return out
	}
	return []string{c.key}
}

// before are the records that a change is about, as they are now.
func (c *call) before() map[string]map[string]any {
	out := map[string]map[string]any{}
	for _, id := range c.targets() {
		if id != "" && c.reader(c.op.Action.Resource).PathKeys[0].Schema.Valid(id) {
			if found := c.asRoot(c.reader(c.op.Action.Resource), id, nil); found.status == http.StatusOK {
				out[id] = found.one()
			}
		}
	}
	return out
}

func merge(record, change map[string]any) map[string]any {
	out := map[string]any{}
	for name, value := range record {
		out[name] = value
	}
	for name, value := range change {
		inner, deeper := value.(map[string]any)
		if below, is := out[name].(map[string]any); is && deeper {
			out[name] = merge(below, inner)
		} else {
			out[name] = value
		}
	}
	return out
}

func same(a, b any) bool {
	return string(jsonvalue.Append(nil, a)) == string(jsonvalue.Append(nil, b))
}

// stateFaults are servers that keep something wrongly.
func stateFaults(c *spec.Contract) []Mutant {
	s := conformance.State
	changing := kinds(spec.Update, spec.UpdateMany)
	changes := func(op *spec.Operation) bool { return changing(op) || self(spec.Update)(op) }
	ruled := func(list []Mutant) []Mutant {
		for i := range list {
			for _, op := range c.Operations {
				if strings.HasSuffix(list[i].Name, " in "+op.ID) {
					list[i].Requirement = changeRule(c, op)
				}
			}
		}
		return list
	}
	perChange := func(name string, spoil func(before, record, change map[string]any, r *spec.Resource)) []Mutant {
		var out []Mutant
		for _, op := range c.Operations {
			if changes(op) && op.Version == versionsOf(c)[0] {
				out = append(out, ruled(lasting(c, func(other *spec.Operation) bool { return other == op }, name, "", spoil))...)
			}
		}
		return out
	}
	replyOnly := func(change func(record map[string]any, r *spec.Resource)) func(*call) {
		return func(c *call) {
			c.forward()
			c.rewrite(func(record map[string]any) { change(record, c.op.Action.Resource) }, nil)
		}
	}
	flip := func(record map[string]any, r *spec.Resource) {
		for _, m := range r.Schema.Members() {
			if flag, is := record[m.Name].(bool); is {
				record[m.Name] = !flag
			}
		}
	}
	respell := func(spell func(string) string) func(*call) {
		return replyOnly(func(record map[string]any, r *spec.Resource) {
			for _, m := range r.Schema.Members() {
				if text, is := record[m.Name].(string); is && m.Schema.Words().Format == "" && !r.Stamped(m.Name) {
					record[m.Name] = spell(text)
				}
			}
		})
	}
	ascii := func(text string) string {
		return strings.Map(func(r rune) rune {
			if r > 0x7f {
				return '?'
			}
			return r
		}, text)
	}
	out := slices.Concat(
		byFamily(c, "OP-9", every(c, kinds(spec.Read), "letters beyond ASCII are lost", "", s, respell(ascii))),
		ruled(some(c, people(c).and(kinds(spec.Update)), "quotes of print are those of typewriters", "", s, respell(func(text string) string { return strings.ReplaceAll(text, "’", "'") }))),
		byFamily(c, "OP-9", some(c, kinds(spec.Update), "markup is escaped", "", s, respell(html.EscapeString))),
		perChange("the date of the change stands still", func(before, record, _ map[string]any, r *spec.Resource) { record[r.Modified] = before[r.Modified] }),
		perChange("the date of creation moves", func(_, record, _ map[string]any, r *spec.Resource) {
			record[r.Created] = "2020-01-01T00:00:00.000Z"
		}),
		perChange("what is not sent is emptied", func(_, record, change map[string]any, r *spec.Resource) {
			for name, value := range record {
				if _, sent := change[name]; sent || r.Stamped(name) {
					continue
				}
				if _, is := value.([]any); is {
					record[name] = []any{"5fb58a933fb872b7b7c28faa"}
				}
			}
		}),
		nested(c, changes),
		lagging(c, s),
		byFamily(c, "OP-5", some(c, kinds(spec.Create), "an empty text is refused", "", s, func(c *call) {
			if bytes.Contains(c.body, []byte(`:""`)) {
				c.refuse(http.StatusBadRequest)
				return
			}
			c.forward()
		})[:1]),
		perChange("every second date of a change stands still", func(before, record, _ map[string]any, r *spec.Resource) {
			if text, _ := before[r.Modified].(string); strings.HasSuffix(text, "1Z") || strings.HasSuffix(text, "3Z") || strings.HasSuffix(text, "6Z") {
				record[r.Modified] = text
			}
		}),
		byFamily(c, "OP-5", some(c, kinds(spec.Create), "a create answers with another record", "", s, replyOnly(flip))),
		byFamily(c, "OP-5", some(c, kinds(spec.Create), "a create has no Location", "", s, func(c *call) {
			c.forward()
			c.header.Del("Location")
		})),
		byFamily(c, "OP-5", some(c, kinds(spec.Create), "a create's Location leads nowhere", "", s, func(c *call) {
			if c.forward(); c.header.Get("Location") != "" {
				c.header.Set("Location", c.header.Get("Location")+"/x")
			}
		})),
		byFamily(c, "OP-5", some(c, kinds(spec.Create), "a new record has two dates", "", s, func(c *call) {
			c.forward()
			c.rewrite(func(record map[string]any) { record[c.op.Action.Resource.Created] = "2020-01-01T00:00:00.000Z" }, nil)
		})),
		some(c, kinds(spec.Create), "a create forgets what is not needed", "OP-12", s, func(c *call) {
			sent := c.sent()
			for _, m := range c.op.Body.Schema.Members() {
				if value, is := sent[m.Name]; is && !m.Required && m.Schema.Valid(value) {
					delete(sent, m.Name)
				}
			}
			if sent != nil {
				c.send(sent)
			}
			c.forward()
		})[1:],
	)
	for _, r := range c.Resources {
		for _, u := range r.Unique {
			out = append(out, uniqueFaults(c, r, u)...)
		}
	}
	return append(out, referenceFaults(c)...)
}

// byFamily gives mutants the requirement of their collection: that of callers,
// or the one of all others.
func byFamily(c *spec.Contract, requirement string, list []Mutant) []Mutant {
	for i := range list {
		if list[i].Requirement = "OP-12"; people(c)(operation(c, list[i])) {
			list[i].Requirement = requirement
		}
	}
	return list
}

func changeRule(c *spec.Contract, op *spec.Operation) string {
	switch {
	case op.Action.Kind == spec.UpdateMany:
		return "OP-8"
	case people(c)(op):
		return "OP-7"
	}
	return "OP-12"
}
