package infer

import (
	"slices"

	"github.com/cotalker/rolecall/internal/document"
)

// actions says what each operation does to the collections that were found.
func (d *doc) actions() {
	for _, c := range d.found {
		if c.item == "" || c.bare {
			continue
		}
		for _, version := range c.paths() {
			version.name = c.name
			d.onAll(version)
			d.onEach(version)
			d.onMany(version)
		}
	}
	for _, o := range d.operations {
		if !o.fixed() && o.node.Own("x-action") == nil && !d.guessed(o) {
			d.elsewhere(o)
		}
	}
	d.counts()
}

func (d *doc) guessed(o *operation) bool {
	return d.acted[o.node]
}

// act writes an action. At is where the resource stands in the reply, where
// that does not follow from its schema.
func (d *doc) act(o *operation, c *collection, kind, why string, more ...any) {
	if o == nil || o.fixed() || d.guessed(o) {
		return
	}
	d.guess(o.node, "x-action", why, object(append([]any{kind, c.name}, more...)...))
	if kind == "list" || kind == "deleteMany" {
		d.filters(o, c)
	}
	if kind == "list" {
		says := object(more...)
		d.lists[o.path] = listing{c, says.Own("view").True(), says.Own("by")}
	}
}

// onAll are the operations on a collection as a whole.
func (d *doc) onAll(c *collection) {
	if o := d.doing(c.path, "get"); o != nil {
		if at, many, is := o.is(c.resource); is && many {
			d.act(o, c, "list", "lists what "+c.item+" reads", append([]any{"at", at}, o.pages(d.shapes)...)...)
		}
	}
	d.create(d.doing(c.path, "post"), c)
	if o := d.doing(c.path, "put"); o != nil {
		if _, many, is := o.is(c.resource); is && many && c.listed && (o.written.shared(c.resource) > 0 || o.writes(c.resource)) {
			d.create(o, c)
		}
	}
}

// create is a POST at a collection as a whole.
func (d *doc) create(o *operation, c *collection) {
	if o == nil {
		return
	}
	at, many, is := o.is(c.resource)
	switch {
	case is && many && o.written.shared(c.resource) > 0:
		d.act(o, c, "create", "takes and replies a list of what "+c.item+" reads", "at", at, "listed", true)
	case is && many && o.writes(c.resource):
		d.act(o, c, "create", "takes one, and replies a list with it", "at", at)
	case is && !many && o.writes(c.resource):
		d.act(o, c, "create", "takes and replies what "+c.item+" reads", "at", at)
	case is && !many && !o.several:
		d.act(o, c, "create", "replies what "+c.item+" reads", "at", at)
	case (o.silent(c.id) || o.little(c.resource) && d.namedByBody(c)) && o.writes(c.resource):
		d.act(o, c, "create", "takes what "+c.item+" reads")
	}
}

// onEach are the operations on one record.
func (d *doc) onEach(c *collection) {
	if o := d.doing(c.item, "get"); o != nil {
		if at, many, is := o.is(c.resource); is && many == c.listed {
			d.act(o, c, "read", "reads one of "+c.path, "at", at, "listed", c.listed)
		} else if o.tells() {
			d.act(o, c, "read", "tells by its status whether it is there")
		}
	}
	put, patch := d.doing(c.item, "put"), d.doing(c.item, "patch")
	d.add(put, c)
	d.change(put, c, "replace", "put as a whole", false)
	d.change(patch, c, "update", "changes some of it", false)
	if put == nil && patch == nil {
		d.change(d.doing(c.item, "post"), c, "update", "POST at one record is its change", false)
	}
	if o := d.doing(c.item, "delete"); o != nil {
		_, many, is := o.is(c.resource)
		d.act(o, c, "delete", "takes one away", "listed", is && many && c.listed)
	}
}

// change is an operation that writes what it reads in its body.
func (d *doc) change(o *operation, c *collection, kind, why string, single bool) {
	if o == nil {
		return
	}
	if at, many, is := o.is(c.resource); is && many && c.listed && o.written.shared(c.resource) > 0 {
		d.act(o, c, "update", "changes the one in the list", "at", at, "listed", true)
		return
	}
	if !o.writes(c.resource) && !o.patch {
		return
	}
	if o.patch {
		kind, why = "update", "takes a patch"
	}
	if kind == "replace" && (o.open || !o.writesWhole(c.resource)) {
		kind, why = "update", "put, and no whole one is asked for"
	}
	upsert := kind == "replace" && !single && o.node.Get("responses", "201") != nil
	at, many, is := o.is(c.resource)
	switch {
	case is && !many:
		d.act(o, c, kind, why, "at", at, "single", single, "upsert", upsert)
	case o.blankAt != "":
		d.act(o, c, kind, why, "at", o.blankAt, "single", single, "upsert", upsert)
	case o.silent(c.id):
		d.act(o, c, kind, why, "single", single, "upsert", upsert)
	}
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
