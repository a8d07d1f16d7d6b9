package document

import "slices"

// Compose visits a schema and what it is composed of: what its $ref leads to,
// and the parts that stand under the words. Each is visited once, however often
// it is referred to; it ends where visit says false.
func Compose(n *Node, visit func(part *Node) bool, words ...string) {
	seen := map[*Node]bool{}
	var follow func(n *Node) bool
	follow = func(n *Node) bool {
		if n == nil || seen[n] {
			return true
		}
		seen[n] = true
		if !visit(n) {
			return false
		}
		if target := n.Target(); target != n && !follow(target) {
			return false
		}
		for _, word := range words {
			for _, part := range n.Parts(word) {
				if !follow(part) {
					return false
				}
			}
		}
		return true
	}
	follow(n)
}

// Parts are the schemas under a word of n: one, those of a list, those by the names
// of members that must be there, or what a dynamic reference points at as a plain one.
func (n *Node) Parts(word string) []*Node {
	under := n.Own(word)
	switch {
	case under == nil:
		return nil
	case word == "dependentSchemas":
		return under.values
	case word == "$dynamicRef":
		return []*Node{n.Refers(under.Text())}
	case under.Kind == Object:
		return []*Node{under}
	}
	return under.Items
}

// Flagged tells whether a schema carries a word that is true: itself, where it
// refers to, or in a part of it.
func Flagged(n *Node, word string) bool {
	found := false
	Compose(n, func(part *Node) bool {
		found = part.Own(word).True()
		return !found
	}, "allOf")
	return found
}

// Hidden tells whether what a schema describes is never shown: it is marked
// writeOnly, one of its alternatives is, or the items are of which it is a list.
func Hidden(n *Node) bool {
	found := false
	for next, seen := []*Node{n}, map[*Node]bool{}; len(next) > 0 && !found; {
		n, next = next[0], next[1:]
		if seen[n] {
			continue
		}
		seen[n] = true
		Compose(n, func(part *Node) bool {
			found = found || part.Own("writeOnly").True()
			if items := part.Own("items"); items != nil && items.Kind == Object {
				next = append(next, items)
			}
			return !found
		}, "allOf", "anyOf", "oneOf")
	}
	return found
}

// Describes tells whether a schema says which members a value has, or the items of
// a list.
func Describes(n *Node) bool {
	found := false
	for depth := 0; n != nil && depth < 2 && !found; depth++ {
		Compose(n, func(part *Node) bool {
			found = found || part.Own("properties") != nil
			return !found
		}, "allOf", "anyOf", "oneOf")
		n = Items(n)
	}
	return found
}

// Items finds the schema of a list's items, in what the list is composed of
// too.
func Items(n *Node) (items *Node) {
	Compose(n, func(part *Node) bool {
		items = part.Own("items")
		return items == nil
	}, "allOf", "anyOf", "oneOf")
	return items
}

// TypeOf finds the type of a schema: its own, that of what it is composed of,
// or the one that all its alternatives have, null apart; "" for any.
func TypeOf(n *Node) string { return typeFinder{}.find(n) }

// typeFinder holds the types of schemas that were found, "" for one that is
// being looked at.
type typeFinder map[*Node]string

func (f typeFinder) find(n *Node) string {
	if n = n.Deref(); n == nil {
		return ""
	}
	if known, is := f[n]; is {
		return known
	}
	f[n] = ""
	f[n] = f.typeOf(n)
	return f[n]
}

func (f typeFinder) typeOf(n *Node) string {
	for _, name := range n.Own("type").Texts() {
		if name != "null" {
			return name
		}
	}
	if parts := n.Own("allOf"); parts != nil {
		for _, part := range parts.Items {
			if t := f.find(part); t != "" {
				return t
			}
		}
	}
	for _, word := range []string{"oneOf", "anyOf"} {
		parts, found := n.Own(word), ""
		if parts == nil {
			continue
		}
		for _, part := range parts.Items {
			t := f.find(part)
			if t == "" && part.Get("type").Text() == "null" {
				continue
			}
			if t == "" || found != "" && t != found {
				return ""
			}
			found = t
		}
		if found != "" {
			return found
		}
	}
	return ""
}

// FormatOf finds the format of a schema: its own, or that of its one alternative beside
// null; "" for none.
func FormatOf(n *Node) string {
	n = n.Deref()
	if format := n.Get("format").Text(); format != "" {
		return format
	}
	for _, word := range []string{"oneOf", "anyOf"} {
		var others []*Node
		if parts := n.Own(word); parts != nil {
			for _, part := range parts.Items {
				if part.Get("type").Text() != "null" {
					others = append(others, part)
				}
			}
		}
		if len(others) == 1 {
			return others[0].Deref().Get("format").Text()
		}
	}
	return ""
}

// Nullable tells whether a schema says by its type, or by an alternative, that null is
// one of its values.
func Nullable(n *Node) bool {
	n = n.Deref()
	if slices.Contains(n.Own("type").Texts(), "null") || n.Own("nullable").True() {
		return true
	}
	for _, word := range []string{"oneOf", "anyOf"} {
		if parts := n.Own(word); parts != nil && slices.ContainsFunc(parts.Items, func(part *Node) bool { return part.Get("type").Text() == "null" }) {
			return true
		}
	}
	return false
}
