package document

import (
	"slices"
	"strconv"
)

// Laid is a copy of n as a part of the file that on stands in, at a pointer of
// it: what is wrong with it is told with the file and line where it is written,
// and its references lead where those of the other file lead.
func (n *Node) Laid(on *Node, pointer string) *Node {
	return n.laid(&Source{Name: n.File(), beneath: on.source}, nil, pointer)
}

func (n *Node) laid(s *Source, parent *Node, token string) *Node {
	out := &Node{parent: parent, token: token, Line: n.Line, Kind: n.Kind, Scalar: n.Scalar, Keys: slices.Clone(n.Keys), source: s}
	for i, value := range n.values {
		out.values = append(out.values, value.laid(s, out, n.Keys[i]))
	}
	for i, item := range n.Items {
		out.Items = append(out.Items, item.laid(s, out, strconv.Itoa(i)))
	}
	if len(out.Keys) > few {
		out.index = make(map[string]int, 2*len(out.Keys))
		for i, key := range out.Keys {
			out.index[key] = i
		}
	}
	return out
}

// Take takes a child out of an object or array; what follows it in an array
// moves up.
func (n *Node) Take(token string) {
	if n.Kind != Array {
		n.Remove(token)
		return
	}
	at, err := strconv.Atoi(token)
	if err != nil || at < 0 || at >= len(n.Items) {
		return
	}
	n.Items = slices.Delete(slices.Clone(n.Items), at, at+1)
	for i := at; i < len(n.Items); i++ {
		n.Items[i].place(n, strconv.Itoa(i))
	}
}

// Overlaid tells whether n comes from an overlay, and not from a file of the
// document.
func (n *Node) Overlaid() bool { return n.source != nil && n.source.beneath != nil }

// Size is how many values there are in n, itself among them.
func (n *Node) Size() int {
	size := 1
	for _, value := range n.values {
		size += value.Size()
	}
	for _, item := range n.Items {
		size += item.Size()
	}
	return size
}

// Depth is how many levels there are below n.
func (n *Node) Depth() int {
	depth := 0
	for _, value := range n.values {
		depth = max(depth, 1+value.Depth())
	}
	for _, item := range n.Items {
		depth = max(depth, 1+item.Depth())
	}
	return depth
}
