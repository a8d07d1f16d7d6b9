package wire

import "github.com/cotalker/rolecall/spec"

// memberNames are the names of all members that the schemas of a contract have.
func memberNames(c *spec.Contract) map[string]bool {
	names, seen := map[string]bool{}, map[*spec.Node]bool{}
	var walk func(n *spec.Node)
	walk = func(n *spec.Node) {
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
	walk(c.Root)
	return names
}
