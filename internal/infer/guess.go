package infer

import (
	"slices"

	"github.com/cotalker/rolecall/internal/document"
)

// Guess is one extension that a document could have, or the security that an
// extension of others amounts to.
type Guess struct {
	Node  *document.Node // that it belongs on
	Word  string         // such as x-action
	Value *document.Node
	Why   string // in a few words

	Instead *document.Node // that it takes the place of, nil for nothing

	schema bool
}

// Apply writes the guess into the document.
func (g Guess) Apply() {
	g.Value.Locate(g.Node.Pointer() + "/" + document.EscapePointer(g.Word))
	g.Value.Adopt(g.Node)
	g.Node.Set(g.Word, g.Value)
}

// Schema tells whether the guess is a schema that the document does not have, and
// no extension.
func (g Guess) Schema() bool { return g.schema }

// Withdraw takes the guess out of the document again.
func (g Guess) Withdraw() { g.Node.Remove(g.Word) }

// Of works out what a document leaves unsaid. Nothing is written yet.
func Of(root *document.Node) []Guess {
	if off(root) {
		return nil
	}
	d := read(root)
	d.collections()
	d.singles()
	d.placed()
	d.queried()
	d.memberships()
	d.contents()
	d.listItems()
	d.made()
	d.shown()
	d.resources()
	d.actions()
	return d.guesses
}

// off tells whether a node says that nothing is to be guessed below it.
func off(n *document.Node) bool {
	said := n.Own("x-infer")
	return said != nil && said.Scalar == false
}

func (d *doc) guess(n *document.Node, word, why string, value *document.Node) {
	if n.Own(word) == nil {
		d.guesses = append(d.guesses, Guess{Node: n, Word: word, Value: value, Why: why})
		switch word {
		case "x-action":
			d.acted[n] = true
		case "x-filter":
			d.filtered[n] = true
		}
	}
}

// object makes an object of names and values in turn; a value that is nil or ""
// leaves its name out.
func object(pairs ...any) *document.Node {
	out := &document.Node{Kind: document.Object}
	for i := 0; i+1 < len(pairs); i += 2 {
		var value *document.Node
		switch v := pairs[i+1].(type) {
		case *document.Node:
			value = v
		case []string:
			value = &document.Node{Kind: document.Array}
			for _, text := range v {
				value.Items = append(value.Items, &document.Node{Kind: document.Scalar, Scalar: text})
			}
		case []*document.Node:
			value = &document.Node{Kind: document.Array, Items: v}
		case string, bool:
			value = &document.Node{Kind: document.Scalar, Scalar: v}
		}
		if value == nil || value.Scalar == "" || value.Scalar == false || value.Kind == document.Array && len(value.Items) == 0 {
			continue
		}
		out.Set(pairs[i].(string), value)
	}
	return out
}

// doc is a document on its way.
type doc struct {
	root       *document.Node
	operations []*operation
	byPath     map[string][]*operation
	paths      []string // normal, in the order of the document
	found      []*collection
	items      map[string][]*collection // of those found so far, by the shape of the path of each record
	indexed    int                      // how many of found are in items
	guesses    []Guess
	below      map[string][]*operation  // those at paths one segment below another, nil before it is asked for
	paired     []*collection            // those with a path of each record
	named      map[string][]*collection // the same by the last name of their path, nil before it is asked for
	lists      map[string]listing       // by their paths
	shapes     shapes
	byName     map[string][]*collection // what members that refer to them are called, nil before it is asked for
	acted      map[*document.Node]bool  // operations that an action was guessed of
	filtered   map[*document.Node]bool  // parameters that a filter was guessed of
	schemas    *document.Node           // that schemas are guessed of which the document does not have, nil before one is
}

// doing finds the operation of a path and method, nil for none.
func (d *doc) doing(path, method string) *operation {
	at := slices.IndexFunc(d.byPath[path], func(o *operation) bool { return o.method == method })
	if at < 0 {
		return nil
	}
	return d.byPath[path][at]
}
