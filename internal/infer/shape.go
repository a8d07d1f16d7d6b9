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
	need    []string                  // the required ones
}

// maxMembers is how many members a resource may have: what has more is a table,
// and looking at pairs of such takes seconds.
const maxMembers = 2000

// shapeOf reads a schema, nil for one that is no object with members.
func shapeOf(n *document.Node) *shape {
	if n = n.Deref(); n == nil {
		return nil
	}
	s := &shape{node: n, index: map[string]*document.Node{}}
	document.Compose(n, func(part *document.Node) bool {
		for name, schema := range part.Own("properties").Members() {
			if s.at(name) == nil {
				s.members = append(s.members, member{name, schema})
				s.index[name] = schema
			}
		}
		s.need = append(s.need, part.Own("required").Texts()...)
		return len(s.members) <= maxMembers
	}, "allOf")
	if len(s.members) == 0 || len(s.members) > maxMembers {
		return nil
	}
	return s
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
	if s != nil {
		for _, m := range s.members {
			if plainName(m.name) == plainName(name) {
				return m.name
			}
		}
	}
	return ""
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

// isExactly tells whether two are one, or one is a part of the other.
func (s *shape) isExactly(other *shape) bool {
	return s != nil && other != nil && (s.node == other.node || partOf(s.node, other.node) || partOf(other.node, s.node))
}

func partOf(n, whole *document.Node) bool {
	found := false
	document.Compose(whole, func(part *document.Node) bool {
		found = part == n
		return !found
	}, "allOf")
	return found
}

// coveredBy tells whether a value of other has every member that s requires.
func (s *shape) coveredBy(other *shape) bool {
	return !slices.ContainsFunc(s.need, func(name string) bool { return other.at(name) == nil && s.at(name) != nil })
}

// isText tells whether a schema is of texts that are free of form.
func isText(n *document.Node) bool {
	return document.TypeOf(n) == "string" && n.Get("format") == nil && n.Get("enum") == nil && n.Get("pattern") == nil
}

// isScalar tells whether a schema is of single values.
func isScalar(n *document.Node) bool {
	switch document.TypeOf(n) {
	case "string", "integer", "number", "boolean":
		return true
	}
	return false
}
