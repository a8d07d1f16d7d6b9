package spec

import (
	"slices"

	"github.com/cotalker/rolecall/internal/document"
)

// HasWriteOnly tells whether values of the schema may have a member that is never
// shown: at any depth, in lists, and in any alternative.
func (s *Schema) HasWriteOnly() bool { return s.hasWriteOnly(map[*Schema]bool{}) }

// hasWriteOnly looks once at a schema that holds itself.
func (s *Schema) hasWriteOnly(seen map[*Schema]bool) bool {
	if s == nil || seen[s] {
		return false
	}
	seen[s] = true
	if s.HidesOthers() {
		return true
	}
	for _, m := range s.Members() {
		if m.WriteOnly || m.Schema.hasWriteOnly(seen) {
			return true
		}
	}
	return slices.ContainsFunc(append([]*Schema{s.Items(), s.Additional()}, s.Alternatives()...), func(below *Schema) bool { return below.hasWriteOnly(seen) })
}

// HidesOthers tells whether the members that the schema does not name are never
// shown.
func (s *Schema) HidesOthers() bool {
	others := s.Additional()
	return others != nil && document.Hidden(others.node)
}

// TakesOthers tells whether the schema says that its values may have members beside
// those that it names.
func (s *Schema) TakesOthers() bool {
	if s == nil {
		return false
	}
	others := false
	document.Compose(s.node, func(part *node) bool {
		for _, word := range []string{"additionalProperties", "unevaluatedProperties", "patternProperties"} {
			said := part.Own(word)
			others = others || said != nil && (said.Kind == document.Object || said.True())
		}
		return !others
	}, "allOf")
	return others
}
