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
	success *document.Node // its reply
	empty   bool           // whose reply has no body
	blankAt string         // the one member of the reply, an object that may be anything
	reply   *document.Node // schema of its body, nil for none that is JSON
	whole   *shape         // of the reply
	items   *shape         // of the list in the reply
	listAt  string         // where that stands: "." for the reply itself, "" for none
	one     *shape         // the resource in the reply
	oneAt   string         // where that stands
	body    *shape
	open    bool           // the body is an object that may be anything
	several bool           // the body is a list
	list    *document.Node // its schema, then
	written *shape         // of the list in the body
	sentAt  string         // where that stands, as listAt
	wrapped *shape         // the one member of the body, where that is an object
	patch   bool           // the body is a patch by its media type, whatever its schema
}

var methods = []string{"get", "put", "post", "delete", "patch"}

// read lists the operations of a document.
func read(root *document.Node) *doc {
	d := &doc{root: root, byPath: map[string][]*operation{}, shapes: shapes{}, lists: map[string]listing{}, acted: map[*document.Node]bool{}, filtered: map[*document.Node]bool{}}
	for path, item := range root.Get("paths").Members() {
		item = item.PathItem()
		if off(item) {
			continue
		}
		for method, node := range item.Members() {
			if !slices.Contains(methods, method) || node.Kind != document.Object {
				continue
			}
			o := &operation{method: method, path: normal(path), node: node, item: item}
			o.readReply(d.shapes)
			o.readBody(d.shapes)
			d.operations = append(d.operations, o)
			if d.byPath[o.path] == nil {
				d.paths = append(d.paths, o.path)
			}
			d.byPath[o.path] = append(d.byPath[o.path], o)
		}
	}
	return d
}

// fixed tells whether nothing is to be guessed of the operation.
func (o *operation) fixed() bool { return off(o.node) || o.node.Own("x-action") != nil }

func (o *operation) readReply(all shapes) {
	var success *document.Node
	for status, reply := range o.node.Get("responses").Members() {
		if len(status) == 3 && status[0] == '2' && (success == nil || status < o.status) {
			o.status, success = status, reply.Deref()
		}
	}
	if success == nil {
		success = o.node.Get("responses", "default")
	}
	o.success = success
	o.empty = success != nil && (len(success.Get("content").Keyed()) == 0 || o.status == "204" || o.status == "205")
	_, media := json(success.Get("content"))
	o.reply = media.Own("schema").Deref()
	o.whole = all.of(o.reply)
	if o.whole != nil && len(o.whole.members) == 1 {
		if m := o.whole.members[0]; isOpen(m.schema) {
			o.blankAt = m.name
		}
	}
	o.items, o.listAt = all.list(o.reply, last(o.path), 0)
	o.one, o.oneAt = all.one(o.reply, last(o.path), 0)
}

// lists tells whether the operation replies a list and nothing else.
func (o *operation) lists() bool { return o != nil && o.listAt == "." }

// silent tells whether the reply says no more of a record than its id: it has no
// body, one without members, such as true or an object of anything, one that is
// about the reply itself, or an id alone.
func (o *operation) silent(id string) bool {
	if o.empty || o.whole == nil {
		return o.empty || o.reply != nil && document.TypeOf(o.reply) != "array"
	}
	return o.whole.at(id) != nil || !slices.ContainsFunc(o.whole.members, func(m member) bool { return !meta(m.name) })
}

func (o *operation) readBody(all shapes) {
	name, media := json(o.node.Get("requestBody", "content"))
	if media == nil {
		for other, body := range o.node.Get("requestBody", "content").Members() {
			if strings.Contains(other, "form") {
				name, media = other, body.Deref()
			}
		}
	}
	o.open = strings.HasSuffix(name, "json") && isOpen(media.Own("schema"))
	o.body, o.several = all.of(media.Own("schema")), document.TypeOf(media.Own("schema")) == "array"
	if o.several {
		o.list = media.Own("schema").Deref()
	}
	o.written, o.sentAt = all.list(media.Own("schema"), last(o.path), 0)
	if o.body != nil && len(o.body.members) == 1 { // what is written may be wrapped: {article: {…}}
		if inner := o.body.members[0]; document.TypeOf(inner.schema) == "object" {
			o.wrapped = all.of(inner.schema)
		}
	}
	o.patch = strings.HasSuffix(name, "-patch+json") || o.several && o.written.called("op") != "" && o.written.called("path") != ""
}

// writesOnly tells whether all that the body holds are members of a resource.
func (o *operation) writesOnly(resource *shape) bool {
	return o.body != nil && !slices.ContainsFunc(o.body.members, func(m member) bool { return resource.at(m.name) == nil })
}

