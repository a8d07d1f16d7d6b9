package spec

import (
	"fmt"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Node is one value of a YAML or JSON document, with the line it stands on.
// Aliases and merge keys are resolved: what an anchor holds appears at every
// place that uses it, with the line of the anchor.
type Node struct {
	Pointer string   // JSON Pointer from the root of the document
	Line    int      // from 1
	Keys    []string // of an object, in the order of the document
	Items   []*Node  // of an array
	Scalar  any      // string, bool, int, float64 or nil
	Kind    NodeKind

	members map[string]*Node
	root    *Node
}

// NodeKind tells what a Node holds.
type NodeKind string

// The three kinds of node.
const (
	Object NodeKind = "object"
	Array  NodeKind = "array"
	Scalar NodeKind = "scalar"
)

// maxNodes bounds what aliases may expand to, so that a small hostile document
// cannot fill the memory.
const maxNodes = 1_000_000

// ParseDocument reads YAML or JSON text into a tree. The error is a [Problems]
// with the line of the fault.
func ParseDocument(file string, data []byte) (*Node, error) {
	r := &Reporter{File: file}
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		r.Add(Problem{
			File: file, Line: lineIn(err), What: "the text is no YAML or JSON: " + oneLine(err),
			Mend: "mend the syntax at that line",
		})
		return nil, r.Err()
	}
	if len(doc.Content) == 0 {
		r.Add(Problem{File: file, Line: 1, What: "the document is empty", Mend: "write an object"})
		return nil, r.Err()
	}
	b := &treeBuilder{report: r, open: map[*yaml.Node]bool{}}
	root := b.build(doc.Content[0], "")
	if err := r.Err(); err != nil {
		return nil, err
	}
	root.adopt(root)
	return root, nil
}

type treeBuilder struct {
	report *Reporter
	open   map[*yaml.Node]bool // aliases being expanded
	count  int
}

func (b *treeBuilder) build(y *yaml.Node, pointer string) *Node {
	n := &Node{Pointer: pointer, Line: y.Line, Kind: Scalar}
	b.count++
	if b.count > maxNodes {
		if b.count == maxNodes+1 {
			b.report.At(n, fmt.Sprintf("the document expands to more than %d values", maxNodes), "use fewer aliases")
		}
		return n
	}
	switch y.Kind {
	case yaml.AliasNode:
		if b.open[y.Alias] {
			b.report.At(n, "the alias *"+y.Value+" contains itself", "point it at something else")
			return n
		}
		b.open[y.Alias] = true
		defer delete(b.open, y.Alias)
		return b.build(y.Alias, pointer)
	case yaml.MappingNode:
		n.Kind, n.members = Object, make(map[string]*Node, len(y.Content)/2)
		b.fill(n, y, pointer)
	case yaml.SequenceNode:
		n.Kind = Array
		for i, item := range y.Content {
			n.Items = append(n.Items, b.build(item, pointer+"/"+strconv.Itoa(i)))
		}
	default:
		// A date stays the text that it is written as: JSON has no dates.
		if y.Tag == "!!timestamp" {
			n.Scalar = y.Value
		} else if err := y.Decode(&n.Scalar); err != nil {
			b.report.At(n, "the value cannot be read: "+oneLine(err), "write it as a string")
		}
	}
	return n
}

// fill puts the members of a mapping into n: those of merge keys first, so
// that a member of its own replaces a merged one and keeps its place.
func (b *treeBuilder) fill(n *Node, y *yaml.Node, pointer string) {
	for i := 0; i+1 < len(y.Content); i += 2 {
		key, value := y.Content[i], y.Content[i+1]
		if key.Tag != "!!merge" {
			continue
		}
		sources := []*yaml.Node{value}
		if value.Kind == yaml.SequenceNode {
			sources = value.Content
		}
		for _, source := range sources {
			merged := b.build(source, pointer)
			if merged.Kind != Object {
				b.report.At(merged, "a merge key << needs an object", "merge an anchor that holds one")
				continue
			}
			for _, name := range merged.Keys {
				if n.members[name] == nil {
					n.set(name, merged.members[name])
				}
			}
		}
	}
	own := map[string]bool{}
	for i := 0; i+1 < len(y.Content); i += 2 {
		key, value := y.Content[i], y.Content[i+1]
		if key.Tag == "!!merge" {
			continue
		}
		member := b.build(value, pointer+"/"+EscapePointer(key.Value))
		if value.Kind == yaml.AliasNode || len(value.Content) > 0 {
			member.Line = key.Line
		}
		if own[key.Value] {
			b.report.At(member, fmt.Sprintf("the key %q stands twice in one object", key.Value), "keep one of them")
		}
		own[key.Value] = true
		n.set(key.Value, member)
	}
}

func (n *Node) set(key string, value *Node) {
	if n.members[key] == nil {
		n.Keys = append(n.Keys, key)
	}
	n.members[key] = value
}

func (n *Node) adopt(root *Node) {
	n.root = root
	for _, m := range n.members {
		m.adopt(root)
	}
	for _, item := range n.Items {
		item.adopt(root)
	}
}

// Get walks from member to member and follows each $ref on the way. It returns
// nil where there is nothing; nil.Get is nil.
func (n *Node) Get(path ...string) *Node {
	for _, name := range path {
		n = n.Deref()
		if n == nil {
			return nil
		}
		n = n.members[name]
	}
	return n.Deref()
}

// Own is the member itself, with no $ref followed.
func (n *Node) Own(name string) *Node {
	if n == nil {
		return nil
	}
	return n.members[name]
}

// Deref follows a local $ref ("#/components/…") to what it points at. A
// reference that leads nowhere, or in a circle, is nil.
func (n *Node) Deref() *Node {
	for range 32 {
		ref := n.Own("$ref")
		if ref == nil {
			return n
		}
		target, _ := ref.Scalar.(string)
		if n = n.root.At(target); n == nil {
			return nil
		}
	}
	return nil
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
	return n.members[token]
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
		for _, key := range n.Keys {
			if !yield(key, n.members[key]) {
				return
			}
		}
	}
}

// Value is the plain Go value: map[string]any, []any, or a scalar.
func (n *Node) Value() any {
	switch {
	case n == nil:
		return nil
	case n.Kind == Object:
		m := make(map[string]any, len(n.Keys))
		for key, member := range n.members {
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
func EscapePointer(name string) string { return pointerEscapes.Replace(name) }

// UnescapePointer reads one token of a JSON Pointer.
func UnescapePointer(token string) string { return pointerUnescapes.Replace(token) }

// lineIn finds the line that a YAML error speaks of, 0 for none.
func lineIn(err error) int {
	_, after, found := strings.Cut(err.Error(), "line ")
	if !found {
		return 0
	}
	digits := after[:len(after)-len(strings.TrimLeft(after, "0123456789"))]
	line, _ := strconv.Atoi(digits)
	return line
}

func oneLine(err error) string {
	return strings.Join(strings.Fields(err.Error()), " ")
}
