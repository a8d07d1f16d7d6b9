package infer

import (
	"slices"

	"github.com/cotalker/rolecall/internal/document"
)

// member is one of an object's.
type member struct {
	name   string
	schema *document.Node
}

// shape are the members of an object schema, those that it is composed of too.
type shape struct {
	node    *document.Node
	members []member
	index   map[string]*document.Node // of members, by their names
	plain   map[string]string         // names of members, by their plain ones
	need    []string                  // the required ones
	parts   map[*document.Node]bool   // that it is composed of, itself too
	kinds   []*document.Node          // of which it may be any
}

// shapes are those of a document, each read once: a schema is looked at beside
// every collection.
type shapes map[*document.Node]*shape

// of is the shape of a schema, nil for one that is no object with members.
func (all shapes) of(n *document.Node) *shape {
	if n = n.Deref(); n == nil {
		return nil
	}
	known, is := all[n]
	if !is {
		all[n] = nil // while it is being read: it may hold itself
		known = all.read(n)
		all[n] = known
	}
	return known
}

// maxMembers is how many members a resource may have: what has more is a table,
// and looking at pairs of such takes seconds.
const maxMembers = 2000

func (all shapes) read(n *document.Node) *shape {
	s := &shape{node: n, index: map[string]*document.Node{}, plain: map[string]string{}, parts: map[*document.Node]bool{}}
	document.Compose(n, func(part *document.Node) bool {
		s.parts[part] = true
		for name, schema := range part.Own("properties").Members() {
			s.add(name, schema)
		}
		for _, word := range []string{"oneOf", "anyOf"} {
			s.addAlternatives(all, part.Own(word))
		}
		s.need = append(s.need, part.Own("required").Texts()...)
		return len(s.members) <= maxMembers
	}, "allOf")
	if len(s.members) == 0 || len(s.members) > maxMembers {
		return nil
	}
	return s
}

func (s *shape) add(name string, schema *document.Node) {
	if known := s.at(name); known != nil {
		if document.Describes(schema) && !document.Describes(known) { // a part that says more of it
			s.index[name] = schema
			s.members[slices.IndexFunc(s.members, func(m member) bool { return m.name == name })].schema = schema
		}
		return
	}
	s.members = append(s.members, member{name, schema})
	s.index[name] = schema
	if plain := plainName(name); s.plain[plain] == "" {
		s.plain[plain] = name
	}
}

// addAlternatives adds what any of some alternatives has, where all of them are
// objects, and needs what all of them need.
func (s *shape) addAlternatives(all shapes, list *document.Node) {
	if list == nil {
		return
	}
	var ones []*shape
	for _, one := range list.Items {
		if one.Get("type").Text() == "null" {
			continue
		}
		known := all.of(one)
		if known == nil {
			return
		}
		ones = append(ones, known)
	}
	for i, one := range ones {
		s.kinds = append(s.kinds, one.node)
		for _, m := range one.members {
			s.add(m.name, m.schema)
		}
		for _, name := range one.need {
			if i == 0 && !slices.ContainsFunc(ones, func(other *shape) bool { return !slices.Contains(other.need, name) }) {
				s.need = append(s.need, name)
			}
		}
	}
}

// at finds a member's schema, nil for none.
func (s *shape) at(name string) *document.Node {
	if s == nil {
		return nil
	}
	return s.index[name]
}

// called finds the member of a name, whatever its case and punctuation, "" for
// none.
func (s *shape) called(name string) string {
	if s == nil {
		return ""
	}
	return s.plain[plainName(name)]
}

// identified tells whether an object has an id of its own, so that it is a record
// and not what stands around some.
func (s *shape) identified() bool {
	return slices.ContainsFunc([]string{"id", "_id", "uuid", "gid", "sid"}, func(name string) bool { return s.called(name) != "" })
}

// shared counts the members that two have in common.
func (s *shape) shared(other *shape) int {
	n := 0
	if s != nil && other != nil {
		for _, m := range s.members {
			if other.at(m.name) != nil {
				n++
			}
		}
	}
	return n
}

// same tells whether two schemas are of the same thing: they are one, one is a
// part of the other, or they have three fifths of the smaller's members in
// common.
func (s *shape) same(other *shape) bool {
	if s == nil || other == nil {
		return false
	}
	if s.isExactly(other) {
		return true
	}
	least := min(len(s.members), len(other.members))
	return (least > 2 || least == len(s.members) && least == len(other.members)) && 5*s.shared(other) >= 3*least
}

// within tells whether all members of s are members of other.
func (s *shape) within(other *shape) bool {
	return s != nil && other != nil && s.shared(other) == len(s.members)
}

// isExactly tells whether two are one, one is a part of the other or a kind of it, or
// both are of the same kinds.
func (s *shape) isExactly(other *shape) bool {
	if s == nil || other == nil {
		return false
	}
	if other.parts[s.node] || s.parts[other.node] || slices.Contains(s.kinds, other.node) || slices.Contains(other.kinds, s.node) {
		return true
	}
	return len(s.kinds) > 0 && len(s.kinds) == len(other.kinds) && !slices.ContainsFunc(s.kinds, func(kind *document.Node) bool { return !slices.Contains(other.kinds, kind) })
}

// writtenAgain tells whether two are the same record, written twice: each has the members
// of the other, and an id among them.
func (s *shape) writtenAgain(other *shape) bool {
	return s.within(other) && other.within(s) && s.identified()
}

// coveredBy tells whether a value of other has every member that s requires.
func (s *shape) coveredBy(other *shape) bool {
	return !slices.ContainsFunc(s.need, func(name string) bool { return other.at(name) == nil && s.at(name) != nil })
}

// isOpen tells whether a schema is of objects that may be anything.
func isOpen(n *document.Node) bool {
	return document.TypeOf(n) == "object" && !document.Describes(n) && (n.Get("additionalProperties") == nil || n.Get("additionalProperties").True())
}

// isText tells whether a schema is of texts that are free of form.
func isText(n *document.Node) bool {
	return document.TypeOf(n) == "string" && document.FormatOf(n) == "" && n.Get("enum") == nil && n.Get("pattern") == nil
}

// isScalar tells whether a schema is of single values.
func isScalar(n *document.Node) bool {
	switch document.TypeOf(n) {
	case "string", "integer", "number", "boolean":
		return true
	}
	return false
}
