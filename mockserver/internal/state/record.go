package state

import (
	"iter"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/internal/instant"
	"github.com/cotalker/rolecall/spec"

	"github.com/tidwall/gjson"
)

// Record is one stored resource. It never changes: a write puts a new one in
// its place, so a reader may keep it for as long as it likes.
type Record struct {
	ID       string
	Seq      uint64   // place in the order of creation
	Parents  []string // ids of what it stands below, "" for any; nil for none
	JSON     string   // as replies send it
	created  int64    // milliseconds since 1970, 0 without such a member
	modified int64
	Password *Password // of a caller; nil for none
	Content  *Content  // bytes that were sent beside the JSON; nil for none

	// document is json decoded, nil from when the record is stored: a member is
	// found sooner in it.
	document map[string]any

	// What admission looks up at each request, read from json once.
	Enabled bool        // of a caller or a role
	roles   []string    // of a caller
	rights  spec.Rights // of a role
}

// record reads what the mock looks up from the JSON of a resource.
func (w *State) record(p *Plan, text string) *Record {
	r := &Record{JSON: text}
	r.ID = strings.Clone(r.text(p.id))
	r.created, r.modified = r.instant(p.created), r.instant(p.modified)
	w.readAdmissionMembers(r, p, nil)
	return r
}

// readAdmissionMembers reads what admission looks up, as far as changes touch it:
// to find a member in the JSON takes long. Where they are nil all is read.
func (w *State) readAdmissionMembers(r *Record, p *Plan, changes map[string]any) {
	if p.enabled.Touched(changes) {
		r.Enabled = r.isTrue(p.enabled)
	} else if changes == nil {
		r.Enabled = true
	}
	if p.roles.Touched(changes) {
		r.roles = w.roleIDs(r, p)
	}
	if p.permissions.Touched(changes) {
		r.rights = w.Contract.Permissions.Rights(slices.Collect(r.values(p.permissions))...)
	}
}

// roleIDs are those of a caller, as the roles have them: a text of the request
// would hold on to all of it.
func (w *State) roleIDs(r *Record, p *Plan) []string {
	var ids []string
	roles := w.Of(w.Contract.Principal.Role)
	for id := range r.values(p.roles) {
		if role := roles.Find(id); role != nil {
			id = role.ID
		} else if r.document != nil {
			id = strings.Clone(id)
		}
		ids = append(ids, id)
	}
	return ids
}

// isTrue tells whether a member is true.
func (r *Record) isTrue(p MemberPath) bool {
	if r.document != nil && !p.nested {
		is, _ := r.document[p.top].(bool)
		return is
	}
	return gjson.Get(r.JSON, p.path).Type == gjson.True
}

// instant reads a date in milliseconds since 1970, 0 where it is none.
func (r *Record) instant(path string) int64 {
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
func (r *Record) text(path string) string { return gjson.Get(r.JSON, path).String() }

// Whole reads a whole number at a dotted path, 0 where there is none.
func (r *Record) Whole(member string) int64 { return gjson.Get(r.JSON, jsonPath(member)).Int() }

// Raw is the JSON at a dotted path, "" where there is none.
func (r *Record) Raw(member string) string { return gjson.Get(r.JSON, jsonPath(member)).Raw }

// values are all the values that a member has: the items of a list, or the one
// value.
func (r *Record) values(p MemberPath) iter.Seq[string] {
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
		switch v := gjson.Get(r.JSON, p.path); {
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

// fold is how values are compared where the case of letters is nothing.
func fold(value string, ignoreCase bool) string {
	if ignoreCase {
		return strings.ToLower(value)
	}
	return value
}
