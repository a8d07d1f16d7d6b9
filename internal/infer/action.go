package infer

import (
	"slices"
	"strings"

	"github.com/cotalker/rolecall/internal/document"
)

// actions says what each operation does to the collections that were found.
func (d *doc) actions() {
	for _, c := range d.found {
		if c.item == "" {
			continue
		}
		for _, version := range c.paths() {
			version.name = c.name
			d.onAll(version)
			d.onEach(version)
		}
	}
	for _, o := range d.operations {
		if !o.fixed() && o.node.Own("x-action") == nil && !d.guessed(o) {
			d.elsewhere(o)
		}
	}
}

func (d *doc) guessed(o *operation) bool {
	return d.acted[o.node]
}

// act writes an action. At is where the resource stands in the reply, where
// that does not follow from its schema.
func (d *doc) act(o *operation, c *collection, kind, why string, soft bool, more ...any) {
	if o == nil || o.fixed() || d.guessed(o) {
		return
	}
	d.guess(o.node, "x-action", why, soft, object(append([]any{kind, c.name}, more...)...))
	if kind == "list" {
		d.filters(o, c)
	}
}

// onAll are the operations on a collection as a whole.
func (d *doc) onAll(c *collection) {
	if o := d.doing(c.path, "get"); o != nil {
		if at, many, is := o.is(c.resource); is && many {
			d.act(o, c, "list", "lists what "+c.item+" reads", false, append([]any{"at", at}, o.pages(d.shapes)...)...)
		}
	}
	if o := d.doing(c.path, "post"); o != nil && o.writes(c.resource) {
		if at, many, is := o.is(c.resource); is && !many {
			d.act(o, c, "create", "takes and replies what "+c.item+" reads", false, "at", at)
		} else if o.empty {
			d.act(o, c, "create", "takes what "+c.item+" reads", false)
		}
	}
}

// onEach are the operations on one record.
func (d *doc) onEach(c *collection) {
	if o := d.doing(c.item, "get"); o != nil {
		if at, many, is := o.is(c.resource); is && !many {
			d.act(o, c, "read", "reads one of "+c.path, false, "at", at)
		}
	}
	put, patch := d.doing(c.item, "put"), d.doing(c.item, "patch")
	d.change(put, c, "replace", "put as a whole", false)
	d.change(patch, c, "update", "changes some of it", false)
	if put == nil && patch == nil {
		d.change(d.doing(c.item, "post"), c, "update", "POST at one record is its change", false)
	}
	if o := d.doing(c.item, "delete"); o != nil {
		d.act(o, c, "delete", "takes one away", false)
	}
}

// change is an operation that writes what it reads in its body.
func (d *doc) change(o *operation, c *collection, kind, why string, single bool) {
	if o == nil || o.dialect != "" || !o.writes(c.resource) {
		return
	}
	if kind == "replace" && !o.writesWhole(c.resource) {
		kind, why = "update", "put, and no whole one is asked for"
	}
	upsert := kind == "replace" && !single && o.node.Get("responses", "201") != nil
	at, many, is := o.is(c.resource)
	switch {
	case is && !many:
		d.act(o, c, kind, why, single, "at", at, "single", single, "upsert", upsert)
	case o.empty:
		d.act(o, c, kind, why, single, "single", single, "upsert", upsert)
	}
}

