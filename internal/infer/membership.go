package infer

import (
	"fmt"
	"slices"

	"github.com/cotalker/rolecall/internal/document"
)

// memberships finds paths that say of something whether it is there, and show
// nothing of it: PUT lets it be there, DELETE takes it away, and GET tells by its
// status. The key at the path's end says of what; a path that ends in a name says
// it of what stands above.
func (d *doc) memberships() {
	names := d.names()
	for _, path := range d.paths {
		put, gone, tell := d.doing(path, "put"), d.doing(path, "delete"), d.doing(path, "get")
		if post := d.doing(path, "post"); put == nil && keyOf(path) == "" && post != nil && post.body == nil {
			put = post
		}
		if put == nil || gone == nil || !tell.tells() || !put.silent("") || !gone.silent("") || put.fixed() || d.holds(path) || d.setsOf(put) {
			continue
		}
		c := &collection{path: path, bare: true}
		single := keyOf(path) == ""
		if !single {
			c.path, c.item, c.id = above(path), path, "id"
		}
		c.name = nameOf(c.path, names)
		names[c.name] = true
		c.resource = d.entry(c)
		d.found = append(d.found, c)
		d.parents(c)
		d.act(put, c, "add", "lets it be there", "single", single)
		d.act(gone, c, "delete", "takes it away", "single", single)
		d.act(tell, c, "read", "tells by its status whether it is there", "single", single)
	}
}

// holds tells whether a path is that of a collection, or of its records.
func (d *doc) holds(path string) bool {
	return slices.ContainsFunc(d.found, func(c *collection) bool {
		return slices.ContainsFunc(c.paths(), func(c *collection) bool { return c.path == path || c.item == path })
	})
}

// setsOf tells whether a verb sets a flag of the record that it stands below.
func (d *doc) setsOf(o *operation) bool {
	return keyOf(o.path) == "" && slices.ContainsFunc(d.found, func(c *collection) bool { return c.item != "" && d.sets(o, c) })
}

// tells tells whether the operation replies nothing, and says by its status
// whether something is there.
func (o *operation) tells() bool {
	return o != nil && o.empty && (o.status == "204" || o.node.Get("responses", "404") != nil)
}

// entry is a schema of what is there or not, of which the document has none.
func (d *doc) entry(c *collection) *shape {
	schema := object("type", "object")
	s := &shape{node: schema, index: map[string]*document.Node{}, plain: map[string]string{}, parts: map[*document.Node]bool{schema: true}}
	if c.id != "" {
		id := object("type", "string")
		schema.Set("required", object("required", []string{c.id}).Own("required"))
		schema.Set("properties", object(c.id, id))
		s.add(c.id, id)
	}
	d.addSchema(c.name, schema)
	return s
}

// addSchema gives the document a schema more, of a name that none has.
func (d *doc) addSchema(name string, schema *document.Node) {
	known := d.root.Get("components", "schemas")
	free := name + "-entry"
	for i := 2; known.Own(free) != nil || d.schemas.Own(free) != nil; i++ {
		free = fmt.Sprintf("%s-entry%d", name, i)
	}
	const why = "nothing is shown of it"
	switch {
	case known != nil:
		d.guesses = append(d.guesses, Guess{Node: known, Word: free, Value: schema, Why: why, schema: true})
		d.schemas = known
	case d.schemas != nil:
		d.schemas.Set(free, schema)
	default:
		d.schemas = object(free, schema)
		if components := d.root.Get("components"); components != nil {
			d.guesses = append(d.guesses, Guess{Node: components, Word: "schemas", Value: d.schemas, Why: why, schema: true})
		} else {
			d.guesses = append(d.guesses, Guess{Node: d.root, Word: "components", Value: object("schemas", d.schemas), Why: why, schema: true})
		}
	}
}

// add is a PUT at one record of a collection of which no other path makes one: it
// lets the record be there that its path names.
func (d *doc) add(o *operation, c *collection) {
	if o == nil || d.doing(c.path, "post") != nil || o.patch || d.doing(c.item, "delete") == nil && o.node.Get("responses", "201") == nil {
		return
	}
	at, many, is := o.is(c.resource)
	switch {
	case is && !many && !o.writes(c.resource):
		d.act(o, c, "add", "lets the one be there that its path names", "at", at)
	case !is && o.silent(c.id) && !o.writes(c.resource):
		d.act(o, c, "add", "lets the one be there that its path names")
	}
}
