package infer

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/internal/document"
)

// collection is a pair of paths: one of all records, one of each.
type collection struct {
	name     string
	path     string // of all
	item     string // of each, "" for a single record
	resource *shape
	id       string
	parents  []string       // names of collections, "" for keys that are anything
	members  []string       // of the record that hold the parents' ids, "" for none
	queried  bool           // a query parameter holds the id
	listed   bool           // one record is read and written in a list
	made     bool           // records are made, and nobody reads them
	shown    bool           // records are listed, and nobody writes or reads one
	bare     bool           // that something is there is all that is known of it
	absent   bool           // there is none before somebody makes one, and it is shown
	bytes    bool           // bare: there are bytes from the start
	content  *document.Node // the members that tell of its bytes, nil where it has none
	score    int
	examples []*document.Node // of one record, as its reply shows it
	key      *document.Node   // what the path of each may end in, nil where nothing says so
	versions []*collection    // the same at paths of other versions
}

// paths are those of a collection, in all its versions.
func (c *collection) paths() []*collection { return append([]*collection{c}, c.versions...) }

// collections finds them.
func (d *doc) collections() {
	var all []*collection
	for _, path := range d.paths {
		if key := keyOf(path); key != "" && (keyOf(above(path)) == "" || d.doing(path, "get") != nil || d.doing(above(path), "get").lists()) {
			if c := d.collection(path, key); c != nil {
				all = append(all, c)
			}
		}
	}
	known := map[string]bool{}
	for _, c := range all {
		known[c.path] = true
	}
	for _, path := range d.paths {
		if c := d.unread(path); c != nil && !known[path] && !d.joined(c, all) {
			all, known[path] = append(all, c), true
		}
	}
	slices.SortStableFunc(all, func(a, b *collection) int {
		if a.score != b.score {
			return b.score - a.score
		}
		if n := len(keys(a.path)) - len(keys(b.path)); n != 0 {
			return n
		}
		return strings.Compare(a.path, b.path)
	})
	names := d.said()
	taken := map[*document.Node]bool{}
	for _, c := range d.withoutLookups(all) {
		switch said := c.resource.node.Own("x-resource"); {
		case said == nil:
			d.found = append(d.found, c)
		case said.Kind == document.Object && !taken[c.resource.node]: // what is said of it holds, and what is done to it may be unsaid
			taken[c.resource.node] = true
			if c.name = said.Get("collection").Text(); c.name != "" {
				c.id = said.Get("id").Text()
				d.found = append(d.found, c)
			}
		}
	}
	d.found = versionsAsOne(d.found)
	slices.SortStableFunc(d.found, func(a, b *collection) int { return len(keys(a.path)) - len(keys(b.path)) })
	for _, c := range d.found {
		if c.name == "" {
			c.name = nameOf(c.path, names)
			names[c.name] = true
		}
	}
	for _, c := range d.found { // each has its name by now
		d.parents(c)
	}
}

// versionsAsOne makes collections that differ in the version in their paths alone
// one: /v1/pets and /v2/pets show the same pets.
func versionsAsOne(all []*collection) []*collection {
	type place struct {
		schema *document.Node
		item   string
	}
	first := map[place]*collection{}
	var out []*collection
	for _, c := range all {
		at := place{c.resource.node, unversioned(c.item)}
		if known := first[at]; known != nil {
			known.versions = append(known.versions, c)
			continue
		}
		first[at] = c
		out = append(out, c)
	}
	return out
}

// resources writes what is known of each: of several collections whose records
// have the same schema, a list.
func (d *doc) resources() {
	var order []*document.Node
	by := map[*document.Node][]*collection{}
	for _, c := range d.found {
		if by[c.resource.node] == nil {
			order = append(order, c.resource.node)
		}
		by[c.resource.node] = append(by[c.resource.node], c)
	}
	for _, schema := range order {
		var values []*document.Node
		why := ""
		for _, c := range by[schema] {
			value, reason := d.resource(c)
			values = append(values, value)
			if why != "" {
				why += "; "
			}
			why += reason
		}
		switch {
		case by[schema][0].bare:
			schema.Set("x-resource", values[0]) // the schema is a guess itself
		case len(values) == 1:
			d.guess(schema, "x-resource", why, values[0])
		default:
			d.guess(schema, "x-resource", why, &document.Node{Kind: document.Array, Items: values})
		}
	}
}

