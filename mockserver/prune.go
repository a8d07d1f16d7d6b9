package mockserver

import (
	"slices"

	"github.com/cotalker/rolecall/spec"
)

// hiddenMembers are the members of a schema that are never shown: at any depth, in
// lists, and in each of its alternatives. It is nil for a schema that has none.
type hiddenMembers struct{ schema *spec.Schema }

func hiddenIn(s *spec.Schema) *hiddenMembers {
	if !s.HasWriteOnly() {
		return nil
	}
	return &hiddenMembers{s}
}

// standsIn tells whether a value has a hidden member.
func (h *hiddenMembers) standsIn(value any) bool {
	return h != nil && visit(h.schema, value, func(map[string]any, string) bool { return true })
}

// prune takes the hidden members out of a value, which it changes.
func (h *hiddenMembers) prune(value any) {
	if h != nil {
		visit(h.schema, value, func(object map[string]any, name string) bool {
			delete(object, name)
			return false
		})
	}
}

// visit finds the hidden members of a value, until found says that it is enough.
// It goes as deep as the value does, and sees it as each of its alternatives.
func visit(s *spec.Schema, value any, found func(object map[string]any, name string) bool) bool {
	if s == nil {
		return false
	}
	if len(s.Alternatives()) == 0 {
		return visitAs(s, value, found)
	}
	return slices.ContainsFunc(withAlternatives(s), func(as *spec.Schema) bool { return visitAs(as, value, found) })
}

func visitAs(s *spec.Schema, value any, found func(object map[string]any, name string) bool) bool {
	switch v := value.(type) {
	case map[string]any:
		for name, below := range v {
			of, m := s.Additional(), s.Member(name)
			if m != nil {
				of = m.Schema
			}
			if m != nil && m.WriteOnly {
				if found(v, name) {
					return true
				}
			} else if visit(of, below, found) {
				return true
			}
		}
	case []any:
		for _, item := range v {
			if visit(s.Items(), item, found) {
				return true
			}
		}
	}
	return false
}

// withAlternatives are a schema and those of which its values fit one, theirs too,
// each once: they may name each other.
func withAlternatives(s *spec.Schema) []*spec.Schema {
	out := []*spec.Schema{s}
	for i := 0; i < len(out); i++ {
		for _, one := range out[i].Alternatives() {
			if !slices.Contains(out, one) {
				out = append(out, one)
			}
		}
	}
	return out
}
