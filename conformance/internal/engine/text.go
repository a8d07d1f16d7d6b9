package engine

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// Leaves are the members of a change, down to those that hold no others;
// dotted, texts and truth values alone.
func Leaves(s *spec.Schema, fits func(string) bool) []string {
	return leaves(s, "", true, fits)
}

func leaves(s *spec.Schema, prefix string, whole bool, fits func(string) bool, around ...*spec.Schema) []string {
	var out []string
	if slices.Contains(around, s) {
		return nil // it holds itself
	}
	around = append(around[:len(around):len(around)], s)
	for _, m := range sentAlone(s, whole) {
		path := prefix + m.Name
		if m.WriteOnly {
			continue
		}
		switch m.Schema.Type() {
		case "object":
			out = append(out, leaves(m.Schema, path+".", whole && m.Required, fits, around...)...)
		case "string", "boolean":
			if fits(path) {
				out = append(out, path)
			}
		}
	}
	return out
}

// sentAlone are the members that may be sent without others of their object. A whole
// object has the others.
func sentAlone(s *spec.Schema, whole bool) []spec.Member {
	members := slices.Collect(Writable(s))
	required := func(m spec.Member) bool { return m.Required }
	switch first := slices.IndexFunc(members, required); {
	case whole || first < 0:
		return members
	case slices.ContainsFunc(members[first+1:], required):
		return nil
	default:
		return members[first : first+1]
	}
}

// FreeMember is a text member that a change may set to anything, preferably at
// the top of the body; dotted. "" for none.
func (f *Family) FreeMember(s *spec.Schema) string {
	return freeText(s, "", true, func(path string) bool { return !f.Special(path) })
}

// Harmless is a change that any record may be given: of a text that may be
// anything where there is one, or else of the first member whose value means
// nothing to the server.
func (f *Family) Harmless(s *spec.Schema, mark string) map[string]any {
	change := map[string]any{}
	if path := f.FreeMember(s); path != "" {
		jsonvalue.SetAt(change, path, mark)
		return change
	}
	for m := range Writable(s) {
		if value := Sample(m.Schema, mark, false); !f.Special(m.Name) && !m.WriteOnly && m.Schema.Valid(value) {
			change[m.Name] = value
			return change
		}
	}
	for _, u := range f.Resource.Unique { // a new value is nobody's
		if own := s.At(u.Member); own != nil {
			jsonvalue.SetAt(change, u.Member, Sample(own, mark, false))
			return change
		}
	}
	if p := f.contract.Principal; f.People() && s.Member(p.Enabled) != nil {
		change[p.Enabled] = true
	} else if p != nil && f.Resource == p.Role && s.Member(p.Permissions) != nil {
		change[p.Permissions] = []any{}
	}
	return change
}

// Special members mean something to the server.
func (f *Family) Special(path string) bool {
	p := f.contract.Principal
	return f.Distinct(path) || f.Resource.ReferenceAt(path) != nil || f.People() && (path == p.Password || path == p.Enabled || path == p.Roles)
}

// AnyMark stands for the marks of all runs.
var AnyMark = RunMark + strings.Repeat(markEnd, 30)

func freeText(s *spec.Schema, prefix string, whole bool, fits func(string) bool, around ...*spec.Schema) string {
	if slices.Contains(around, s) {
		return ""
	}
	around = append(around[:len(around):len(around)], s)
	members := sentAlone(s, whole)
	for _, m := range members {
		w := m.Schema.Words()
		if free := !m.WriteOnly && m.Schema.Type() == "string" && w.Format == "" && w.Pattern == "" && w.Enum == nil && m.Schema.Valid(AnyMark); free && fits(prefix+m.Name) {
			return prefix + m.Name
		}
	}
	for _, m := range members {
		if m.Schema.Type() == "object" && !m.WriteOnly {
			if found := freeText(m.Schema, prefix+m.Name+".", whole && m.Required, fits, around...); found != "" {
				return found
			}
		}
	}
	return ""
}

// Fitted is as much of a text as a schema takes, "" where it takes none that
// begins so.
func Fitted(s *spec.Schema, text string) string {
	if most := s.Words().MaxLength; most >= 0 && most < utf8.RuneCountInString(text) {
		text = strings.TrimRight(string([]rune(text)[:most]), " ")
	}
	if !s.Valid(text) {
		return ""
	}
	return text
}

// Texts are the texts of a body that mean nothing to the server, dotted.
func (f *Family) Texts(s *spec.Schema) []string {
	return Leaves(s, func(path string) bool { return s.At(path).Type() == "string" && !f.Special(path) })
}

// Free are the texts of a body that may be anything, dotted, and that a value
// fits.
func (f *Family) Free(s *spec.Schema, text string) []string {
	return Leaves(s, func(path string) bool {
		return s.At(path).Type() == "string" && !f.Special(path) && s.At(path).Valid(text)
	})
}

// Emptied is a change of all texts of people that may be empty; of others it is
// not said that they may.
func (f *Family) Emptied(s *spec.Schema) map[string]any {
	change := map[string]any{}
	if f.People() {
		for _, path := range f.Free(s, "") {
			jsonvalue.SetAt(change, path, "")
		}
	}
	return change
}

// AnyText stands for all texts that a check makes up.
var AnyText = RunMark + strings.Repeat(markEnd, 60)
