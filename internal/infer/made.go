package infer

import (
	"slices"
	"strings"

	"github.com/cotalker/rolecall/internal/document"
)

// made finds paths that make records which nobody reads: a POST that replies one
// with an id, of no collection that is known.
func (d *doc) made() {
	names := d.names()
	for _, o := range d.operations {
		if o.method != "post" || o.fixed() || o.one == nil || keyOf(o.path) != "" || o.several || grants(o.one) || o.one.node.Own("x-resource") != nil {
			continue
		}
		c := &collection{path: o.path, resource: o.one, made: true}
		if c.id = idByName(c); c.id == "" || d.about(o) {
			continue
		}
		c.name = nameOf(c.path, names)
		names[c.name] = true
		d.found = append(d.found, c)
		d.parents(c)
		d.act(o, c, "create", "replies a new record, which nobody reads", "at", o.oneAt)
	}
}

// about tells whether an operation is about a collection that is known already.
func (d *doc) about(o *operation) bool {
	return d.guessed(o) || slices.ContainsFunc(d.found, func(c *collection) bool {
		if c.item == "" {
			return c.path == o.path || d.isEntry(o, c)
		}
		_, _, is := o.is(c.resource)
		return is && !c.bare || slices.ContainsFunc(c.paths(), func(v *collection) bool { return v.path == o.path && o.writes(c.resource) })
	})
}

// idByName is the member that is the id of a record by its name alone, "" for none.
func idByName(c *collection) string {
	one := singular(plainName(last(c.path)))
	for _, name := range []string{"id", "_id", one + "id", "uuid", "gid", "sid"} {
		if found := c.resource.called(name); found != "" && isID(c.resource.at(found)) && document.TypeOf(c.resource.at(found)) != "" {
			return found
		}
	}
	return ""
}

// grants tells whether a reply hands out a token: that is a log-in, and no record.
func grants(s *shape) bool {
	return slices.ContainsFunc(s.members, func(m member) bool {
		name := plainName(m.name)
		return strings.HasSuffix(name, "token") && document.TypeOf(m.schema) == "string" && !strings.Contains(name, "page") && !strings.Contains(name, "next")
	})
}