// examples are what the document shows of a record in the reply.
func (o *operation) examples() []*document.Node {
	if o == nil || o.oneAt == "" {
		return nil
	}
	_, media := json(o.success.Get("content"))
	var out []*document.Node
	add := func(example *document.Node) {
		if o.oneAt != "." {
			example = example.Get(strings.Split(o.oneAt, ".")...)
		}
		if example != nil && example.Kind == document.Object {
			out = append(out, example)
		}
	}
	add(media.Own("example"))
	for _, named := range media.Own("examples").Members() {
		add(named.Get("value"))
	}
	return out
}

// writes tells whether the operation reads members of a resource in its body.
func (o *operation) writes(resource *shape) bool {
	return o.open && (o.method == "put" || o.method == "patch") || o.body.shared(resource) > 0 || o.wrapped.shared(resource) > 0
}

// writesWhole tells whether the operation asks for whole records: a PUT that may
// leave out what a record must have, and so what would then be missing, is a
// change. What may be null, or has a default, is that where it is left out.
func (o *operation) writesWhole(resource *shape) bool {
	written := o.body
	if written.shared(resource) == 0 {
		written = o.wrapped
	}
	return !slices.ContainsFunc(resource.need, func(name string) bool {
		sent := written.at(name)
		return sent != nil && !slices.Contains(written.need, name) && sent.Deref().Get("default") == nil && !document.Nullable(resource.at(name))
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

// list finds the list in the reply of an operation whose path ends in a name: its
// items, and where it stands.
func (all shapes) list(reply *document.Node, name string, depth int) (*shape, string) {
	if reply = reply.Deref(); reply == nil {
		return nil, ""
	}
	if document.TypeOf(reply) == "array" {
		return all.of(document.Items(reply)), "."
	}
	whole := all.of(reply)
	if whole == nil || depth > 1 {
		return nil, ""
	}
	var lists []member
	for _, m := range whole.members {
		if document.TypeOf(m.schema) == "array" && all.of(document.Items(m.schema)) != nil && shows(m) {
			lists = append(lists, m)
		}
	}
	names := append([]string{name}, listNames...)
	for _, want := range names {
		for _, m := range lists {
			if plainName(m.name) == plainName(want) {
				return all.of(document.Items(m.schema)), m.name
			}
		}
	}
	if len(lists) == 1 && !whole.identified() {
		return all.of(document.Items(lists[0].schema)), lists[0].name
	}
	for _, m := range whole.members {
		if n := plainName(m.name); len(lists) == 0 && (n == "data" || n == "embedded" || n == "result" || n == "response") && document.TypeOf(m.schema) == "object" && !all.of(m.schema).identified() && shows(m) {
			if items, at := all.list(m.schema, name, depth+1); at != "" && at != "." {
				return items, m.name + "." + at
			}
		}
	}
	return nil, ""
}

// one finds the resource in a reply, and where it stands: in an object of an
// object at most.
func (all shapes) one(reply *document.Node, name string, depth int) (*shape, string) {
	whole := all.of(reply)
	if whole == nil || document.TypeOf(reply) == "array" {
		return nil, ""
	}
	var objects []member
	scalars := 0
	for _, m := range whole.members {
		switch {
		case meta(m.name):
		case document.TypeOf(m.schema) == "object" && all.of(m.schema) != nil && shows(m):
			objects = append(objects, m)
		default:
			scalars++
		}
	}
	for _, want := range append([]string{singular(name)}, oneNames...) {
		for _, m := range objects {
			if plainName(m.name) == plainName(want) && scalars <= 2 && whole.at("id") == nil {
				return all.inside(m, name, depth)
			}
		}
	}
	if len(objects) == 1 && scalars == 0 {
		return all.inside(objects[0], name, depth)
	}
	return whole, "."
}

// inside is the resource in a member of a reply: the member's value, or what that
// holds, where it is an envelope too.
func (all shapes) inside(m member, name string, depth int) (*shape, string) {
	held := all.of(m.schema)
	if depth == 0 && !held.identified() {
		if inner, at := all.one(m.schema, name, depth+1); at != "." && at != "" && inner.identified() {
			return inner, m.name + "." + at
		}
	}
	return held, m.name
}

// shows tells whether a reply has a member: a record stands in none that is only written.
func shows(m member) bool { return !document.Flagged(m.schema, "writeOnly") }

// meta tells whether a member of an envelope is about the reply.
func meta(name string) bool {
	return slices.Contains([]string{"meta", "metadata", "links", "errors", "error", "status", "success", "message", "pagination", "paging", "warnings", "requestid"}, plainName(name))
}

// is finds a resource in a reply where it is the same as what is known: one of
// it, or a list. It tells where it stands.
func (o *operation) is(known *shape) (at string, many, is bool) {
	switch {
	case o.whole.isExactly(known):
		return ".", false, true
	case o.listAt != "" && o.items.same(known) && o.items.coveredBy(known):
		return o.listAt, true, true
	case o.oneAt != "" && o.one.same(known) && o.one.coveredBy(known):
		return o.oneAt, false, true
	}
	return "", false, false
}
