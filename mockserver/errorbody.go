package mockserver

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/cotalker/rolecall/internal/document"
	"github.com/cotalker/rolecall/spec"
)

// errorBody is a refusal in the schema that the document declares for it: the
// members whose names say what they are for are filled with what there is to
// say, of the others only those that are required, with a value of their schema.
func (c *config) errorBody(s *spec.Schema, op *spec.Operation, r *refusal, wrong []fault) any {
	e := errorWriter{config: c, refusal: r, op: op, faults: wrong}
	value := e.value(s, fault{detail: r.detail}, 0)
	if s.Valid(value) {
		return value
	}
	if made := c.model.Sample(s, r.detail); s.Valid(made) {
		return made
	}
	return value
}

type errorWriter struct {
	*config
	*refusal
	op     *spec.Operation // nil before there is one
	faults []fault
}

// maxErrorDepth bounds schemas of errors that hold themselves.
const maxErrorDepth = 6

// maxListDepth is how deep what is wrong is listed: a fault may have faults.
const maxListDepth = 2

// value fills one schema with what one fault says.
func (e *errorWriter) value(s *spec.Schema, f fault, depth int) any {
	switch s.Type() {
	case "object":
		if depth < maxErrorDepth {
			return e.object(s, f, depth+1)
		}
	case "array":
		if depth < maxErrorDepth {
			return e.list(s.Items(), f, depth+1)
		}
	case "string":
		if s.ValidText(f.detail) {
			return f.detail
		}
	case "integer", "number":
		if s.Valid(jsonInt(e.status)) {
			return jsonInt(e.status)
		}
	}
	return e.model.Sample(s, e.detail)
}

// list has an item for each fault, or one for the refusal.
func (e *errorWriter) list(items *spec.Schema, f fault, depth int) any {
	if len(e.faults) == 0 {
		return []any{e.value(items, f, depth)}
	}
	var out []any
	for _, one := range e.faults[:min(len(e.faults), maxFaults)] {
		if items.Type() == "string" { // which has no other place to say where
			one.detail = one.String()
		}
		out = append(out, e.value(items, one, depth))
	}
	return out
}

func (e *errorWriter) object(s *spec.Schema, f fault, depth int) any {
	out := map[string]any{}
	members := slices.DeleteFunc(slices.Clone(s.Members()), func(m spec.Member) bool { return m.WriteOnly })
	said := false // what is wrong, by a member that is called so
	for i := range members {
		if value := e.member(s, &members[i], f, depth); value != nil {
			out[members[i].Name] = value
			said = said || value == f.detail
		}
	}
	for i := range members {
		m := &members[i]
		value := out[m.Name]
		if value == nil && m.Required && (said && m.Schema.Type() != "object" || saysItsValue(m.Schema)) {
			value = e.model.Sample(m.Schema, e.detail)
		}
		if value == nil && m.Required {
			value = e.value(m.Schema, f, depth)
		}
		if value != nil {
			out[m.Name] = value
		}
	}
	return out
}

// saysItsValue tells whether the document gives a value for a member, or names
// it otherwise than an error would: a constant, an example, an identifier.
func saysItsValue(s *spec.Schema) bool {
	if s == nil {
		return false
	}
	w := s.Words()
	return w.Const != nil || w.Enum != nil || w.Examples != nil || w.Default != nil || w.Format != "" || saysItsValue(s.Items())
}

// member is the value of a member whose name is known, nil for none.
func (e *errorWriter) member(s *spec.Schema, m *spec.Member, f fault, depth int) any {
	name := strings.ToLower(strings.NewReplacer("_", "", "-", "").Replace(m.Name))
	kind := m.Schema.Type()
	var value any
	switch name {
	case "message", "detail", "description", "errordescription", "reason", "msg", "errormessage", "usermessage", "summary":
		if value = f.detail; kind == "array" {
			value = e.listed(m, f, depth)
		}
	case "title", "statustext":
		value = http.StatusText(e.status)
	case "error", "errors", "details", "violations", "issues", "problems", "fields":
		if kind == "object" || kind == "array" {
			value = e.listed(m, f, depth)
		} else if value = http.StatusText(e.status); s.Member("message") == nil && s.Member("detail") == nil {
			value = f.detail
		}
	case "status", "statuscode", "httpstatus", "code", "errorcode":
		switch {
		case kind == "integer" || kind == "number":
			value = jsonInt(e.status)
		case strings.Contains(name, "status"):
			value = strconv.Itoa(e.status)
		default:
			value = string(e.kind)
		}
	case "type":
		if value = string(e.kind); !m.Schema.Valid(value) {
			value = "about:blank"
		}
	case "loc":
		value = e.steps(f)
	case "pointer", "field", "path", "param", "parameter", "property":
		if value = strings.TrimPrefix(f.pointer+f.parameter, "/"); name == "pointer" {
			value = f.pointer
		}
	}
	if value != nil && m.Schema.Valid(value) {
		return value
	}
	if name == "code" || name == "errorcode" || name == "error" && kind == "string" {
		return codeOf(http.StatusText(e.status), m.Schema)
	}
	return nil
}

// listed is what is wrong in a member that has room for more than a text, nil where that
// has been listed.
func (e *errorWriter) listed(m *spec.Member, f fault, depth int) any {
	if depth > maxListDepth && !m.Required {
		return nil
	}
	return e.value(m.Schema, f, depth)
}

// steps are the way to what is wrong, from the part of the request that it is in.
func (e *errorWriter) steps(f fault) any {
	if f.parameter == "" {
		out := []any{"body"}
		for step := range strings.SplitSeq(strings.TrimPrefix(f.pointer, "/"), "/") {
			if n, err := strconv.Atoi(step); err == nil {
				out = append(out, jsonInt(n))
			} else if step != "" {
				out = append(out, document.UnescapePointer(step))
			}
		}
		return out
	}
	part := "query"
	if e.op != nil {
		is := func(p *spec.Parameter) bool { return p.Name == f.parameter }
		switch {
		case slices.ContainsFunc(e.op.PathKeys, is):
			part = "path"
		case slices.ContainsFunc(e.op.Headers, is):
			part = "header"
		case slices.ContainsFunc(e.op.Cookies, is):
			part = "cookie"
		}
	}
	return []any{part, f.parameter}
}

// codeOf is the name of a status as a code is written that fits a schema, nil where none
// of the usual ways does: NOT_FOUND, not_found, not-found, NotFound, notFound, notfound.
func codeOf(text string, s *spec.Schema) any {
	words := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) })
	if len(words) == 0 {
		return nil
	}
	pascal := strings.Join(words, "")
	camel := strings.ToLower(words[0]) + strings.Join(words[1:], "")
	lower := func(with string) string { return strings.ToLower(strings.Join(words, with)) }
	for _, code := range []string{strings.ToUpper(lower("_")), lower("_"), lower("-"), pascal, camel, lower(""), strings.ToUpper(lower("-")), strings.ToUpper(lower(""))} {
		if s.Valid(code) {
			return code
		}
	}
	return nil
}
