package spec

import (
	"slices"

	"github.com/cotalker/rolecall/internal/document"
)

// overlapping tells whether no value fits one alternative of a oneOf alone, as
// its author meant: each names members of its own, asks for none, and leaves room
// for those of another. Such a oneOf is read as anyOf.
func overlapping(alternatives *node) bool {
	if alternatives.Kind != document.Array || len(alternatives.Items) < 2 || len(alternatives.Items) > maxOverlapping {
		return false
	}
	for i, one := range alternatives.Items {
		if !isOpen(one) {
			return false
		}
		for _, other := range alternatives.Items[:i] {
			if sharesMembers(one, other) {
				return false
			}
		}
	}
	return true
}

// maxOverlapping is how many alternatives are looked at in pairs.
const maxOverlapping = 50

// isOpen tells whether a schema takes every object in which its own members, where
// they are there, are as it says.
func isOpen(n *node) bool {
	if n = n.Target(); n == nil || n.Kind != document.Object || len(n.Own("required").Texts()) > 0 || len(n.Own("properties").Keyed()) == 0 {
		return false
	}
	if closed := n.Own("additionalProperties"); closed != nil && !closed.True() {
		return false
	}
	return !slices.ContainsFunc(n.Keyed(), func(word string) bool {
		return structure[schemaObject][word].kind == schemaObject && word != "properties" && word != "additionalProperties" || word == "const" || word == "enum" ||
			word == "minProperties" || word == "maxProperties" || word == "dependentRequired" || word == "nullable" || word == "$ref"
	})
}

func sharesMembers(a, b *node) bool {
	others := b.Get("properties")
	return slices.ContainsFunc(a.Get("properties").Keyed(), func(name string) bool { return others.Own(name) != nil })
}
