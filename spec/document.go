package spec

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
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
		n.Kind = Object
		n.Keys, n.values = make([]string, 0, len(y.Content)/2), make([]*Node, 0, len(y.Content)/2)
		b.fill(n, y, pointer)
	case yaml.SequenceNode:
		n.Kind = Array
		for i, item := range y.Content {
			n.Items = append(n.Items, b.build(item, pointer+"/"+strconv.Itoa(i)))
		}
	default:
		// A date stays the text that it is written as: JSON has no dates.
		if y.Tag == "!!str" || y.Tag == "!!timestamp" {
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
			for name, member := range merged.Members() {
				if n.member(name) == nil {
					n.set(name, member)
				}
			}
		}
	}
	merged := len(n.Keys)
	var replaced []string // of the merged ones
	for i := 0; i+1 < len(y.Content); i += 2 {
		key, value := y.Content[i], y.Content[i+1]
		if key.Tag == "!!merge" {
			continue
		}
		member := b.build(value, pointer+"/"+EscapePointer(key.Value))
		if value.Kind == yaml.AliasNode || len(value.Content) > 0 {
			member.Line = key.Line
		}
		if i := n.place(key.Value); i >= merged || slices.Contains(replaced, key.Value) {
			b.report.At(member, fmt.Sprintf("the key %q stands twice in one object", key.Value), "keep one of them")
		} else if i >= 0 {
			replaced = append(replaced, key.Value)
		}
		n.set(key.Value, member)
	}
}

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
