package spec

import (
	"strings"

	"github.com/cotalker/rolecall/internal/document"
)

// Where is the place in the document that speaks of the value at a JSON Pointer
// into a value of the schema, or of the nearest value around it.
func (s *Schema) Where(pointer string) *Node {
	if s == nil {
		return nil
	}
	for token := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
		below := s.below(document.UnescapePointer(token))
		if below == nil {
			break
		}
		s = below
	}
	return s.Node
}

// below is the schema of a member, or of an item, nil for none.
func (s *Schema) below(token string) *Schema {
	if m := s.Member(token); m != nil {
		return m.Schema
	}
	for _, one := range s.Alternatives() {
		if m := one.Member(token); m != nil {
			return m.Schema
		}
	}
	if token != "" && strings.Trim(token, "0123456789") == "" {
		return s.Items()
	}
	return nil
}
