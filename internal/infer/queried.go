package infer

import (
	"slices"
	"strings"

	"github.com/cotalker/rolecall/internal/document"
)

// queried finds paths of one record whose id is no key of the path but a query
// parameter: GET /book?isbn=…, with the lists of such records below it.
func (d *doc) queried() {
	names := d.names()
	for _, read := range d.operations {
		key := read.queryKey()
		if read.method != "get" || read.fixed() || read.one == nil || keyOf(read.path) != "" || key == "" || read.one.node.Own("x-resource") != nil || d.about(read) {
			continue
		}
		c := &collection{path: read.path, resource: read.one, queried: true}
		if c.id = c.resource.called(key); c.id == "" || !isID(c.resource.at(c.id)) {
			continue
		}
		c.name = nameOf(c.path, names)
		names[c.name] = true
		d.found = append(d.found, c)
		d.parents(c)
		for _, o := range d.operations {
			d.onQueried(o, c, key)
		}
	}
}

// onQueried is an operation on a record that the query names, or a list of such.
func (d *doc) onQueried(o *operation, c *collection, key string) {
	if o.path != c.path && o.path != c.path+"s" && !strings.HasPrefix(o.path, c.path+"/") {
		return
	}
	at, many, is := o.is(c.resource)
	switch {
	case o.path == c.path && o.queryKey() == key && is && !many && o.method == "get":
		d.act(o, c, "read", "reads the one that the query names", "at", at, "key", key)
	case o.path == c.path && o.queryKey() == key && o.method == "delete":
		d.act(o, c, "delete", "takes away the one that the query names", "key", key)
	case is && many && (o.method == "get" || o.method == "post" && !o.writesRecord(c)):
		d.act(o, c, "list", "lists what "+c.path+" reads", append([]any{"at", at, "view", true, "where", o.where(c)}, o.pages(d.shapes)...)...)
	}
}

// writesRecord tells whether a body is that of a record, in a document where what is
// searched for is sent in a form.
func (o *operation) writesRecord(c *collection) bool {
	return o.path == c.path && o.writes(c.resource)
}

// queryKey is the one query parameter that the operation requires, where it is called
// as an id may be, "" for none.
func (o *operation) queryKey() string {
	found := ""
	for _, list := range []*document.Node{o.node.Get("parameters"), o.item.Get("parameters")} {
		if list == nil {
			continue
		}
		for _, p := range list.Items {
			if p = p.Deref(); p == nil || p.Get("in").Text() != "query" || !p.Get("required").True() {
				continue
			}
			if found != "" {
				return ""
			}
			found = p.Get("name").Text()
		}
	}
	name := plainName(found)
	if strings.HasSuffix(name, "id") || slices.Contains([]string{"uid", "key", "slug", "code", "name", "username", "login", "symbol", "isbn", "sku", "number"}, name) {
		return found
	}
	return ""
}
