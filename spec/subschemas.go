package spec

import (
	"slices"

	"github.com/cotalker/rolecall/internal/document"
)

// Subschemas are the schemas that stand directly in a schema, with what it asks
// of members by their names. Nothing of what it refers to or is composed of is
// read into them, as it is into [Schema.Members] and [Schema.Items].
type Subschemas struct {
	Types               []string // that the schema names itself, none for any: see [Schema.Type]
	Refers              *Schema  // what its $ref points at, nil for none
	AllOf, AnyOf, OneOf []*Schema
	Properties          []Member  // in the order of the document
	Items               *Schema   // nil for none
	First               []*Schema // of the first items: prefixItems
	Contains            *Schema   // of at least one item, nil for any
	Required            []string  // also of members that stand elsewhere, or nowhere
	AtTimes             []string  // members that must be there where others are, or are as they are
}

// Subschemas are those of the schema, as it is written at its own place.
func (s *Schema) Subschemas() *Subschemas {
	if s == nil {
		return &Subschemas{}
	}
	s.splitting.Do(func() { s.subschemas = s.split() })
	return s.subschemas
}

func (s *Schema) split() *Subschemas {
	n := s.node
	out := &Subschemas{Types: n.Own("type").Texts(), Required: n.Own("required").Texts()}
	if target := n.Target(); target != n {
		out.Refers = s.all.written(target, s.view)
	}
	out.AllOf, out.AnyOf, out.OneOf = s.list("allOf"), s.list("anyOf"), s.list("oneOf")
	for name, member := range n.Own("properties").Members() {
		if one := s.all.written(member, s.view); one != nil {
			out.Properties = append(out.Properties, memberOf(name, member, one))
		}
	}
	for _, name := range out.Required {
		for i := range out.Properties {
			out.Properties[i].Required = out.Properties[i].Required || out.Properties[i].Name == name
		}
	}
	out.First = s.list("prefixItems")
	if one := n.Own("contains"); one != nil && one.Kind == document.Object {
		out.Contains = s.all.written(one, s.view)
	}
	for _, needs := range n.Own("dependentRequired").Members() {
		out.AtTimes = append(out.AtTimes, needs.Texts()...)
	}
	for _, word := range []string{"then", "else"} {
		out.AtTimes = append(out.AtTimes, n.Own(word).Own("required").Texts()...)
	}
	if items := n.Own("items"); items != nil && items.Kind == document.Object {
		out.Items = s.all.written(items, s.view)
	}
	return out
}

func (s *Schema) list(word string) []*Schema {
	parts := s.node.Own(word)
	if parts == nil {
		return nil
	}
	var out []*Schema
	for _, part := range parts.Items {
		if one := s.all.written(part, s.view); one != nil {
			out = append(out, one)
		}
	}
	return out
}

// OwnWords are what a schema says of a value at its own place, and others after it
// at theirs: of each word, the first that says it. Nothing of what they refer to is
// read.
func (s *Schema) OwnWords(others ...*Schema) *document.Words {
	var nodes []*node
	for _, part := range append([]*Schema{s}, others...) {
		if part != nil {
			nodes = append(nodes, part.node)
		}
	}
	return document.WordsOf(nodes...)
}

// WithAlternatives are a schema and those of which its values fit one, theirs too,
// each once: they may name each other.
func (s *Schema) WithAlternatives() []*Schema {
	out := []*Schema{s}
	for i := 0; i < len(out); i++ {
		for _, one := range out[i].Alternatives() {
			if !slices.Contains(out, one) {
				out = append(out, one)
			}
		}
	}
	return out
}
