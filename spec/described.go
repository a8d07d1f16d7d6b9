package spec

import "slices"

// Description is what the document says about itself.
func (c *Contract) Description() string { return c.root.Get("info", "description").Text() }

// Description is what the document says about the operation, at length.
func (op *Operation) Description() string { return op.node.Get("description").Text() }

// Tags are what the operation is listed under.
func (op *Operation) Tags() []string { return op.node.Get("tags").Texts() }

// Deprecated tells whether the operation should no longer be called.
func (op *Operation) Deprecated() bool { return op.node.Get("deprecated").True() }

// Description is what the document says about the parameter.
func (p *Parameter) Description() string { return p.node.Get("description").Text() }

// Examples are the values that the document shows of the parameter: its own
// example or named ones, that of its schema, its default.
func (p *Parameter) Examples() []any {
	found := []*node{p.node.Get("example")}
	for name := range p.node.Get("examples").Members() {
		found = append(found, p.node.Get("examples", name, "value"))
	}
	var out []any
	for _, n := range append(found, p.node.Get("schema", "example"), p.node.Get("schema", "default")) {
		if n != nil {
			out = append(out, n.Value())
		}
	}
	return out
}

// Description is what the document says about the reply.
func (r *Reply) Description() string { return r.node.Get("description").Text() }

// TokenURLs are where the flows of an OAuth scheme hand tokens out.
func (s *Scheme) TokenURLs() []string {
	var out []string
	for _, flow := range s.node.Get("flows").Members() {
		if at := flow.Get("tokenUrl").Text(); at != "" && !slices.Contains(out, at) {
			out = append(out, at)
		}
	}
	return out
}
