package document

import (
	"slices"
	"strconv"
)

// Set gives an object a member, or a member another value.
func (n *Node) Set(key string, value *Node) { n.set(key, value) }

// Remove takes a member out of an object.
func (n *Node) Remove(key string) {
	i := n.at(key)
	if i < 0 {
		return
	}
	n.Keys, n.values, n.index = slices.Delete(slices.Clone(n.Keys), i, i+1), slices.Delete(slices.Clone(n.values), i, i+1), nil
	n.indexed()
}

// Adopt makes n and all below it nodes of the file of another, at its line: so
// that what is laid over a document can be told of, and refers as it does.
func (n *Node) Adopt(by *Node) {
	n.source = by.source
	if n.Line == 0 {
		n.Line = by.Line
	}
	for _, m := range n.values {
		m.Adopt(by)
	}
	for _, item := range n.Items {
		item.Adopt(by)
	}
}

// Clone is a copy of a node and of all below it, which stands in no file yet.
func (n *Node) Clone() *Node {
	out := &Node{Kind: n.Kind, Scalar: n.Scalar, Line: n.Line}
	for key, member := range n.Members() {
		out.Set(key, member.Clone())
	}
	for _, item := range n.Items {
		out.Items = append(out.Items, item.Clone())
	}
	return out
}

// Locate says where a node that was made stands, and all below it.
func (n *Node) Locate(pointer string) { n.place(nil, pointer) }

// place says that a node stands below another, and so for all below it.
func (n *Node) place(parent *Node, token string) {
	n.parent, n.token = parent, token
	for i, key := range n.Keys {
		n.values[i].place(n, key)
	}
	for i, item := range n.Items {
		item.place(n, strconv.Itoa(i))
	}
}
