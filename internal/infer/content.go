package infer

import (
	"slices"
	"strings"

	"github.com/cotalker/rolecall/internal/document"
)

// contents finds paths of bytes, such as files and pictures: a GET that replies no
// JSON, of what is sent as bytes at the same path, or with the create of the record
// that it stands below.
func (d *doc) contents() {
	alike := map[string][]*operation{}
	for _, o := range d.operations {
		alike[shaped(o.path)] = append(alike[shaped(o.path)], o)
	}
	names := d.names()
	for _, read := range d.operations {
		switch {
		case !read.showsBytes() || read.fixed() || d.guessed(read):
		case keyOf(read.path) != "":
			d.files(read, alike[shaped(read.path)], names)
		default:
			d.contentBelow(read, names)
		}
	}
}

// showsBytes tells whether the operation replies something that is no JSON.
func (o *operation) showsBytes() bool {
	return o.method == "get" && !o.empty && o.success != nil && o.bytesIn(o.success.Get("content"))
}

// takesBytes tells whether the operation is sent something that is no JSON: bytes
// as they are, or a form with a file.
func (o *operation) takesBytes() bool {
	return (o.method == "put" || o.method == "post" || o.method == "patch") && o.bytesIn(o.node.Get("requestBody", "content"))
}

func (o *operation) bytesIn(content *document.Node) bool {
	if _, media := json(content); media != nil {
		return false
	}
	for name, media := range content.Members() {
		switch name = strings.ToLower(name); {
		case strings.HasPrefix(name, "multipart/"):
			if !slices.ContainsFunc(o.form(media), func(m member) bool { return isFile(m.schema) }) {
				return false
			}
		case strings.Contains(name, "form"):
			return false
		}
	}
	return len(content.Keyed()) > 0
}

// form are the members of a form.
func (o *operation) form(media *document.Node) []member {
	if s := (shapes{}).of(media.Deref().Own("schema")); s != nil {
		return s.members
	}
	return nil
}

// isFile tells whether a member of a form is a file.
func isFile(n *document.Node) bool {
	format := document.FormatOf(n)
	return format == "binary" || format == "byte" || n.Deref().Get("contentMediaType") != nil
}

// files finds bytes that a key names, among the operations at such a path: they are
// those of a record that a list shows, or there is nothing else to know of them.
func (d *doc) files(read *operation, alike []*operation, names map[string]bool) {
	var c *collection
	list := d.doing(above(read.path), "get")
	if at := d.at(read.path); len(at) > 0 {
		c = at[0]
	}
	if !slices.ContainsFunc(alike, (*operation).takesBytes) {
		if c != nil && d.madeOfBytes(c) {
			d.act(read, c, "read", "replies the bytes that a create was sent", "content", true)
		}
		return
	}
	if c == nil {
		c = &collection{path: above(read.path), item: read.path}
		if list != nil && list.items != nil && list.items.node.Own("x-resource") == nil {
			c.resource = list.items
			c.id = idByName(c)
		}
		if c.id == "" {
			c.bare, c.id, c.resource = true, "id", nil
		}
		d.find(c, names)
	}
	c.tellContent()
	for _, o := range alike {
		var content any = true
		if named := c.resource.called(keyOf(o.path)); named != "" && named != c.id {
			content = named
		}
		at, many, is := o.is(c.resource)
		if !is {
			at, many = "", false
		}
		switch {
		case o.showsBytes():
			d.act(o, c, "read", "replies the bytes that were put", "content", content)
		case o.takesBytes():
			d.act(o, c, "replace", "keeps the bytes that are sent", "content", content, "upsert", true, "at", at, "listed", many)
		case o.method == "delete":
			d.act(o, c, "delete", "takes the bytes away", "content", content)
		}
	}
}

// contentNames are what the last segment of a path is that shows the bytes of the
// record above it.
var contentNames = []string{"content", "contents", "download", "raw", "data", "file", "binary", "blob", "original", "media"}

// contentBelow finds bytes at a path that ends in a name: those of the record above
// it, or something of its own, such as its picture.
func (d *doc) contentBelow(read *operation, names map[string]bool) {
	at := slices.IndexFunc(d.byPath[read.path], (*operation).takesBytes)
	gone := d.doing(read.path, "delete")
	if owners := d.at(above(read.path)); len(owners) > 0 && gone == nil && slices.Contains(contentNames, plainName(last(read.path))) && keyOf(above(read.path)) != "" {
		c := owners[0]
		made := d.madeOfBytes(c)
		if at < 0 && !made {
			return
		}
		c.tellContent()
		d.act(read, c, "read", "replies the bytes of the record above", "content", true)
		if at >= 0 {
			o := d.byPath[read.path][at]
			place, many, is := o.is(c.resource)
			if !is {
				place, many = "", false
			}
			d.act(o, c, "update", "keeps the bytes that are sent", "content", true, "at", place, "listed", many)
		}
		return
	}
	if at < 0 {
		return
	}
	c := &collection{path: read.path, bare: true, bytes: true}
	d.find(c, names)
	d.act(read, c, "read", "replies the bytes that were put", "content", true, "single", true)
	d.act(d.byPath[read.path][at], c, "replace", "keeps the bytes that are sent", "content", true, "single", true, "upsert", true)
	d.act(gone, c, "delete", "takes the bytes away", "single", true)
}

// find adds a collection to those that were found.
func (d *doc) find(c *collection, names map[string]bool) {
	c.name = nameOf(c.path, names)
	names[c.name] = true
	if c.resource == nil {
		c.resource = d.entry(c)
	}
	d.found = append(d.found, c)
	d.parents(c)
}

// madeOfBytes tells whether a create of a collection is sent a file, and says so of
// it.
func (d *doc) madeOfBytes(c *collection) bool {
	o := d.doing(c.path, "post")
	if o == nil || !o.takesBytes() {
		return false
	}
	at, many, is := o.is(c.resource)
	if !is || many {
		return false
	}
	c.tellContent()
	d.act(o, c, "create", "keeps the bytes that are sent", "at", at, "content", true)
	return true
}

// tellContent finds the members that tell of the bytes of a record.
func (c *collection) tellContent() {
	find := func(kind string, names ...string) string {
		for _, name := range names {
			if found := c.resource.called(name); found != "" && found != c.id && (document.TypeOf(c.resource.at(found)) == kind || kind == "integer" && document.TypeOf(c.resource.at(found)) == "number") {
				return found
			}
		}
		return ""
	}
	c.content = object(
		"name", find("string", "filename", "originalfilename", "originalname", "name"),
		"type", find("string", "mimetype", "contenttype", "mediatype"),
		"size", find("integer", "contentlength", "filesize", "size", "sizebytes", "bytes", "length"),
	)
}
