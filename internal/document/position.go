package document

// Position is where something stands in a document. The zero value is nowhere.
type Position struct {
	File    string // "" where none is known
	Line    int    // from 1; 0 where none is known
	Pointer string // JSON Pointer from the root of its file
}

// Position is where the node stands; nil stands nowhere.
func (n *Node) Position() Position {
	if n == nil {
		return Position{}
	}
	return Position{n.File(), n.Line, n.Pointer}
}

// Position makes a position what it is of.
func (p Position) Position() Position { return p }

// Placed is what stands somewhere in a document: a node, or whatever was made of
// one and remembers its position.
type Placed interface{ Position() Position }
