package infer

import (
	"slices"
	"strings"

	"github.com/cotalker/rolecall/internal/document"
)

// elsewhere is an operation that shows or makes records of a collection at another
// path: the caller's own, a view of its list, a verb at one record that replies it,
// a create.
func (d *doc) elsewhere(o *operation) {
	if d.enters(o) {
		return
	}
	known := d.known(o)
	exact := slices.ContainsFunc(known, func(c *collection) bool { return o.one.isExactly(c.resource) })
	for _, c := range known {
		if d.sets(o, c) {
			return
		}
		at, many, is := o.is(c.resource)
		search := o.method == "post" && slices.Contains([]string{"search", "query", "find", "list"}, plainName(last(o.path)))
		switch {
		case !is:
		case many && (o.method == "get" || search) && (o.items.isExactly(c.resource) || c.path == above(o.path)):
			d.act(o, c, "list", "shows a list of "+c.name, append([]any{"at", at, "view", true, "by", d.chosenBy(o, c), "where", o.where(c)}, o.pages(d.shapes)...)...)
		case many:
		case o.method == "get" && o.one.isExactly(c.resource) && c.lookedUpBy(o) != "":
			d.act(o, c, "read", "reads the one that has it", "at", at, "named", c.lookedUpBy(o))
		case o.ofCaller() && o.one.isExactly(c.resource) && len(c.parents) == 0:
			d.actOnCaller(o, c, at)
		case (o.method == "put" || o.method == "patch") && o.ofRecord(c) && o.one.isExactly(c.resource) && (o.writesOnly(c.resource) || o.patch):
			d.change(o, c, "update", "changes the record that its path names", false)
		case o.method != "delete" && o.ofRecord(c) && (!exact || o.one.isExactly(c.resource)):
			d.act(o, c, "read", "replies the record that its path names", "at", at)
		case o.method == "post" && keyOf(o.path) == "" && o.one.isExactly(c.resource) && !o.several && c.free():
			d.act(o, c, "create", "replies a new one of "+c.name, "at", at, "view", true)
		}
		if d.guessed(o) {
			return
		}
	}
}

// chosenBy are the keys of a path that choose records of a collection which it is
// called as, each with the member that has it: of /captains/{id}/trips those whose
// captainId it is. It is nil where no key does.
func (d *doc) chosenBy(o *operation, c *collection) *document.Node {
	if member := c.lookedUpBy(o); member != "" {
		return object(keyOf(o.path), member)
	}
	if singular(plainName(last(o.path))) != singular(plainName(last(c.path))) || keyOf(o.path) != "" {
		return nil
	}
	out := object()
	path := o.path
	for _, key := range slices.Backward(keys(o.path)) {
		path = path[:strings.LastIndex(path, "{"+key+"}")]
		one := singular(plainName(last(path)))
		for _, name := range []string{plainName(key), one + "id", one + plainName(key), one} {
			found := c.resource.called(name)
			if schema := c.resource.at(found); name != "id" && found != "" && found != c.id && (isScalar(schema) || document.TypeOf(schema) == "array" && isScalar(document.Items(schema))) {
				out.Set(key, &document.Node{Kind: document.Scalar, Scalar: found})
				break
			}
		}
		if out.Own(key) == nil {
			if held := d.shapes.held(c.resource, one+"id"); held != "" {
				out.Set(key, &document.Node{Kind: document.Scalar, Scalar: held})
			}
		}
	}
	if len(out.Keys) == 0 {
		return nil
	}
	return out
}

// free tells whether a record may be made that stands below no other record.
func (c *collection) free() bool {
	return !slices.ContainsFunc(c.parents, func(name string) bool { return name != "" })
}

// known are the collections that an operation may be about, those first that its
// path names.
func (d *doc) known(o *operation) []*collection {
	if d.named == nil {
		d.named = map[string][]*collection{}
		for _, c := range d.found {
			if c.item != "" && !c.bare {
				d.paired = append(d.paired, c)
				name := singular(plainName(last(c.path)))
				d.named[name] = append(d.named[name], c)
			}
		}
	}
	name := singular(plainName(last(o.path)))
	return append(d.named[name][:len(d.named[name]):len(d.named[name])], d.paired...)
}

// selfNames are what the last segment of a path is that stands for whoever asks.
var selfNames = []string{"me", "self", "myself", "current", "currentuser", "whoami", "user", "profile", "account"}

// ofCaller tells whether the path stands for whoever asks.
func (o *operation) ofCaller() bool {
	return len(keys(o.path)) == 0 && slices.Contains(selfNames, plainName(last(o.path)))
}

// actOnCaller says that an operation is on the record of whoever asks. Nothing in OpenAPI says which
// that is: the first one stands for it.
func (d *doc) actOnCaller(o *operation, c *collection, at string) {
	const why = "the first one stands for whoever asks"
	switch o.method {
	case "get":
		d.act(o, c, "read", why, "at", at, "single", true)
	case "put", "patch", "post":
		d.change(o, c, "update", why, true)
	}
}

// enters is a log-in or a register that replies the one record which stands for
// whoever asks: that has what was sent from then on.
func (d *doc) enters(o *operation) bool {
	for _, c := range d.found {
		if !d.isEntry(o, c) {
			continue
		}
		at, _, _ := o.is(c.resource)
		d.act(o, c, "update", "whoever enters is who asks from then on", "at", at, "single", true)
		return true
	}
	return false
}

// isEntry tells whether an operation replies the one record that stands for whoever
// asks, and takes members of it.
func (d *doc) isEntry(o *operation, c *collection) bool {
	if o.method != "post" || len(keys(o.path)) > 0 || o.several || c.item != "" || c.made || len(c.parents) > 0 || !slices.Contains(selfNames, plainName(last(c.path))) {
		return false
	}
	_, many, is := o.is(c.resource)
	return is && !many && o.one.isExactly(c.resource) && o.writes(c.resource)
}

// ofRecord tells whether the path is that of one record, or leads below it with no
// key more.
func (o *operation) ofRecord(c *collection) bool {
	path, item := shaped(o.path), shaped(c.item)
	return strings.HasPrefix(path, item+"/") && len(keys(o.path)) == len(keys(c.item)) || path == item
}