// singles finds paths with one record: it is read there and written, and there is
// no list of such. A key at the path's end may be anything.
func (d *doc) singles() {
	names := d.said()
	for _, c := range d.found {
		names[c.name] = true
	}
	for _, read := range d.operations {
		if read.method != "get" || read.fixed() {
			continue
		}
		resource := read.one
		if resource == nil || slices.ContainsFunc(d.found, func(c *collection) bool {
			return slices.ContainsFunc(c.paths(), func(c *collection) bool { return c.path == read.path || c.item == read.path })
		}) ||
			resource.node.Own("x-resource") != nil {
			continue
		}
		if at := read.listAt; at == "." || slices.Contains(listNames, plainName(at)) || plainName(at) == plainName(last(read.path)) {
			continue // a list of what no path names one of
		}
		if up := d.doing(above(read.path), "get"); up != nil && keyOf(read.path) == "" {
			if up.one.same(resource) {
				continue // a part of it, or another way to it
			}
		}
		c := &collection{path: read.path, resource: resource}
		writes := false
		if keyOf(read.path) != "" && d.doing(read.path, "delete") != nil {
			writes = true
		}
		for _, method := range []string{"put", "patch", "post"} {
			if o := d.doing(read.path, method); o != nil && o.dialect == "" && o.writes(resource) {
				if _, many, is := o.is(resource); o.empty || is && !many {
					writes = true
				}
			}
		}
		if !writes {
			continue
		}
		if c.id = resource.called("id"); keyOf(read.path) != "" || !isID(resource.at(c.id)) {
			c.id = ""
		}
		c.name = nameOf(c.path, names)
		names[c.name] = true
		d.found = append(d.found, c)
		d.parents(c)
		if at, _, is := read.is(resource); is {
			d.act(read, c, "read", "reads the one there is", true, "at", at, "single", true)
		}
		d.change(d.doing(c.path, "put"), c, "replace", "put as a whole", true)
		d.change(d.doing(c.path, "patch"), c, "update", "changes some of it", true)
		d.change(d.doing(c.path, "post"), c, "update", "POST at one record is its change", true)
		if o := d.doing(c.path, "delete"); o != nil {
			d.act(o, c, "delete", "takes it away", true, "single", true)
		}
	}
}

// elsewhere is an operation that shows a collection at another path: a view of
// its list, or a verb at one record that replies it.
func (d *doc) elsewhere(o *operation) {
	for _, c := range d.found {
		if c.item == "" {
			continue
		}
		at, many, is := o.is(c.resource)
		search := o.method == "post" && slices.Contains([]string{"search", "query", "find", "list"}, plainName(last(o.path)))
		switch {
		case is && many && (o.method == "get" || search) && d.exact(o, c):
			d.act(o, c, "list", "shows a list of "+c.name, true, append([]any{"at", at, "view", true}, o.pages(d.shapes)...)...)
			return
		case is && !many && (o.method == "get" || o.method == "post") && strings.HasPrefix(shaped(o.path), shaped(c.item)+"/") && len(keys(o.path)) == len(keys(c.item)):
			d.act(o, c, "read", "replies the record that its path names", true, "at", at)
			return
		}
	}
}

// exact tells whether the items of a reply are the very schema of a collection:
// a view is not taken for one that is merely alike.
func (d *doc) exact(o *operation, c *collection) bool {
	return o.items.isExactly(c.resource)
}

// pages are the members of a reply that tell of pages.
func (o *operation) pages(all shapes) []any {
	whole := o.whole
	if whole == nil {
		return nil
	}
	out := map[string]string{}
	look := func(prefix string, s *shape) {
		for _, m := range s.members {
			t := document.TypeOf(m.schema)
			switch name := plainName(m.name); {
			case t == "integer" && slices.Contains([]string{"total", "totalcount", "totalresults", "totalitems", "totalrecords", "totalelements", "count"}, name) && out["total"] == "":
				out["total"] = prefix + m.name
			case t == "string" && slices.Contains([]string{"next", "nexturl", "nextpageuri", "nextcursor", "nexttoken", "nextpagetoken", "cursor", "nextlink", "endcursor"}, name) && out["next"] == "":
				out["next"] = prefix + m.name
			case t == "boolean" && slices.Contains([]string{"hasmore", "more", "hasnext", "hasnextpage"}, name) && out["more"] == "":
				out["more"] = prefix + m.name
			}
		}
	}
	look("", whole)
	for _, m := range whole.members {
		if below := all.of(m.schema); below != nil && (meta(m.name) || plainName(m.name) == "pageinfo" || plainName(m.name) == "page") {
			look(m.name+".", below)
		}
	}
	return []any{"total", out["total"], "next", out["next"], "more", out["more"]}
}
