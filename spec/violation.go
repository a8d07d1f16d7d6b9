package spec

import (
	"fmt"

	"github.com/cotalker/rolecall/internal/document"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// Violation is one way in which a value does not fit its schema.
type Violation struct {
	Pointer string // JSON Pointer of the faulty value
	Detail  string
}

// Check lists every way in which a decoded value does not fit, none for a
// value that does.
func (s *Schema) Check(v any) []Violation {
	if s == nil {
		return nil
	}
	if fast := s.fastPath(); fast == nil || fast.accepts(v) {
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
		at += "/" + document.EscapePointer(token)
	}
	switch k := e.ErrorKind.(type) {
	case *kind.Required:
		for _, name := range k.Missing {
			out = append(out, Violation{at + "/" + document.EscapePointer(name), "is missing"})
		}
		return out
	case *kind.AdditionalProperties:
		for _, name := range k.Properties {
			out = append(out, Violation{at + "/" + document.EscapePointer(name), "is not a member that can be sent here"})
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
		return append(out, Violation{at, "may not be sent here"})
	}
	if len(e.Causes) == 0 {
		return append(out, Violation{at, e.ErrorKind.LocalizedString(english)})
	}
	for _, cause := range e.Causes {
		out = violations(out, cause)
	}
	return out
}
