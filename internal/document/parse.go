package document

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// Parse reads YAML or JSON text into a tree. What begins as JSON is read as
// JSON, whose escapes YAML does not know. The error is a [Problems] with the
// line of the fault.
func Parse(file string, data []byte) (*Node, error) {
	return (&Source{Name: file}).parse(data)
}

func (s *Source) parse(data []byte) (*Node, error) {
	r := &Reporter{File: s.Name}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	limit := s.bound(len(data))
	root, err := parseJSON(s.Name, data, &limit)
	if limit.over {
		return nil, err // YAML would be as large
	}
	if root == nil {
		limit = s.bound(len(data))
		if root, err = parseYAML(s.Name, data, &limit, err); err != nil {
			return nil, err
		}
	}
	if s.files != nil {
		s.files.values = limit.count
	}
	s.root, s.bases = root, bytes.Contains(data, []byte("$id"))
	s.root.Adopt(&Node{source: s})
	return s.root, r.Err()
}

// parseYAML reads YAML; where that fails too, what was said of the text as JSON
// stands, nil where it is none.
func parseYAML(file string, data []byte, limit *bound, asJSON error) (*Node, error) {
	r := &Reporter{File: file}
	if line := limit.manyAt(data); line > 0 {
		if asJSON == nil {
			what, mend := limit.tooMany()
			r.Add(Problem{File: file, Line: line, What: what, Mend: mend})
			asJSON = r.Err()
		}
		return nil, asJSON
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		if asJSON != nil {
			return nil, asJSON
		}
		r.Add(Problem{
			File: file, Line: cmp.Or(LineIn(err), noTextAt(data)), What: "the text is not valid YAML or JSON: " + OneLine(err),
			Mend: "mend the syntax at that line",
		})
		return nil, r.Err()
	}
	if len(doc.Content) == 0 {
		r.Add(Problem{File: file, Line: 1, What: "the document is empty", Mend: "write an object"})
		return nil, r.Err()
	}
	b := &treeBuilder{report: r, open: map[*yaml.Node]bool{}, bound: limit}
	root := b.build(doc.Content[0], nil, "", 0)
	if err := r.Err(); err != nil {
		return nil, err
	}
	return root, nil
}

type treeBuilder struct {
	report *Reporter
	open   map[*yaml.Node]bool // aliases being expanded
	*bound
}

func (b *treeBuilder) build(y *yaml.Node, parent *Node, token string, depth int) *Node {
	n := &Node{parent: parent, token: token, Line: y.Line, Kind: Scalar}
	b.count++
	if b.count > b.most {
		if b.count == b.most+1 {
			what, mend := b.tooMany()
			b.report.At(n, what, mend)
		}
		return n
	}
	if depth > maxDepth {
		b.count = b.most + 1 // enough is known
		what, mend := tooDeep()
		b.report.At(n, what, mend)
		return n
	}
	if len(y.Content)/2 > b.width || y.Kind == yaml.SequenceNode && len(y.Content) > b.width {
		what, mend := b.tooWide()
		b.report.At(n, what, mend)
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
		return b.build(y.Alias, parent, token, depth+1)
	case yaml.MappingNode:
		n.Kind = Object
		n.Keys, n.values = make([]string, 0, len(y.Content)/2), make([]*Node, 0, len(y.Content)/2)
		b.fill(n, y, depth)
	case yaml.SequenceNode:
		n.Kind = Array
		for i, item := range y.Content {
			n.Items = append(n.Items, b.build(item, n, strconv.Itoa(i), depth+1))
		}
	default:
		b.scalar(n, y)
	}
	return n
}

// scalar reads what is no object and no list. A date stays the text that it is
// written as: JSON has no dates. Decoding makes a decoder for each value, so the
// plainest do without.
func (b *treeBuilder) scalar(n *Node, y *yaml.Node) {
	switch y.Tag {
	case "!!str", "!!timestamp":
		n.Scalar = y.Value
		return
	case "!!null":
		return
	case "!!bool":
		if y.Value == "true" || y.Value == "false" {
			n.Scalar = y.Value == "true"
			return
		}
	case "!!int":
		if whole, err := strconv.Atoi(y.Value); err == nil && strconv.Itoa(whole) == y.Value {
			n.Scalar = whole
			return
		}
	}
	if y.Tag == "!!int" || y.Tag == "!!float" {
		if json.Valid([]byte(y.Value)) { // which is written as in JSON
			n.Scalar = number(y.Value)
			return
		}
	}
	if err := y.Decode(&n.Scalar); err != nil {
		b.report.At(n, "the value cannot be read: "+OneLine(err), "write it as a string")
	}
	if v, is := n.Scalar.(uint64); is { // such as 0xFFFFFFFFFFFFFFFF
		n.Scalar = json.Number(strconv.FormatUint(v, 10))
	}
}

// fill puts the members of a mapping into n: those of merge keys first, so
// that a member of its own replaces a merged one and keeps its place.
func (b *treeBuilder) fill(n *Node, y *yaml.Node, depth int) {
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
			merged := b.build(source, n.parent, n.token, depth+1)
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
		member := b.build(value, n, key.Value, depth+1)
		if value.Kind == yaml.AliasNode || len(value.Content) > 0 {
			member.Line = key.Line
		}
		if i := n.at(key.Value); i >= merged || slices.Contains(replaced, key.Value) {
			b.report.At(member, fmt.Sprintf("the key %q stands twice in one object", key.Value), "keep one of them")
		} else if i >= 0 {
			replaced = append(replaced, key.Value)
		}
		n.set(key.Value, member)
	}
}

// noTextAt is the line of the first byte that is in no text of UTF-8, 0 for none.
func noTextAt(data []byte) int {
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size < 2 || r < ' ' && r != '\t' && r != '\n' && r != '\r' {
			return 1 + bytes.Count(data[:i], []byte("\n"))
		}
		i += size
	}
	return 0
}

// LineIn finds the line that a YAML error speaks of, 0 for none.
func LineIn(err error) int {
	_, after, found := strings.Cut(err.Error(), "line ")
	if !found {
		return 0
	}
	digits := after[:len(after)-len(strings.TrimLeft(after, "0123456789"))]
	line, _ := strconv.Atoi(digits)
	return line
}
