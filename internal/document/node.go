package document

import (
	"slices"
	"strconv"
	"strings"
)

// Node is one value of a YAML or JSON document, with the line it stands on.
// Aliases and merge keys are resolved: what an anchor holds appears at every
// place that uses it, with the line of the anchor.
type Node struct {
	Line   int      // from 1
	Keys   []string // of an object, in the order of the document
	Items  []*Node  // of an array
	Scalar any      // string, bool, int, float64, json.Number for a number that neither holds, or nil
	Kind   NodeKind

	parent *Node  // that it is below, nil for a root or what was made
	token  string // the key that it has there, or the index; without a parent the whole pointer

	values []*Node        // of Keys
	index  map[string]int // where each stands in Keys, nil for an object with few
	source *Source        // the file it stands in, nil for a node that was made
}

// few is how many keys are found faster one by one than by a map.
const few = 16

// NodeKind tells what a Node holds.
type NodeKind string

// The three kinds of node.
const (
	Object NodeKind = "object"
	Array  NodeKind = "array"
	Scalar NodeKind = "scalar"
)

// at is where a key stands in Keys, -1 for one that does not.
func (n *Node) at(key string) int {
	if n.index != nil {
		if i, known := n.index[key]; known {
			return i
		}
		return -1
	}
	return slices.Index(n.Keys, key)
}

// member is the value of a key, nil for none.
func (n *Node) member(key string) *Node {
	if i := n.at(key); i >= 0 {
		return n.values[i]
	}
	return nil
}

func (n *Node) set(key string, value *Node) {
	if i := n.at(key); i >= 0 {
		n.values[i] = value
		return
	}
	n.Keys, n.values = append(n.Keys, key), append(n.values, value)
	n.indexed()
}

// indexed keeps the index of an object that has grown.
func (n *Node) indexed() {
	switch {
	case len(n.Keys) <= few:
	case n.index != nil:
		n.index[n.Keys[len(n.Keys)-1]] = len(n.Keys) - 1
	default:
		n.index = make(map[string]int, 2*len(n.Keys))
		for i, key := range n.Keys {
			n.index[key] = i
		}
	}
}

// File is the name of the file that the node stands in, "" where none is known.
func (n *Node) File() string {
	if n == nil || n.source == nil {
		return ""
	}
	return n.source.Name
}

// Get walks from member to member and follows each $ref on the way. It returns
// nil where there is nothing; nil.Get is nil.
func (n *Node) Get(path ...string) *Node {
	for _, name := range path {
		n = n.Deref()
		if n == nil {
			return nil
		}
		n = n.member(name)
	}
	return n.Deref()
}

// Own is the member itself, with no $ref followed.
func (n *Node) Own(name string) *Node {
	if n == nil {
		return nil
	}
	return n.member(name)
}

// mostHops is how many references may follow each other.
const mostHops = 32

// Deref follows a $ref to what it points at: in this file, by JSON Pointer,
// $anchor or $id, or in another file of the document. A reference that leads
// nowhere, or in a circle, is nil. A member that is called $ref and holds no
// text is a member like any other.
func (n *Node) Deref() *Node {
	for range mostHops {
		if _, is := n.Ref(); !is {
			return n
		}
		if n = n.Target(); n == nil {
			return nil
		}
	}
	return nil
}

// Target is what a node's own $ref points at, which may have one again; the node
// itself where it has none, nil where it leads nowhere.
func (n *Node) Target() *Node {
	ref, is := n.Ref()
	if !is {
		return n
	}
	return n.source.resolve(n, ref)
}

// Refers is what a reference in the file of n points at, nil for nothing.
func (n *Node) Refers(ref string) *Node {
	if ref == "" {
		return nil
	}
	return n.source.resolve(n, ref)
}

// Ref is the text of a node's $ref, and whether it has one.
func (n *Node) Ref() (string, bool) {
	ref := n.Own("$ref")
	if ref == nil {
		return "", false
	}
	text, is := ref.Scalar.(string)
	return text, is
}

// At finds the value of a JSON Pointer, with or without a leading #.
func (n *Node) At(pointer string) *Node {
	pointer = strings.TrimPrefix(pointer, "#")
	if pointer == "" {
		return n
	}
	if pointer[0] != '/' {
		return nil
	}
	for token := range strings.SplitSeq(pointer[1:], "/") {
		if n = n.child(UnescapePointer(token)); n == nil {
			return nil
		}
	}
	return n
}

func (n *Node) child(token string) *Node {
	if n.Kind == Array {
		if i, err := strconv.Atoi(token); err == nil && i >= 0 && i < len(n.Items) {
			return n.Items[i]
		}
		return nil
	}
	return n.member(token)
}

// Nearest is the value of a JSON Pointer, or of the longest part of it that
// there is.
func (n *Node) Nearest(pointer string) *Node {
	for {
		if found := n.At(pointer); found != nil {
			return found
		}
		cut := strings.LastIndexByte(pointer, '/')
		if cut < 0 {
			return n
		}
		pointer = pointer[:cut]
	}
}

// Text is the string that n holds, "" for anything else.
func (n *Node) Text() string {
	if n == nil {
		return ""
	}
	s, _ := n.Scalar.(string)
	return s
}

// True tells whether n holds the boolean true.
func (n *Node) True() bool { return n != nil && n.Scalar == true }

// Texts are the strings of an array, or the one string that stands alone.
func (n *Node) Texts() []string {
	if n == nil {
		return nil
	}
	if n.Kind == Scalar {
		return []string{n.Text()}
	}
	var out []string
	for _, item := range n.Items {
		out = append(out, item.Text())
	}
	return out
}

// Members yields the members of an object in the order of the document.
func (n *Node) Members() func(yield func(string, *Node) bool) {
	return func(yield func(string, *Node) bool) {
		if n == nil {
			return
		}
		for i, key := range n.Keys {
			if !yield(key, n.values[i]) {
				return
			}
		}
	}
}

// Keyed are the keys of an object, none for anything else.
func (n *Node) Keyed() []string {
	if n == nil {
		return nil
	}
	return n.Keys
}

// Value is the plain Go value: map[string]any, []any, or a scalar.
func (n *Node) Value() any {
	switch {
	case n == nil:
		return nil
	case n.Kind == Object:
		m := make(map[string]any, len(n.Keys))
		for key, member := range n.Members() {
			m[key] = member.Value()
		}
		return m
	case n.Kind == Array:
		list := make([]any, len(n.Items))
		for i, item := range n.Items {
			list[i] = item.Value()
		}
		return list
	}
	return n.Scalar
}

var (
	pointerEscapes   = strings.NewReplacer("~", "~0", "/", "~1")
	pointerUnescapes = strings.NewReplacer("~1", "/", "~0", "~")
)

// EscapePointer writes a name as one token of a JSON Pointer.
func EscapePointer(name string) string {
	if !strings.ContainsAny(name, "~/") {
		return name // as nearly all are: a replacer makes a copy
	}
	return pointerEscapes.Replace(name)
}

// UnescapePointer reads one token of a JSON Pointer.
func UnescapePointer(token string) string {
	if strings.IndexByte(token, '~') < 0 {
		return token
	}
	return pointerUnescapes.Replace(token)
}
