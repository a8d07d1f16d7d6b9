package infer

import (
	"slices"

	"github.com/cotalker/rolecall/internal/document"
)

// countNames are what the last segment of a path is that replies how many records
// the list above it has, plain.
var countNames = []string{"count", "counts", "total", "totalcount"}

// listing is a list that was found: of which collection, and by which keys of the
// path its records are chosen, where it is a view.
type listing struct {
	of   *collection
	view bool
	by   *document.Node
}

// counts finds paths below a list that reply how many records it has: a number, or
// an object with one.
func (d *doc) counts() {
	for _, o := range d.operations {
		list, known := d.lists[above(o.path)]
		if o.method != "get" || !known || o.fixed() || d.guessed(o) || !slices.Contains(countNames, plainName(last(o.path))) || keyOf(o.path) != "" {
			continue
		}
		if at := o.countAt(); at != "" {
			d.act(o, list.of, "list", "counts what "+above(o.path)+" lists", "total", at, "view", list.view, "by", list.chosenBy())
		}
	}
}

// chosenBy says by which keys a path below the list chooses the same.
func (l listing) chosenBy() *document.Node {
	if l.by == nil {
		return nil
	}
	out := object()
	for key, member := range l.by.Members() {
		out.Set(key, &document.Node{Kind: document.Scalar, Scalar: member.Text()})
	}
	return out
}

// countAt is where a reply has its one number, "." for a reply that is one, "" for
// none or several.
func (o *operation) countAt() string {
	if document.TypeOf(o.reply) == "integer" {
		return "."
	}
	if o.whole == nil {
		return ""
	}
	found := ""
	for _, m := range o.whole.members {
		if document.TypeOf(m.schema) != "integer" {
			continue
		}
		if found != "" {
			return ""
		}
		found = m.name
	}
	return found
}
