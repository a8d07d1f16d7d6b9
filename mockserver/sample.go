package mockserver

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/spec"
)

// sample is a value of a schema, the same for the same seed.
func (c *config) sample(s *spec.Schema, seed string) any {
	h := fnv.New64a()
	h.Write([]byte(seed))
	return (&sampler{h.Sum64()}).value(s, 0)
}

func jsonInt(n int) json.Number { return json.Number(strconv.Itoa(n)) }

// sampler makes values for what nobody gave an example of.
type sampler struct{ seed uint64 }

// maxSampleDepth bounds schemas that hold themselves.
const maxSampleDepth = 5

// decoded is a value of the document as a body would bring it.
func decoded(v any) any {
	value, _ := spec.DecodeJSON(spec.AppendJSON(nil, v, nil))
	return value
}

func (m *sampler) value(s *spec.Schema, depth int) any {
	if s == nil {
		return nil
	}
	for _, word := range []string{"const", "example", "default"} {
		if n := s.Node.Get(word); n != nil {
			if v := decoded(n.Value()); s.Valid(v) {
				return v
			}
		}
	}
	for _, word := range []string{"examples", "enum"} {
		if n := s.Node.Get(word); n != nil {
			for _, item := range n.Items {
				if v := decoded(item.Value()); s.Valid(v) {
					return v
				}
			}
		}
	}
	switch s.Type() {
	case "object":
		return m.object(s, depth)
	case "array":
		least, _ := s.Node.Get("minItems").Value().(int)
		list := []any{}
		for range max(min(least, 10), 1) {
			if item := m.value(s.Items(), depth+1); depth < maxSampleDepth {
				list = append(list, item)
			}
		}
		return list
	case "string":
		return m.text(s)
	case "integer", "number":
		for _, n := range []any{s.Node.Get("minimum").Value(), 1, s.Node.Get("maximum").Value(), 10, 100, 1000} {
			if v := decoded(n); v != nil && s.Valid(v) {
				return v
			}
		}
		return jsonInt(1)
	case "boolean":
		return true
	}
	return nil
}

func (m *sampler) object(s *spec.Schema, depth int) any {
	out := map[string]any{}
	members := s.Members()
	for i := range members {
		if one := &members[i]; !one.WriteOnly && (one.Required || depth < 2) && depth < maxSampleDepth {
			if value := m.value(one.Schema, depth+1); value != nil || one.Required {
				out[one.Name] = value
			}
		}
	}
	return out
}

func (m *sampler) text(s *spec.Schema) any {
	id := uuid(m.seed)
	for _, text := range []string{
		"text", "2026-01-02T03:04:05Z", "2026-01-02", "03:04:05Z", id, "https://example.com/1", "someone@example.com",
		"example.com", "192.0.2.1", "2001:db8::1", "P1D", "a", strings.Repeat("text ", 20),
	} {
		if s.ValidText(text) {
			return text
		}
	}
	if text, err := fixtures.Matching(s, m.seed, 0); err == nil {
		return text
	}
	if least, is := s.Node.Get("minLength").Value().(int); is && least < 1<<16 {
		return fmt.Sprintf("%-*s", least, "text")
	}
	return "text"
}
