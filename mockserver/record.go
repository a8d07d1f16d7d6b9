package mockserver

import (
	"iter"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/internal/instant"
	"github.com/cotalker/rolecall/spec"

	"github.com/tidwall/gjson"
)

// record is one stored resource. It never changes: a write puts a new one in
// its place, so a reader may keep it for as long as it likes.
type record struct {
	id       string
	seq      uint64   // place in the order of creation
	parents  []string // ids of what it stands below, "" for any; nil for none
	json     string   // as replies send it
	created  int64    // milliseconds since 1970, 0 without such a member
	modified int64
	password *password // of a caller; nil for none

	// document is json decoded, nil from when the record is stored: a member is
	// found sooner in it.
	document map[string]any

	// What admission looks up at each request, read from json once.
	enabled bool        // of a caller or a role
	roles   []string    // of a caller
	rights  spec.Rights // of a role
}

// record reads what the mock looks up from the JSON of a resource.
func (w *world) record(p *storagePlan, text string) *record {
	r := &record{json: text}
	r.id = strings.Clone(r.text(p.id))
	r.created, r.modified = r.instant(p.created), r.instant(p.modified)
	w.readAdmissionMembers(r, p, nil)
	return r
}

// readAdmissionMembers reads what admission looks up, as far as changes touch it:
// to find a member in the JSON takes long. Where they are nil all is read.
func (w *world) readAdmissionMembers(r *record, p *storagePlan, changes map[string]any) {
	if p.enabled.touched(changes) {
		r.enabled = r.isTrue(p.enabled)
	} else if changes == nil {
		r.enabled = true
	}
	if p.roles.touched(changes) {
		r.roles = w.roleIDs(r, p)
	}
	if p.permissions.touched(changes) {
		r.rights = w.contract.Permissions.Rights(slices.Collect(r.values(p.permissions))...)
	}
}

// roleIDs are those of a caller, as the roles have them: a text of the request
// would hold on to all of it.
func (w *world) roleIDs(r *record, p *storagePlan) []string {
	var ids []string
	roles := w.of(w.contract.Principal.Role)
	for id := range r.values(p.roles) {
		if role := roles.find(id); role != nil {
			id = role.id
		} else if r.document != nil {
			id = strings.Clone(id)
		}
		ids = append(ids, id)
	}
	return ids
}

// isTrue tells whether a member is true.
func (r *record) isTrue(p memberPath) bool {
	if r.document != nil && !p.nested {
		return r.document[p.top] == true
	}
	return gjson.Get(r.json, p.path).Type == gjson.True
}

// instant reads a date in milliseconds since 1970, 0 where it is none.
func (r *record) instant(path string) int64 {
	if path == "" {
		return 0
	}
	ms, err := instant.Parse(r.text(path))
	if err != nil {
		return 0
	}
	return ms
}

// text reads one scalar member from the stored JSON, "" where it is not set.
func (r *record) text(path string) string { return gjson.Get(r.json, path).String() }

// whole reads a whole number at a dotted path, 0 where there is none.
func (r *record) whole(member string) int64 { return gjson.Get(r.json, jsonPath(member)).Int() }

// raw is the JSON at a dotted path, "" where there is none.
func (r *record) raw(member string) string { return gjson.Get(r.json, jsonPath(member)).Raw }

// values are all the values that a member has: the items of a list, or the one
// value.
func (r *record) values(p memberPath) iter.Seq[string] {
	return func(yield func(string) bool) {
		if r.document != nil && !p.nested {
			switch v := r.document[p.top].(type) {
			case nil:
				return
			case string:
				yield(v)
				return
			case []any:
				if !slices.ContainsFunc(v, notText) {
					for _, item := range v {
						if !yield(item.(string)) {
							return
						}
					}
					return
				}
			}
		}
		switch v := gjson.Get(r.json, p.path); {
		case !v.Exists():
		case v.IsArray():
			v.ForEach(func(_, item gjson.Result) bool { return yield(item.String()) })
		default:
			yield(v.String())
		}
	}
}

func notText(v any) bool {
	_, isText := v.(string)
	return !isText
}

// memberPath is where a record has a member; the zero path is nowhere.
type memberPath struct {
	top    string // the member of the record that it is, or lies in
	nested bool
	path   string // as gjson reads it
}

func memberPathOf(member string) memberPath {
	top, _, nested := strings.Cut(member, ".")
	return memberPath{top, nested, jsonPath(member)}
}

// touched tells whether changes may give the member another value; nil is a
// change of all.
func (p memberPath) touched(changes map[string]any) bool {
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

// fold is how values are compared where the case of letters is nothing.
func fold(value string, ignoreCase bool) string {
	if ignoreCase {
		return strings.ToLower(value)
	}
	return value
}
