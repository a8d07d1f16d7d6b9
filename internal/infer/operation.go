package infer

import (
	"slices"
	"strings"

	"github.com/cotalker/rolecall/internal/document"
)

// operation is one of the document's, with what it reads and replies.
type operation struct {
	method  string // lower case
	path    string // normal
	node    *document.Node
	item    *document.Node // its path item
	status  string         // of its success
	empty   bool           // whose reply has no body
	reply   *document.Node // schema of its body, nil for none that is JSON
	body    *shape
	wrapped *shape // the one member of the body, where that is an object
	dialect string // media type of the body where it is one of changes, "" else
}

var methods = []string{"get", "put", "post", "delete", "patch"}

// read lists the operations of a document.
func read(root *document.Node) *doc {
	d := &doc{root: root, byPath: map[string][]*operation{}}
	for path, item := range root.Get("paths").Members() {
		item = item.Deref()
		if off(item) {
			continue
		}
		for method, node := range item.Members() {
			if !slices.Contains(methods, method) || node.Kind != document.Object {
				continue
			}
			o := &operation{method: method, path: normal(path), node: node, item: item}
			o.readReply()
			o.readBody()
			d.operations = append(d.operations, o)
			d.byPath[o.path] = append(d.byPath[o.path], o)
		}
	}
	return d
}

// fixed tells whether nothing is to be guessed of the operation.
func (o *operation) fixed() bool { return off(o.node) || o.node.Own("x-action") != nil }

func (o *operation) readReply() {
	var success *document.Node
	for status, reply := range o.node.Get("responses").Members() {
		if len(status) == 3 && status[0] == '2' && (success == nil || status < o.status) {
			o.status, success = status, reply.Deref()
		}
	}
	if success == nil {
		success = o.node.Get("responses", "default")
	}
	o.empty = success != nil && len(success.Get("content").Keyed()) == 0
	_, media := json(success.Get("content"))
	o.reply = media.Own("schema").Deref()
}

func (o *operation) readBody() {
	name, media := json(o.node.Get("requestBody", "content"))
	if media == nil {
		for other, body := range o.node.Get("requestBody", "content").Members() {
			if strings.Contains(other, "form") {
				name, media = other, body.Deref()
			}
		}
	}
	o.body = shapeOf(media.Own("schema"))
	if o.body != nil && len(o.body.members) == 1 { // what is written may be wrapped: {article: {…}}
		if inner := o.body.members[0]; document.TypeOf(inner.schema) == "object" {
			o.wrapped = shapeOf(inner.schema)
		}
	}
	if strings.Contains(name, "json-patch") || strings.Contains(name, "strategic") {
		o.dialect = name
	}
}

// writes tells whether the operation reads members of a resource in its body.
func (o *operation) writes(resource *shape) bool {
	return o.body.shared(resource) > 0 || o.wrapped.shared(resource) > 0
}

// writesWhole tells whether the operation asks for whole records: a PUT that may
// leave out what a record must have, and so what would then be missing, is a
// change.
func (o *operation) writesWhole(resource *shape) bool {
	written := o.body
	if written.shared(resource) == 0 {
		written = o.wrapped
	}
	return !slices.ContainsFunc(resource.need, func(name string) bool {
		return written.at(name) != nil && !slices.Contains(written.need, name)
	})
}

// json finds what a content holds of JSON, or of its family.
func json(content *document.Node) (name string, media *document.Node) {
	for key, body := range content.Members() {
		kind, _, _ := strings.Cut(strings.ToLower(key), ";")
		kind = strings.TrimSpace(kind)
		switch {
		case kind == "application/json":
			return kind, body.Deref()
		case media == nil && (strings.HasSuffix(kind, "+json") || strings.HasSuffix(kind, "/json") || kind == "*/*" || kind == "application/*"):
			name, media = kind, body.Deref()
		}
	}
	return name, media
}

// Names under which replies hold a list, or a resource, the likeliest first.
var (
	listNames = []string{"data", "items", "results", "value", "values", "resources", "list", "records", "entries", "content", "rows", "objects", "elements", "nodes"}
	oneNames  = []string{"data", "item", "result", "resource", "record", "object"}
)

// list finds the list in a reply: its items, and where it stands ("." for the
// reply itself), "" for none.
func (o *operation) list() (items *shape, at string) { return listIn(o.reply, last(o.path), 0) }

func listIn(reply *document.Node, name string, depth int) (*shape, string) {
	if reply = reply.Deref(); reply == nil {
		return nil, ""
	}
	if document.TypeOf(reply) == "array" {
		return shapeOf(document.Items(reply)), "."
	}
	whole := shapeOf(reply)
	if whole == nil || depth > 1 {
		return nil, ""
	}
	var lists []member
	for _, m := range whole.members {
		if document.TypeOf(m.schema) == "array" && shapeOf(document.Items(m.schema)) != nil {
			lists = append(lists, m)
		}
	}
	names := append([]string{name}, listNames...)
	for _, want := range names {
		for _, m := range lists {
			if plainName(m.name) == plainName(want) {
				return shapeOf(document.Items(m.schema)), m.name
			}
		}
	}
	if len(lists) == 1 && whole.called("id") == "" {
		return shapeOf(document.Items(lists[0].schema)), lists[0].name
	}
	for _, m := range whole.members {
		if n := plainName(m.name); len(lists) == 0 && (n == "data" || n == "embedded" || n == "result" || n == "response") && document.TypeOf(m.schema) == "object" {
			if items, at := listIn(m.schema, name, depth+1); at != "" && at != "." {
				return items, m.name + "." + at
			}
		}
	}
	return nil, ""
}

// one finds the resource in a reply, and where it stands.
func (o *operation) one() (*shape, string) {
	whole := shapeOf(o.reply)
	if whole == nil || document.TypeOf(o.reply) == "array" {
		return nil, ""
	}
	var objects []member
	scalars := 0
	for _, m := range whole.members {
		switch {
		case meta(m.name):
		case document.TypeOf(m.schema) == "object" && shapeOf(m.schema) != nil:
			objects = append(objects, m)
		default:
			scalars++
		}
	}
	for _, want := range append([]string{singular(last(o.path))}, oneNames...) {
		for _, m := range objects {
			if plainName(m.name) == plainName(want) && scalars <= 2 && whole.at("id") == nil {
				return shapeOf(m.schema), m.name
			}
		}
	}
	if len(objects) == 1 && scalars == 0 {
		return shapeOf(objects[0].schema), objects[0].name
	}
	return whole, "."
}

// meta tells whether a member of an envelope is about the reply.
func meta(name string) bool {
	return slices.Contains([]string{"meta", "metadata", "links", "errors", "error", "status", "success", "message", "pagination", "paging", "warnings", "requestid"}, plainName(name))
}

// is finds a resource in a reply where it is the same as what is known: one of
// it, or a list. It tells where it stands.
func (o *operation) is(known *shape) (at string, many, is bool) {
	items, list := o.list()
	one, at := o.one()
	if whole := shapeOf(o.reply); whole.isExactly(known) {
		return ".", false, true
	}
	switch {
	case list != "" && items.same(known) && items.coveredBy(known):
		return list, true, true
	case at != "" && one.same(known) && one.coveredBy(known):
		return at, false, true
	}
	return "", false, false
}
