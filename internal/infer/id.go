package infer

import (
	"strings"

	"github.com/cotalker/rolecall/internal/document"
)

// idOf finds the member that a key names.
func (all shapes) idOf(c *collection, key string) string {
	name := singular(plainName(last(c.path)))
	names := []string{key, strings.TrimPrefix(plainName(key), name), strings.TrimPrefix(plainName(key), plainName(singular(last(c.path)))), "id", "_id", name + "id"}
	for _, suffix := range []string{"id", "uuid", "gid", "sid", "key", "slug", "name", "code", "number"} {
		if strings.HasSuffix(plainName(key), suffix) {
			names = append(names, suffix)
		}
	}
	for _, name := range append(names, "uuid", "gid", "sid", "slug", "name", "username") {
		if found := c.resource.called(name); name != "" && found != "" && isID(c.resource.at(found)) {
			return found
		}
	}
	return all.below(c.resource, append(names, "uid", "uuid", "name")...)
}

// idHolders are members that hold what a record is called by.
var idHolders = []string{"metadata", "meta", "sys", "attributes", "header"}

// below finds a member with one of some names in an object that holds what a record
// is called by, dotted, "" for none.
func (all shapes) below(resource *shape, names ...string) string {
	for _, holder := range idHolders {
		at := resource.called(holder)
		if at == "" {
			continue
		}
		held := all.of(resource.at(at))
		for _, name := range names {
			if found := held.called(name); name != "" && found != "" && isID(held.at(found)) && isScalar(held.at(found)) {
				return at + "." + found
			}
		}
	}
	return ""
}

func isID(n *document.Node) bool {
	t := document.TypeOf(n)
	return t == "string" || t == "integer" || t == "number" || t == "" && n.Get("properties") == nil && n.Get("oneOf") == nil && n.Get("anyOf") == nil
}
