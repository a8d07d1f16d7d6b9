package spec

import "slices"

// SchemaNames are the names of the document's schemas, those in
// components/schemas, in its order.
func (c *Contract) SchemaNames() []string {
	var names []string
	for name := range c.root.Get("components", "schemas").Members() {
		names = append(names, name)
	}
	return names
}

// SchemaNamed is a schema of components/schemas, nil for none.
func (c *Contract) SchemaNamed(name string) *Schema {
	return c.schemas.at(c.root.Get("components", "schemas").Own(name), stored)
}

// MemberNames are the names of all members that the document speaks of, each once.
func (c *Contract) MemberNames() map[string]bool {
	names, seen := map[string]bool{}, map[*node]bool{}
	var walk func(n *node)
	walk = func(n *node) {
		if n = n.Deref(); n == nil || seen[n] {
			return
		}
		seen[n] = true
		for key, value := range n.Members() {
			if key == "properties" {
				for name := range value.Members() {
					names[name] = true
				}
			}
			if key == "required" {
				for _, name := range value.Texts() {
					names[name] = true
				}
			}
			walk(value)
		}
		for _, item := range n.Items {
			walk(item)
		}
	}
	walk(c.root)
	return names
}

// HasFakes tells whether the document says anywhere, with x-fake, what a member
// holds.
func (c *Contract) HasFakes() bool { return hasFakes(c.root) }

func hasFakes(n *node) bool {
	if n == nil {
		return false
	}
	for name, member := range n.Members() {
		if name == "x-fake" || hasFakes(member) {
			return true
		}
	}
	return slices.ContainsFunc(n.Items, hasFakes)
}
