package spec

import (
	"fmt"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// Schema is a JSON Schema of the contract, compiled once. The nil Schema
// accepts everything.
type Schema struct {
	Node *Node // the schema in the document, every outer $ref followed

	members []Member
	byName  map[string]*Member
	items   *Schema
	all     *schemas

	compiled *jsonschema.Schema // once all are compiled
	quick    *fit
}

// Member is one property of an object schema.
type Member struct {
	Name      string
	Schema    *Schema
	Required  bool
	WriteOnly bool // stored but never in a reply
	Fake      string

	key string // as it is written in an object, with its colon
}

// Violation is one way in which a value does not fit its schema.
type Violation struct {
	Pointer string // JSON Pointer of the faulty value
	Detail  string
}

// Members are the properties in the order of the document, those of allOf
// first.
func (s *Schema) Members() []Member {
	if s == nil {
		return nil
	}
	return s.members
}

// Member finds a property by its name, nil for an unknown one.
func (s *Schema) Member(name string) *Member {
	if s == nil {
		return nil
	}
	return s.byName[name]
}

// At walks a dotted path of members ("name.first"), nil where it leads
// nowhere.
func (s *Schema) At(path string) *Schema {
	for name := range strings.SplitSeq(path, ".") {
		m := s.Member(name)
		if m == nil {
			return nil
		}
		s = m.Schema
	}
	return s
}

// Items is the schema of an array's items, nil for none.
func (s *Schema) Items() *Schema {
	if s == nil {
		return nil
	}
	return s.items
}

// Type is the JSON type that the schema wants, "" for any.
func (s *Schema) Type() string {
	if s == nil {
		return ""
	}
	if t := s.Node.Get("type").Text(); t != "" {
		return t
	}
	if len(s.members) > 0 {
		return "object"
	}
	return ""
}

// Closed tells whether unknown members are refused.
func (s *Schema) Closed() bool {
	extra := s.Node.Get("additionalProperties")
	return extra != nil && extra.Scalar == false
}

// Default is the schema's default and whether it has one.
func (s *Schema) Default() (any, bool) {
	if s == nil {
		return nil, false
	}
	d := s.Node.Get("default")
	return d.Value(), d != nil
}

// fit is the quick form, compiled if need be.
func (s *Schema) fit() *fit {
	s.all.compile(&Reporter{})
	return s.quick
}

// Valid tells whether a decoded value fits.
func (s *Schema) Valid(v any) bool {
	return s == nil || s.fit().yes(v) || s.compiled.Validate(v) == nil
}

// ValidText is Valid for a string.
func (s *Schema) ValidText(text string) bool {
	return s == nil || s.fit().text(text) || s.compiled.Validate(text) == nil
}

// Check lists every way in which a decoded value does not fit, none for a
// value that does.
func (s *Schema) Check(v any) []Violation {
	if s == nil || s.fit().yes(v) {
		return nil
	}
	err := s.compiled.Validate(v)
	if err == nil {
		return nil
	}
	invalid, ok := err.(*jsonschema.ValidationError)
	if !ok {
		return []Violation{{Detail: err.Error()}}
	}
	return violations(nil, invalid)
}

var english = message.NewPrinter(language.English)

// violations flattens the tree of errors to its leaves, each with the pointer
// of the very member that is missing or too many.
func violations(out []Violation, e *jsonschema.ValidationError) []Violation {
	at := ""
	for _, token := range e.InstanceLocation {
		at += "/" + EscapePointer(token)
	}
	switch k := e.ErrorKind.(type) {
	case *kind.Required:
		for _, name := range k.Missing {
			out = append(out, Violation{at + "/" + EscapePointer(name), "is missing"})
		}
		return out
	case *kind.AdditionalProperties:
		for _, name := range k.Properties {
			out = append(out, Violation{at + "/" + EscapePointer(name), "is not a member that can be sent here"})
		}
		return out
	case *kind.OneOf, *kind.AnyOf:
		return append(out, Violation{at, english.Sprintf("fits none of the alternatives: %s", k.LocalizedString(english))})
	case *kind.MinProperties:
		return append(out, Violation{at, fmt.Sprintf("needs at least %d member(s)", k.Want)})
	// The library's own words for these repeat the value, which may be a secret.
	case *kind.Pattern:
		return append(out, Violation{at, "does not match the pattern " + k.Want})
	case *kind.Format:
		return append(out, Violation{at, "is no " + k.Want})
	case *kind.FalseSchema:
		return append(out, Violation{at, "is not allowed"})
	}
	if len(e.Causes) == 0 {
		return append(out, Violation{at, e.ErrorKind.LocalizedString(english)})
	}
	for _, cause := range e.Causes {
		out = violations(out, cause)
	}
	return out
}
