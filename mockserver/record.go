package mockserver

import (
	"strings"

	"github.com/cotalker/rolecall/spec"
	"github.com/tidwall/gjson"
)

// record is one stored resource. It never changes: a write puts a new one in
// its place, so a reader may keep it for as long as it likes.
type record struct {
	id       string
	seq      uint64 // place in the order of creation
	json     []byte // as replies send it
	created  int64  // milliseconds since 1970, 0 without such a member
	modified int64
	password *password // of a caller; nil for none

	// What admission looks up at each request, read from json once.
	enabled bool        // of a caller or a role
	roles   []string    // of a caller
	rights  spec.Rights // of a role
}

// text reads one scalar member from the stored JSON, "" where it is not set.
func (r *record) text(path string) string {
	return gjson.GetBytes(r.json, path).String()
}

// texts are all the values that a member has: the items of a list, or the one
// value.
func (r *record) texts(path string) []string {
	v := gjson.GetBytes(r.json, path)
	if !v.Exists() {
		return nil
	}
	if !v.IsArray() {
		return []string{v.String()}
	}
	var out []string
	for _, item := range v.Array() {
		out = append(out, item.String())
	}
	return out
}

// jsonPath writes a dotted path of the contract as gjson reads it.
func jsonPath(member string) string {
	parts := strings.Split(member, ".")
	for i, part := range parts {
		parts[i] = gjson.Escape(part)
	}
	return strings.Join(parts, ".")
}

// fold is how values are compared where the case of letters is nothing.
func fold(value string, ignoreCase bool) string {
	if ignoreCase {
		return strings.ToLower(value)
	}
	return value
}
