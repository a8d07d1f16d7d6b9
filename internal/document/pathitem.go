package document

// PathItem is a path item with what its $ref leads to: here, and nowhere else, what stands
// beside the $ref is read too, and goes before. It is nil where the reference leads nowhere.
func (n *Node) PathItem() *Node {
	target := n.Deref()
	if target == nil || target == n || len(n.Keys) == 1 {
		return target
	}
	out := &Node{Kind: Object, Line: n.Line, parent: n.parent, token: n.token, source: n.source}
	for _, from := range []*Node{target, n} {
		for key, member := range from.Members() {
			if key != "$ref" {
				out.set(key, member)
			}
		}
	}
	return out
}
