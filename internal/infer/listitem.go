package infer

import (
	"slices"
	"strings"

	"github.com/cotalker/rolecall/internal/document"
)

// holding is a list that the records of a collection hold, and of which no path shows
// an item: who reads the record sees it.
type holding struct {
	c     *collection
	path  string         // that is called as the list
	in    string         // the member that is the list
	item  *document.Node // the schema of one item
	shape *shape         // of one, nil where the items are single values
}

// listItems finds the operations below one record that put items into a list which
// it holds, change them, or take them away.
func (d *doc) listItems() {
	held := map[string]bool{}
	for _, c := range d.found {
		for _, version := range c.paths() {
			held[version.path], held[version.item] = true, true
		}
	}
	lists := map[*collection][]list{}
	for _, o := range d.operations {
		path := o.path
		if keyOf(path) != "" {
			path = above(path)
		}
		if o.method == "get" || o.fixed() || d.guessed(o) || keyOf(path) != "" || held[path] {
			continue
		}
		for _, c := range d.at(above(path)) {
			if !d.isShown(c) {
				continue
			}
			if lists[c] == nil {
				lists[c] = c.lists()
			}
			if h := d.holdingAt(c, lists[c], path); h != nil {
				d.onItems(o, h)
			} else if keyOf(o.path) == "" {
				d.onNamedItems(o, c, lists[c])
			}
		}
	}
}

// isShown tells whether one record of a collection is read.
func (d *doc) isShown(c *collection) bool {
	read := d.doing(c.item, "get")
	if read == nil {
		return false
	}
	_, many, is := read.is(c.resource)
	return is && many == c.listed
}

// list is a member of a record that is one, and its name, plain and in the singular.
type list struct {
	member
	name string
}

// lists are the members of a collection's records that are lists.
func (c *collection) lists() []list {
	out := []list{}
	for _, m := range c.resource.members {
		if document.TypeOf(m.schema) == "array" && shows(m) {
			out = append(out, list{m, singular(plainName(m.name))})
		}
	}
	return out
}

// holdingAt is the list that a path below one record is called as, nil for none: with
// what its key names, /permissions/{overwrite_id} is permission_overwrites. A member may
// be called at greater length where what is replied or taken there is of the very schema
// of its items.
func (d *doc) holdingAt(c *collection, lists []list, path string) *holding {
	name := singular(plainName(last(path)))
	if name == "" {
		return nil
	}
	longer := name + strings.TrimSuffix(plainName(d.keyAt(path)), "id")
	for _, exact := range []bool{true, false} {
		for _, l := range lists {
			if exact != (l.name == name || l.name == longer) || !exact && !strings.HasSuffix(l.name, name) {
				continue
			}
			if h := d.holding(c, path, l); h != nil && (exact || d.tellsOf(h)) {
				return h
			}
		}
	}
	return nil
}

// holding is a member that is a list of objects or of single values, nil for another.
func (d *doc) holding(c *collection, path string, l list) *holding {
	h := &holding{c: c, path: path, in: l.member.name, item: document.Items(l.schema).Deref()}
	if h.shape = d.shapes.of(h.item); h.shape == nil && !isScalar(h.item) {
		return nil
	}
	return h
}

// around are the operations at the path of a list and at those of its items.
func (d *doc) around(path string) []*operation {
	return append(slices.Clone(d.byPath[path]), slices.DeleteFunc(slices.Clone(d.byAbove(path)), func(o *operation) bool { return keyOf(o.path) == "" })...)
}

// tellsOf tells whether an operation replies or takes the very schema of the items.
func (d *doc) tellsOf(h *holding) bool {
	return h.shape != nil && slices.ContainsFunc(d.around(h.path), func(o *operation) bool {
		return o.one.isExactly(h.shape) || o.items.isExactly(h.shape) || o.body.isExactly(h.shape)
	})
}

