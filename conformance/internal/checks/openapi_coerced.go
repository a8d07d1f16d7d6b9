package checks

import (
	"encoding/json"
	"fmt"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// mostCoerced is how many values of other types a check sends.
const mostCoerced = 24

// openAPICoerced is the check of values that do not fit and that many frameworks read
// as some that do: 5 as "5", true as 1, null as what was not sent. A document refuses
// them, and a client may be wrong that sends them; yet no wrong value is stored, so it
// is a SHOULD. What is stored as it came does not fit the replies, which is a MUST.
func (b *builder) openAPICoerced(op *spec.Operation) {
	b.openAPI(engine.Check{
		Topic: engine.Bodies, Rule: "INPUT-1", Operation: op, Name: "coerced", Level: spec.SHOULD,
		Needs: engine.Needs{Makes: ifCreate(op, mostCoerced)},
		Title: "values of another type, and null for what may be left out, are refused",
		Run: func(t *engine.Trial) {
			c := t.Call(op)
			if _, is := c.Body.(map[string]any); !is {
				panic(engine.NotApplicable("the body is not an object"))
			}
			sent := 0
			for m := range engine.Writable(op.Body.Schema) {
				for _, value := range misfitsOf(t, op, m) {
					body, _ := jsonvalue.Clone(c.Body).(map[string]any)
					if body[m.Name] = value; sent == mostCoerced || !isCoercible(m, value) || op.Body.Schema.Valid(body) {
						continue
					}
					sent++
					x := c.WithBody(body).Send(t.Bootstrap())
					wantRefusal(t, x, m.Name+" as "+engine.Written(value), spec.BadBody, 400, 422)
					if x.Success() && op.Action.Kind == spec.Create {
						c = t.Call(op) // the next would collide with what was made
					}
				}
			}
			if sent == 0 {
				panic(engine.NotApplicable("no value of another type could be read as one that fits"))
			}
		},
	})
}

// isCoercible tells whether a value that does not fit a member may be read as one that
// does.
func isCoercible(m spec.Member, value any) bool {
	if value == nil {
		return !m.Required
	}
	return m.Schema.Valid(coerced(m.Schema, value))
}

// coerced is a value as a framework reads it that knows the types of its schema, and
// turns what it can into them.
func coerced(s *spec.Schema, value any) any {
	if _, many := value.([]any); s.Type() == "array" && s.Items() != nil && value != nil && !many {
		value = []any{value} // a list of one
	}
	switch v := value.(type) {
	case nil:
		if s.Type() == "string" {
			return ""
		}
	case map[string]any:
		out := map[string]any{}
		for name, part := range v {
			switch m := s.Member(name); {
			case m == nil:
				out[name] = part
			case part != nil || m.Required:
				out[name] = coerced(m.Schema, part)
			}
		}
		return out
	case []any:
		items := s.Items()
		if items == nil {
			return v
		}
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = coerced(items, item)
		}
		return out
	case bool:
		switch s.Type() {
		case "string":
			return fmt.Sprint(v)
		case "integer", "number":
			if v {
				return json.Number("1")
			}
			return json.Number("0")
		}
	case json.Number:
		switch s.Type() {
		case "string":
			return v.String()
		case "boolean":
			return v != "0"
		}
	case string:
		if s.Type() == "boolean" && (v == "true" || v == "false") {
			return v == "true"
		}
	}
	return value
}
