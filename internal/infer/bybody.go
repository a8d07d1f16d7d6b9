package infer

import (
	"slices"
	"strings"

	"github.com/cotalker/rolecall/internal/document"
)

// byBody is a collection whose records are made, changed and taken away at the path
// of all, each named by the body: of its members the one that is called as an id.
func (d *doc) byBody(c *collection, items *shape, create *operation) *collection {
	gone := d.doing(c.path, "delete")
	if gone == nil || gone.body == nil || !create.body.same(items) || !create.little(items) {
		return nil
	}
	c.resource = items
	one := singular(plainName(last(c.path)))
	names := []string{"id", one + "id", one + "name", "accountid", "clientid", "projectid", "name"}
	for _, m := range gone.body.members {
		if plain := plainName(m.name); strings.HasSuffix(plain, "id") {
			names = append(names, plain)
		}
	}
	for _, name := range names {
		found := items.called(name)
		if schema := items.at(found); found != "" && isScalar(schema) && document.TypeOf(schema) == "string" && gone.body.at(found) != nil && create.body.at(found) != nil {
			c.id = found
			return c
		}
	}
	return nil
}

// joined makes one of two collections where records are made and listed below others,
// and read at a path of their own: /ports/{port}/hooks and /hooks/{id}.
func (d *doc) joined(c *collection, all []*collection) bool {
	if len(keys(c.path)) == 0 {
		return false
	}
	for _, known := range all {
		if len(keys(known.path)) == 0 && d.doing(known.path, "post") == nil && known.resource.isExactly(c.resource) &&
			singular(plainName(last(known.path))) == singular(plainName(last(c.path))) {
			known.path = c.path
			known.score += c.score
			return true
		}
	}
	return false
}

// little tells whether the reply says nothing of a record, or a text or two that no
// record has.
func (o *operation) little(of *shape) bool {
	return o.silent("") || o.whole != nil && len(o.whole.members) < 3 && o.whole.shared(of) == 0 &&
		!slices.ContainsFunc(o.whole.members, func(m member) bool { return !isScalar(m.schema) })
}

// deleteNamed is a DELETE at the path of all, whose body has the id of one.
func (d *doc) deleteNamed(o *operation, c *collection) bool {
	if o.body.at(c.id) == nil || !o.body.within(c.resource) || !o.little(c.resource) {
		return false
	}
	d.act(o, c, "delete", "takes away the one that the body names", "id", c.id)
	return true
}

// namedByBody tells whether a body names which record of a collection is taken away.
func (d *doc) namedByBody(c *collection) bool {
	gone := d.doing(c.path, "delete")
	return gone != nil && gone.body.at(c.id) != nil
}