// idOf is the member of an item that a key names, "" for items that are ids themselves.
// It tells whether an item is known by it.
func (h *holding) idOf(d *doc, key string) (id string, known bool) {
	if h.shape == nil {
		return "", true
	}
	of := &collection{path: h.path, resource: h.shape}
	if key == "" {
		id = idByName(of)
		return id, id != ""
	}
	plain := plainName(key)
	if id = d.shapes.idOf(of, key); id != "" {
		own := plainName(id[strings.LastIndexByte(id, '.')+1:])
		if strings.HasSuffix(plain, own) {
			return id, true
		}
	}
	id = ""
	for _, m := range h.shape.members {
		if isScalar(m.schema) && strings.HasSuffix(plainName(m.name), plain) {
			if id != "" {
				return "", false // which of them is not said
			}
			id = m.name
		}
	}
	return id, id != ""
}

// onItems is an operation at the path of a list, or of one of its items.
func (d *doc) onItems(o *operation, h *holding) {
	key := keyOf(o.path)
	reply, fits := o.repliesItems(h)
	id, known := h.idOf(d, d.keyAt(h.path))
	if !fits || key != "" && !known {
		return
	}
	sent, writes := o.sendsItems(h)
	ids := ""
	if h.shape == nil && key == "" {
		ids = o.namesItems(singular(plainName(h.in)))
	}
	gone := d.doing(o.path, "delete") != nil
	add := func(why string, more ...any) { d.onList(o, h, "addItem", why, id, append(reply, more...)...) }
	switch {
	case o.method == "delete" && (key != "" || o.body == nil && !o.several):
		d.onList(o, h, "removeItem", "takes away what the record has in "+h.in, id, reply...)
	case key != "" && o.method == "put" && (writes || gone):
		add("puts one into "+h.in+" of the record", "changes", sent)
	case key != "" && writes:
		d.onList(o, h, "updateItem", "changes one in "+h.in+" of the record", id, append(reply, "changes", sent)...)
	case key == "" && writes && (o.method == "post" || o.method == "put" && h.c.listed && d.doing(o.path, "post") == nil):
		add("puts more into "+h.in+" of the record", "changes", sent)
	case key == "" && ids != "" && o.method == "post":
		add("puts more into "+h.in+" of the record", "ids", ids)
	}
}

// keyAt is the name of the key by which items below a path are named, "" for none.
func (d *doc) keyAt(path string) string {
	for _, o := range d.byAbove(path) {
		if key := keyOf(o.path); key != "" {
			return key
		}
	}
	return ""
}

// itemVerbs are what verbs below a record begin with that put items into a list of it,
// or take them away.
var itemVerbs = []struct{ verb, kind string }{{"add", "addItem"}, {"remove", "removeItem"}}

// onNamedItems is a verb below one record whose body names what it puts into a list of
// it, or takes away: POST /tasks/{id}/addTag with a tag, where tasks have tags.
func (d *doc) onNamedItems(o *operation, c *collection, lists []list) {
	for _, says := range itemVerbs {
		name, is := strings.CutPrefix(plainName(last(o.path)), says.verb)
		ids := o.namesItems(singular(name))
		if !is || ids == "" || o.method != "post" {
			continue
		}
		for _, l := range lists {
			if l.name != singular(name) {
				continue
			}
			h := d.holding(c, above(o.path)+"/"+l.member.name, l)
			if h == nil {
				continue
			}
			id, known := h.idOf(d, "")
			if reply, fits := o.repliesItems(h); known && fits {
				d.onList(o, h, says.kind, says.verb+"s what the body names, in "+h.in+" of the record", id, append(reply, "ids", ids)...)
			}
		}
	}
}

// onList says what an operation does to the items of a list.
func (d *doc) onList(o *operation, h *holding, kind, why, id string, more ...any) {
	from := ""
	if kind == "addItem" && id != "" {
		from = d.sourceOf(h, id)
	}
	d.act(o, h.c, kind, why, append(more, "in", h.in, "id", id, "from", from)...)
}

// sourceOf is the collection whose records are what items of a list are about: of the
// very schema, or called as the list and with all that items have; "" for none.
func (d *doc) sourceOf(h *holding, id string) string {
	exact := ""
	for _, c := range d.found {
		if c.bare || c.item == "" || c.id != id || len(c.parents) > 0 {
			continue
		}
		same := c.resource.isExactly(h.shape)
		if singular(plainName(last(c.path))) == singular(plainName(h.in)) && (same || len(h.shape.members) > 1 && h.shape.within(c.resource)) {
			return c.name
		}
		if same && exact == "" {
			exact = c.name
		}
	}
	return exact
}