// collection looks at a path that ends in a key.
func (d *doc) collection(path, key string) *collection {
	c := &collection{path: above(path), item: path}
	if list, one := d.doing(c.path, "get"), d.doing(path, "get"); list != nil && one != nil && list.listAt != "" && one.listAt == list.listAt && one.items.isExactly(list.items) {
		c.resource, c.listed = list.items, true // a list that holds the one
	}
	for _, o := range []*operation{d.doing(path, "get"), d.doing(path, "patch"), d.doing(path, "put"), d.doing(path, "post"), d.doing(c.path, "post")} {
		if o == nil || c.resource != nil {
			continue
		}
		c.resource = o.one
	}
	if list := d.doing(c.path, "get"); list != nil && c.resource == nil {
		c.resource = list.items
	}
	if c.resource == nil {
		return nil
	}
	c.examples, c.key = d.doing(path, "get").examples(), d.keySchema(path, key)
	if c.id = d.shapes.idOf(c, key); c.id == "" {
		return nil
	}
	if create := d.doing(c.path, "post"); create != nil && d.fewKeys(c.path) && (create.body == nil || create.body.called(c.id) == "") {
		return nil // no server could give the next record another key
	}
	for _, at := range []struct{ path, method string }{
		{path, "get"}, {path, "put"}, {path, "patch"}, {path, "delete"}, {path, "post"}, {c.path, "get"}, {c.path, "post"}, {c.path, "put"},
	} {
		if d.doing(at.path, at.method) != nil {
			c.score++
		}
	}
	if d.doing(path, "get") == nil && d.doing(c.path, "get") == nil {
		return nil // nothing could be seen of it
	}
	put := d.doing(path, "put")
	if d.doing(c.path, "get") == nil && d.doing(c.path, "post") == nil && (put == nil || put.node.Get("responses", "201") == nil) && !d.listed(c.resource) && !d.replied(c.resource) {
		return nil // nobody could learn of an id
	}
	return c
}

// listed tells whether some list shows the very records of a schema.
func (d *doc) listed(resource *shape) bool {
	return slices.ContainsFunc(d.operations, func(o *operation) bool {
		return o.method == "get" && o.items.isExactly(resource)
	})
}

// replied tells whether some POST replies a record of a schema.
func (d *doc) replied(resource *shape) bool {
	return slices.ContainsFunc(d.operations, func(o *operation) bool {
		return o.method == "post" && keyOf(o.path) == "" && o.one.isExactly(resource)
	})
}

// unread is a path where records are made and listed, and none is read alone.
func (d *doc) unread(path string) *collection {
	list, create := d.doing(path, "get"), d.doing(path, "post")
	if list == nil || create == nil || keyOf(path) != "" || d.fewKeys(path) {
		return nil
	}
	items, made := list.items, create.one
	if list.listAt == "" || !create.writes(items) {
		return nil
	}
	c := &collection{path: path, item: path + "/{id}", resource: made, score: 2}
	if !made.same(items) {
		return d.byBody(c, items, create)
	}
	if c.id = d.shapes.idOf(c, "id"); c.id == "" {
		return nil
	}
	return c
}

// at are the collections with records at a path.
func (d *doc) at(item string) []*collection {
	if d.items == nil {
		d.items = map[string][]*collection{}
	}
	for ; d.indexed < len(d.found); d.indexed++ {
		if c := d.found[d.indexed]; !c.bare && c.item != "" {
			d.items[shaped(c.item)] = append(d.items[shaped(c.item)], c)
		}
	}
	return d.items[shaped(item)]
}

// parents finds what the records stand below: each earlier key of the path.
func (d *doc) parents(c *collection) {
	names := keys(c.path)
	path := c.path
	c.parents, c.members = make([]string, len(names)), make([]string, len(names))
	for i := len(names) - 1; i >= 0; i-- {
		path = path[:strings.LastIndex(path, "{"+names[i]+"}")]
		item := path + "{" + names[i] + "}"
		var parent *collection
		for _, p := range d.at(item) {
			if p != c {
				parent, c.parents[i] = p, p.name
				break
			}
		}
		if item == c.path && c.item == "" { // a record that is there under any key: the key is its id
			own := &collection{path: above(c.path), resource: c.resource}
			c.members[i] = d.shapes.idOf(own, names[i])
			continue
		}
		for _, name := range []string{names[i], singular(last(path)) + "Id"} {
			if found := c.resource.called(name); found != "" && found != c.id && c.members[i] == "" && isScalar(c.resource.at(found)) && plainName(name) != "id" {
				c.members[i] = found
			}
		}
		if held := d.shapes.below(c.resource, names[i]); c.members[i] == "" && held != c.id {
			c.members[i] = held
		}
		if c.members[i] == "" && parent != nil { // a number called as the parent is its id, where that is one
			named := c.resource.called(singular(last(path)))
			if named != c.id && document.TypeOf(c.resource.at(named)) == "integer" && document.TypeOf(parent.resource.at(parent.id)) == "integer" {
				c.members[i] = named
			}
		}
	}
}

// resource is what is known of a collection, and why.
func (d *doc) resource(c *collection) (value *document.Node, why string) {
	var parents []*document.Node
	for i, name := range c.parents {
		parents = append(parents, object("collection", name, "member", c.members[i]))
	}
	why = fmt.Sprintf("%s and %s are a pair", c.path, c.item)
	switch {
	case c.bare:
		why = cmp.Or(c.item, c.path) + " tells whether something is there"
	case c.bytes:
		why = c.path + " holds bytes"
	case c.absent:
		why = c.path + " shows what is made and taken away there"
	case c.item == "" && c.made:
		why = c.path + " makes records"
	case c.shown:
		why = c.path + " lists records"
	case c.queried:
		why = c.path + " reads the one that its query names"
	case c.item == "":
		why = c.path + " holds one record"
	}
	return object(
		"collection", c.name, "id", c.id, "empty", c.bare && !c.bytes || c.absent, "content", c.content, "created", c.stamp(createdNames), "modified", c.stamp(modifiedNames),
		"unique", d.unique(c), "references", d.references(c), "parents", parents,
	), why
}
