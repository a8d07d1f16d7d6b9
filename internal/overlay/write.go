package overlay

import (
	"regexp"
	"strings"

	"github.com/cotalker/rolecall/internal/document"
	"github.com/theory/jsonpath/spec"
)

// fileWord is the extension that names the file of a document in which the
// places of an action are: the specification knows one file alone.
const fileWord = "x-file"

// Change is a member that belongs on a node of a document.
type Change struct {
	On    *document.Node
	Name  string
	Value *document.Node
	Why   string
	First bool // the member is there with another value, which is removed first
}

// Write makes an overlay for the document at root: one action for each change,
// its reason as the description.
func Write(root *document.Node, title string, changes []Change) *document.Node {
	list := &document.Node{Kind: document.Array}
	for _, c := range changes {
		at := target(fileRoot(root, c.On), c.On)
		if c.First {
			list.Items = append(list.Items, entry(root, c.On, "makes room for the next", at+name(c.Name), "remove", scalar(true)))
		}
		update := &document.Node{Kind: document.Object}
		update.Set(c.Name, c.Value)
		list.Items = append(list.Items, entry(root, c.On, c.Why, at, "update", update))
	}
	info := object("title", scalar(title), "version", scalar("1"))
	return object("overlay", scalar("1.0.0"), "info", info, "actions", list)
}

func entry(root, on *document.Node, why, target, word string, value *document.Node) *document.Node {
	out := object("target", scalar(target))
	if file := on.File(); file != root.File() && file != "" {
		out.Set(fileWord, scalar(file))
	}
	if why != "" {
		out.Set("description", scalar(why))
	}
	out.Set(word, value)
	return out
}

// fileRoot is the root of the file that a node stands in.
func fileRoot(root, n *document.Node) *document.Node {
	if n.File() != root.File() {
		if other := root.Refers(n.File()); other != nil {
			return other
		}
	}
	return root
}

// target is the JSONPath of a node. A parameter is named by its name, where no
// other of the list is called the same: a number would change with the list.
func target(root, n *document.Node) string {
	var b strings.Builder
	b.WriteByte('$')
	at := root
	if n.IsRoot() {
		return "$"
	}
	for token := range strings.SplitSeq(n.Pointer()[1:], "/") {
		token = document.UnescapePointer(token)
		below := at.At("/" + document.EscapePointer(token))
		switch called := alone(at, below); {
		case at.Kind != document.Array:
			b.WriteString(name(token))
		case called != "":
			b.WriteString("[?@.name==" + strings.Trim(spec.Normalized(spec.Name(called)).String(), "$[]") + "]")
		default:
			b.WriteString("[" + token + "]")
		}
		at = below
	}
	return b.String()
}

// alone is the name of an item that no other of its list has, "" for none.
func alone(list, item *document.Node) string {
	called := item.Own("name").Text()
	if list.Kind != document.Array || strings.ContainsAny(called, "[]$") {
		return ""
	}
	count := 0
	for _, other := range list.Items {
		if other.Own("name").Text() == called {
			count++
		}
	}
	if count != 1 {
		return ""
	}
	return called
}

var plain = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// name is a step of a JSONPath.
func name(of string) string {
	if plain.MatchString(of) {
		return "." + of
	}
	return spec.Normalized(spec.Name(of)).String()[1:]
}

func scalar(v any) *document.Node { return &document.Node{Kind: document.Scalar, Scalar: v} }

func object(pairs ...any) *document.Node {
	out := &document.Node{Kind: document.Object}
	for i := 0; i+1 < len(pairs); i += 2 {
		out.Set(pairs[i].(string), pairs[i+1].(*document.Node))
	}
	return out
}
