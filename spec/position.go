package spec

import (
	"strings"

	"github.com/cotalker/rolecall/internal/document"
)

// Position is where the document speaks of the value at a JSON Pointer into a
// value of the schema, or of the nearest value around it: "" is the schema itself.
func (s *Schema) Position(pointer string) document.Position {
	if s == nil {
		return document.Position{}
	}
	for token := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
		below := s.below(document.UnescapePointer(token))
		if below == nil {
			break
		}
		s = below
	}
	return s.node.Position()
}

// KeywordPosition is where a keyword of the schema stands, or the schema where it
// has none.
func (s *Schema) KeywordPosition(keyword string) document.Position {
	if n := s.node.Own(keyword); n != nil {
		return n.Position()
	}
	return s.node.Position()
}

// Position is where the document says who may, the zero value for nowhere.
func (a *Access) Position() document.Position { return a.node.Position() }

// Position is where the document says that the member may not be written.
func (d Denial) Position() document.Position { return d.node.Position() }

// Position is where the header's scheme has its value.
func (h *HeaderKey) Position() document.Position { return h.node.Position() }

// Position is where the parameter is described, the zero value for nowhere.
func (p *Parameter) Position() document.Position { return p.node.Position() }

// Position is where the document says how a token becomes a caller.
func (p *Principal) Position() document.Position { return p.node.Position() }

// Position is where the reply is described.
func (r *Reply) Position() document.Position { return r.node.Position() }

// Position is where the document says something under a path of keywords, such as
// paths, or that of the document itself.
func (c *Contract) Position(keywords ...string) document.Position { return nearest(c.root, keywords) }

// PathPosition is where the path of an operation stands.
func (c *Contract) PathPosition(op *Operation) document.Position {
	pointer := op.node.Pointer()
	if end := strings.LastIndexByte(pointer, '/'); end >= 0 {
		if item := c.root.At(pointer[:end]); item != nil {
			return item.Position()
		}
	}
	return op.Position()
}

// Position is where the operation is described, or a keyword of it, such as
// responses; that of the operation where it has none.
func (op *Operation) Position(keyword ...string) document.Position {
	return nearest(op.node, keyword)
}

// Position is where the document says that the resource is stored, and how: its
// x-resource, or a word in that, such as unique.
func (r *Resource) Position(word ...string) document.Position { return nearest(r.said, word) }

// nearest is the position of what a path of keywords leads to, that of n where it
// leads nowhere.
func nearest(n *node, path []string) document.Position {
	if below := n.Get(path...); below != nil && below.Line > 0 {
		n = below
	}
	return n.Position()
}

// below is the schema of a member, or of an item, nil for none.
func (s *Schema) below(token string) *Schema {
	if m := s.Member(token); m != nil {
		return m.Schema
	}
	for _, one := range s.Alternatives() {
		if m := one.Member(token); m != nil {
			return m.Schema
		}
	}
	if token != "" && strings.Trim(token, "0123456789") == "" {
		return s.Items()
	}
	return nil
}
