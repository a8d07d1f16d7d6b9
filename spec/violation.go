package spec

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

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
	Kind    ViolationKind // "" for most
}

// ViolationKind tells violations apart that may be the document's own fault.
type ViolationKind string

// The kinds.
const (
	UnknownMember   ViolationKind = "unknown member"   // additionalProperties: false of one part of an allOf closes it to the others
	TwoAlternatives ViolationKind = "two alternatives" // of a oneOf, which anyOf would let be
	Unchecked       ViolationKind = "unchecked"        // alternatives within alternatives: nobody knows in bounded time whether it fits
)

// Check lists every way in which a decoded value does not fit, ordered by
// pointer; none for a value that does.
func (s *Schema) Check(v any) []Violation {
	if s == nil {
		return nil
	}
	if fast := s.fastPath(); fast == nil || fast.accepts(v) {
		return nil
	}
	err := s.validate(v)
	if err == nil {
		return nil
	}
	invalid, ok := err.(*jsonschema.ValidationError)
	if !ok {
		kind := ViolationKind("")
		if err == errUnchecked {
			kind = Unchecked
		}
		return []Violation{{Detail: err.Error(), Kind: kind}}
	}
	return inOrder(invalid)
}

// inOrder gives the violations of a tree of errors, in the same order each time.
func inOrder(e *jsonschema.ValidationError) []Violation {
	out := violations(nil, e)
	slices.SortFunc(out, func(a, b Violation) int {
		return cmp.Or(cmp.Compare(a.Pointer, b.Pointer), cmp.Compare(a.Detail, b.Detail))
	})
	return out
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
			out = append(out, Violation{Pointer: at + "/" + document.EscapePointer(name), Detail: "is missing"})
		}
		return out
	case *kind.AdditionalProperties:
		for _, name := range k.Properties {
			out = append(out, Violation{Pointer: at + "/" + document.EscapePointer(name), Detail: "is not a member that can be sent here", Kind: UnknownMember})
		}
		return out
	case *kind.AnyOf:
		return append(out, Violation{Pointer: at, Detail: noAlternative(at, e)})
	case *kind.OneOf:
		if len(k.Subschemas) == 2 {
			return append(out, Violation{Pointer: at, Kind: TwoAlternatives, Detail: fmt.Sprintf("fits alternative %d and alternative %d, and may fit one only", k.Subschemas[0]+1, k.Subschemas[1]+1)})
		}
		return append(out, Violation{Pointer: at, Detail: noAlternative(at, e)})
	case *kind.MinProperties:
		return append(out, Violation{Pointer: at, Detail: fmt.Sprintf("needs at least %d member(s)", k.Want)})
	// The library's own words for these repeat the value, which may be a secret.
	case *kind.Pattern:
		return append(out, Violation{Pointer: at, Detail: "does not match the pattern " + k.Want})
	case *kind.Format:
		return append(out, Violation{Pointer: at, Detail: "is not a valid " + k.Want})
	case *kind.FalseSchema:
		return append(out, Violation{Pointer: at, Detail: "may not be sent here"})
	}
	if len(e.Causes) == 0 {
		return append(out, Violation{Pointer: at, Detail: e.ErrorKind.LocalizedString(english)})
	}
	for _, cause := range e.Causes {
		out = violations(out, cause)
	}
	return out
}

// maxTold is how many violations are told of the alternative that is nearest.
const maxTold = 3

// noAlternative says that a value fits none of the alternatives, and what is wrong
// with it for the nearest of those that take values of its type: the one with the
// fewest violations.
func noAlternative(at string, among *jsonschema.ValidationError) string {
	nearest, fewest := -1, []Violation(nil)
	var others *kind.Type
	var wanted []string
	for i, e := range among.Causes {
		if other := otherType(e, len(among.InstanceLocation)); other != nil {
			others, wanted = other, append(wanted, other.Want...)
			continue
		}
		if found := inOrder(e); nearest < 0 || len(found) < len(fewest) {
			nearest, fewest = i, found
		}
	}
	text := fmt.Sprintf("fits none of the %d alternatives", len(among.Causes))
	if nearest < 0 {
		slices.Sort(wanted)
		return fmt.Sprintf("%s: got %s, want %s", text, others.Got, strings.Join(slices.Compact(wanted), " or "))
	}
	var told []string
	for _, v := range fewest[:min(len(fewest), maxTold)] {
		told = append(told, strings.TrimSpace(strings.TrimPrefix(v.Pointer, at)+" "+v.Detail))
	}
	if more := len(fewest) - len(told); more > 0 {
		told = append(told, fmt.Sprintf("and %d more", more))
	}
	return fmt.Sprintf("%s; the nearest is number %d: %s", text, nearest+1, strings.Join(told, ", "))
}

// otherType gives what an alternative says of the type of the value itself, which
// stands at a depth; nil where the type is right.
func otherType(e *jsonschema.ValidationError, depth int) *kind.Type {
	if k, is := e.ErrorKind.(*kind.Type); is && len(e.InstanceLocation) == depth {
		return k
	}
	for _, cause := range e.Causes {
		if k := otherType(cause, depth); k != nil {
			return k
		}
	}
	return nil
}
