package document

import (
	"slices"
	"strings"
)

// Position is where something stands in a document. The zero value is nowhere.
type Position struct {
	File    string // "" where none is known
	Line    int    // from 1; 0 where none is known
	Pointer string // JSON Pointer from the root of its file
}

// Pointer is the JSON Pointer of the node from the root of its file. It is put
// together when it is asked for: kept in each node, those below a long key would
// fill the memory.
func (n *Node) Pointer() string {
	if n.parent == nil {
		return n.token
	}
	var tokens []string
	size := 0
	for ; n.parent != nil; n = n.parent {
		token := EscapePointer(n.token)
		tokens, size = append(tokens, token), size+1+len(token)
	}
	var b strings.Builder
	b.Grow(len(n.token) + size)
	b.WriteString(n.token)
	for _, token := range slices.Backward(tokens) {
		b.WriteByte('/')
		b.WriteString(token)
	}
	return b.String()
}

// IsRoot tells whether the node is the whole of its file.
func (n *Node) IsRoot() bool { return n.parent == nil && n.token == "" }

// Position is where the node stands; nil stands nowhere.
func (n *Node) Position() Position {
	if n == nil {
		return Position{}
	}
	return Position{n.File(), n.Line, n.Pointer()}
}

// Position makes a position what it is of.
func (p Position) Position() Position { return p }

// Placed is what stands somewhere in a document: a node, or whatever was made of
// one and remembers its position.
type Placed interface{ Position() Position }
