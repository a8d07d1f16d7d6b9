package spec

import (
	"reflect"
	"slices"
	"strconv"

	"github.com/cotalker/rolecall/internal/document"
	"github.com/cotalker/rolecall/internal/jsonvalue"
)

// MemberRules says who may write which member of a request body. It follows
// the body's schema down: an object may have rules of its own, and nested
// objects theirs.
type MemberRules struct {
	Default   *Access            // of every member without its own, known or not; nil: whoever may call
	Own       map[string]*Access // members with their own x-security
	Forbidden []string           // members that exist but nobody may write here

	forbids   *node // where the document says so
	nested    map[string]*MemberRules
	items     *MemberRules      // of a list's items
	others    *MemberRules      // of what stands in members that the schema does not name
	othersOwn *Access           // of those members, where they have a rule of their own
	special   []string          // all that the default does not decide on alone
	defaults  map[string]any    // a create's member with this value is no write
	types     map[string]string // of the members that the schema names, the JSON type that it wants
}

// hasOthers tells whether members that the schema does not name have rules of
// their own.
func (m *MemberRules) hasOthers() bool { return m.others != nil || m.othersOwn != nil }

// count counts the objects and lists of a body that have rules, as far as most.
// What holds itself counts once on each way down.
func (m *MemberRules) count(above map[*MemberRules]bool, most int) int {
	if m == nil || above[m] || most <= 0 {
		return 0
	}
	above[m] = true
	defer delete(above, m)
	n := 1
	for _, nested := range m.nested {
		n += nested.count(above, most-n)
	}
	n += m.items.count(above, most-n)
	return n + m.others.count(above, most-n)
}

// Denial is one member of a body that the caller may not write.
type Denial struct {
	Pointer   string
	Forbidden bool // nobody may write it here
	Own       bool // the member has a rule of its own, not the object's default
	Access    *Access

	node *node // where the document says so
}

// Denials lists the members of a decoded body that these credentials may not
// write. On a create, a member that equals its schema's default is no write,
// and one of a wrong type is left to the schema. A nil MemberRules denies
// nothing.
func (m *MemberRules) Denials(body any, create bool, c Credentials) []Denial {
	return m.denials(body, create, c)
}

// Allow tells whether Denials finds none.
func (m *MemberRules) Allow(body any, create bool, c Credentials) bool {
	object, isObject := body.(map[string]any)
	if m == nil || !isObject {
		return len(m.Denials(body, create, c)) == 0
	}
	usual := m.Default == nil || m.Default.Admit(c) == ""
	every := !usual || m.hasOthers()
	for name, value := range object {
		if (every || slices.Contains(m.special, name)) && len(m.denialsOf(name, value, usual, create, c)) > 0 {
			return false
		}
	}
	return true
}

// denials are those of a value, their pointers from it on.
func (m *MemberRules) denials(body any, create bool, c Credentials) []Denial {
	if m == nil {
		return nil
	}
	var out []Denial
	if list, is := body.([]any); is && m.items != nil {
		for i, item := range list {
			out = append(out, below(strconv.Itoa(i), m.items.denials(item, create, c))...)
		}
		return out
	}
	object, ok := body.(map[string]any)
	if !ok {
		return nil
	}
	usual := m.Default == nil || m.Default.Admit(c) == ""
	if usual && !m.hasOthers() {
		for _, name := range m.special {
			if value, sent := object[name]; sent {
				out = append(out, m.denialsOf(name, value, usual, create, c)...)
			}
		}
	} else {
		for name, value := range object {
			out = append(out, m.denialsOf(name, value, usual, create, c)...)
		}
	}
	slices.SortFunc(out, func(a, b Denial) int {
		switch {
		case a.Pointer < b.Pointer:
			return -1
		case a.Pointer > b.Pointer:
			return 1
		}
		return 0
	})
	return out
}

// below are denials of what stands under a name, their pointers from above it on.
func below(name string, denied []Denial) []Denial {
	for i := range denied {
		denied[i].Pointer = "/" + document.EscapePointer(name) + denied[i].Pointer
	}
	return denied
}

// denialsOf are those of one member of an object, their pointers from the object
// on. Usual tells whether the default rule admits.
func (m *MemberRules) denialsOf(name string, value any, usual, create bool, c Credentials) []Denial {
	if slices.Contains(m.Forbidden, name) {
		return []Denial{{Pointer: "/" + document.EscapePointer(name), Forbidden: true, node: m.forbids}}
	}
	access, own := m.Own[name]
	nested := m.nested[name]
	if _, named := m.types[name]; !named {
		nested = m.others
		if m.othersOwn != nil {
			access, own = m.othersOwn, true
		}
	}
	admitted := usual
	if own {
		admitted = access.Admit(c) == ""
	} else {
		access = m.Default
	}
	if !admitted && !(create && m.noWrite(name, value)) {
		return []Denial{{Pointer: "/" + document.EscapePointer(name), Own: own, Access: access, node: access.node}}
	}
	return below(name, nested.denials(value, create, c))
}

func (m *MemberRules) noWrite(name string, value any) bool {
	if want := m.types[name]; want != "" && want != jsonvalue.TypeOf(value) && !(want == "integer" && jsonvalue.TypeOf(value) == "number") {
		return true
	}
	standard, has := m.defaults[name]
	return has && reflect.DeepEqual(value, standard)
}

// Nested are the rules of a member that is an object, nil for none.
func (m *MemberRules) Nested(name string) *MemberRules {
	if m == nil {
		return nil
	}
	return m.nested[name]
}
