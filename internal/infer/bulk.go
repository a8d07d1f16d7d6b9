package infer

import (
	"slices"
	"strings"

	"github.com/cotalker/rolecall/internal/document"
)

// Names of members and parameters that hold the ids of several records, and of
// those that hold what becomes of them, plain.
var (
	idsNames     = []string{"ids", "keys", "uuids", "gids", "slugs"}
	changesNames = []string{"changes", "data", "update", "updates", "values", "attributes", "fields", "patch", "set"}
)

// Ends of paths that are on many records at once, plain.
var (
	manyNames   = []string{"bulk", "batch", "many", "multiple", "bulkcreate", "batchcreate", "createmany", "bulkupdate", "batchupdate", "updatemany", "createwithlist", "createwitharray"}
	deleteNames = []string{"delete", "remove", "destroy", "bulkdelete", "batchdelete", "deletemany", "massdelete", "deleteall", "destroymany"}
)

// onMany are the operations on several records of a collection, at its own path
// and at those below it that are called so.
func (d *doc) onMany(c *collection) {
	d.changeMany(d.doing(c.path, "put"), c)
	d.changeMany(d.doing(c.path, "patch"), c)
	if o := d.doing(c.path, "delete"); o != nil && !d.deleteNamed(o, c) {
		d.deleteMany(o, c)
	}
	for _, o := range d.byAbove(c.path) {
		name := plainName(last(o.path))
		switch {
		case o.method == "get" || keyOf(o.path) != "":
		case slices.Contains(deleteNames, name), o.method == "delete" && slices.Contains(manyNames, name):
			if ids := d.idsOf(o, c); ids != "" {
				d.act(o, c, "deleteMany", "takes away those that it names", "ids", ids)
			}
		case slices.Contains(manyNames, name) && o.method == "post":
			d.createMany(o, c)
		case slices.Contains(manyNames, name):
			d.changeMany(o, c)
		}
	}
}

// byAbove are the operations at paths one segment below another.
func (d *doc) byAbove(path string) []*operation {
	if d.below == nil {
		d.below = map[string][]*operation{}
		for _, o := range d.operations {
			d.below[above(o.path)] = append(d.below[above(o.path)], o)
		}
	}
	return d.below[path]
}

// createMany is a POST of a list of records.
func (d *doc) createMany(o *operation, c *collection) {
	if o.written.shared(c.resource) == 0 || !o.written.same(c.resource) && !o.written.within(c.resource) {
		return
	}
	at, _, is := o.is(c.resource)
	switch {
	case is:
		d.act(o, c, "create", "takes a list of what "+c.item+" reads", "at", at, "listed", true)
	case o.silent(c.id):
		d.act(o, c, "create", "takes a list of what "+c.item+" reads", "listed", true)
	}
}

// changeMany is a write to a collection as a whole: of the one record that the
// body names, of those that it names by ids, or of each that it lists.
func (d *doc) changeMany(o *operation, c *collection) {
	if o == nil || o.fixed() || d.guessed(o) {
		return
	}
	at, many, is := o.is(c.resource)
	if !is && !o.silent(c.id) {
		return
	}
	if ids, changes := o.idsAndChanges(c); ids != "" && (many || !is) {
		d.act(o, c, "updateMany", "changes those that it names", "at", at, "ids", ids, "changes", changes)
		return
	}
	if id := o.written.at(c.id); id != nil && (many || !is) && o.written.shared(c.resource) > max(1, o.body.shared(c.resource)) && !document.Flagged(id, "readOnly") {
		d.act(o, c, "updateMany", "changes each that it lists", "at", at, "listed", true)
		return
	}
	body := o.body
	if o.wrapped.at(c.id) != nil {
		body = o.wrapped
	}
	if id := body.at(c.id); id != nil && !many && body.shared(c.resource) > 1 && !document.Flagged(id, "readOnly") {
		kind, why := "update", "changes the one that the body names"
		if o.method == "put" && o.writesWhole(c.resource) {
			kind, why = "replace", "puts the one that the body names"
		}
		d.act(o, c, kind, why, "at", at, "id", c.id)
	}
}

// deleteMany is a DELETE of a collection as a whole: of those that it names, and
// where it cannot name any, of all. What may choose some by means that are not
// understood is not guessed.
func (d *doc) deleteMany(o *operation, c *collection) {
	if ids := d.idsOf(o, c); ids != "" {
		d.act(o, c, "deleteMany", "takes away those that it names", "ids", ids)
		return
	}
	if o.node.Get("requestBody", "required").True() {
		return
	}
	for _, p := range o.parameters() {
		if p.Get("in").Text() == "query" && p.Get("required").True() {
			return
		}
	}
	d.act(o, c, "deleteMany", "takes all of them away")
}

// parameters are those of an operation, and of its path.
func (o *operation) parameters() []*document.Node {
	var out []*document.Node
	for _, list := range []*document.Node{o.node.Get("parameters"), o.item.Get("parameters")} {
		if list != nil {
			for _, p := range list.Items {
				out = append(out, p.Deref())
			}
		}
	}
	return out
}

// idsOf finds what holds the ids of several records: a member of the body or the
// body itself, or a query parameter; "" for none.
func (d *doc) idsOf(o *operation, c *collection) string {
	if o.several && o.list != nil && c.isIDs(o.list, d.shapes) {
		return "."
	}
	if o.body != nil {
		for _, m := range o.body.members {
			if c.idsCalled(m.name) && c.isIDs(m.schema, d.shapes) {
				return m.name
			}
		}
		if len(o.body.members) == 1 && c.isIDs(o.body.members[0].schema, d.shapes) {
			return o.body.members[0].name
		}
	}
	for _, p := range o.parameters() {
		if name := p.Get("name").Text(); p.Get("in").Text() == "query" && c.idsCalled(name) {
			return name
		}
	}
	return ""
}

// idsCalled tells whether a name is one of a list of ids of the collection's.
func (c *collection) idsCalled(name string) bool {
	plain, one := plainName(name), singular(plainName(last(c.path)))
	return slices.Contains(idsNames, plain) || plain == one+"ids" || plain == plainName(c.id)+"s" || plain == one+plainName(c.id)+"s"
}

// isIDs tells whether a schema is of a list of ids, or of objects that are little
// more than one.
func (c *collection) isIDs(schema *document.Node, all shapes) bool {
	if schema = schema.Deref(); document.TypeOf(schema) != "array" {
		return false
	}
	items := document.Items(schema)
	if document.TypeOf(items) == "object" {
		held := all.of(items)
		return held.at(c.id) != nil && len(held.members) <= 3
	}
	return document.TypeOf(items) == "" || document.TypeOf(items) == document.TypeOf(c.resource.at(c.id)) || document.TypeOf(items) == "string" || document.TypeOf(items) == "integer"
}

// idsAndChanges are the members of a body that name records, and say what becomes
// of them, "" for none.
func (o *operation) idsAndChanges(c *collection) (ids, changes string) {
	if o.body == nil {
		return "", ""
	}
	for _, m := range o.body.members {
		switch plain := plainName(m.name); {
		case document.TypeOf(m.schema) == "array" && isScalar(document.Items(m.schema)) && c.idsCalled(m.name):
			ids = m.name
		case document.TypeOf(m.schema) == "object" && (slices.Contains(changesNames, plain) || strings.HasPrefix(singular(plainName(last(c.path))), plain)):
			changes = m.name
		}
	}
	if ids == "" || changes == "" {
		return "", ""
	}
	return ids, changes
}
