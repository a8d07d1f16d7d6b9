package infer

import (
	"github.com/cotalker/rolecall/internal/document"
)

// repliesItems tells where in a reply what became of the items of a list stands, or the
// record that holds it, and whether the reply fits an operation on them at all.
func (o *operation) repliesItems(h *holding) (says []any, fits bool) {
	if h.shape != nil && (o.one.isExactly(h.shape) || o.items.isExactly(h.shape)) {
		if at, _, is := o.is(h.shape); is {
			return []any{"at", at}, true
		}
	}
	if at, _, is := o.is(h.c.resource); is {
		return []any{"at", at, "record", true}, true
	}
	if h.shape != nil {
		if at, _, is := o.is(h.shape); is {
			return []any{"at", at}, true
		}
	}
	if h.shape == nil && document.TypeOf(o.reply) == "array" && document.TypeOf(document.Items(o.reply)) == document.TypeOf(h.item) {
		return []any{"at", "."}, true
	}
	return nil, o.silent("") || o.blankAt != ""
}

// sendsItems tells where in a body items of a list stand, and whether there are any.
func (o *operation) sendsItems(h *holding) (at string, is bool) {
	mostly := func(s *shape) bool { return s != nil && h.shape != nil && 2*s.shared(h.shape) >= len(s.members) }
	switch {
	case o.sentAt != "" && mostly(o.written):
		return o.sentAt, true
	case mostly(o.body):
		return ".", true
	case mostly(o.wrapped):
		return o.body.members[0].name, true
	}
	return "", false
}

// namesItems is the member of a body, dotted, that has the id of what a verb or a path
// is called as, or a list of such; "." for a body that is one; "" for none.
func (o *operation) namesItems(name string) string {
	if name == "" {
		return ""
	}
	if o.list != nil && isScalar(document.Items(o.list)) {
		return "."
	}
	prefix, body := "", o.body
	if o.wrapped != nil {
		prefix, body = o.body.members[0].name+".", o.wrapped
	}
	if body == nil {
		return ""
	}
	for _, m := range body.members {
		own := singular(plainName(m.name))
		if own != name && own != name+"id" && own != name+"gid" {
			continue
		}
		if isScalar(m.schema) || document.TypeOf(m.schema) == "array" && isScalar(document.Items(m.schema)) {
			return prefix + m.name
		}
	}
	return ""
}
