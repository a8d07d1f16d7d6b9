package state

import (
	"strings"

	"github.com/tidwall/gjson"
)

// MemberPath is where a record has a member; the zero path is nowhere.
type MemberPath struct {
	top    string // the member of the record that it is, or lies in
	nested bool
	path   string // as gjson reads it
}

// MemberPathOf is the place of a member by its dotted path.
func MemberPathOf(member string) MemberPath {
	top, _, nested := strings.Cut(member, ".")
	return MemberPath{top, nested, jsonPath(member)}
}

// Touched tells whether changes may give the member another value; nil is a
// change of all.
func (p MemberPath) Touched(changes map[string]any) bool {
	_, touched := changes[p.top]
	return p.path != "" && (touched || changes == nil)
}

// jsonPath writes a dotted path of the contract as gjson reads it.
func jsonPath(member string) string {
	parts := strings.Split(member, ".")
	for i, part := range parts {
		parts[i] = gjson.Escape(part)
	}
	return strings.Join(parts, ".")
}
