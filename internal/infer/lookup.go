package infer

import (
	"slices"
	"strings"
)

// withoutLookups leaves out the pairs of paths of which nothing is known but that one
// of another collection is read there by a member: /books/isbn/{isbn} beside
// /books/{id}.
func (d *doc) withoutLookups(all []*collection) []*collection {
	return slices.DeleteFunc(slices.Clone(all), func(c *collection) bool {
		return slices.ContainsFunc(all, func(of *collection) bool {
			o := d.doing(c.item, "get")
			return of != c && of.item != "" && o != nil && len(d.byPath[c.path]) == 0 && len(d.byPath[c.item]) == 1 &&
				of.resource.isExactly(c.resource) && of.lookedUpBy(o) != ""
		})
	})
}

// lookedUpBy is the member by which the records of a collection are chosen at a path
// two segments below their own, "" for none: /books/isbn/{isbn}, /books/by-isbn/{value}.
func (c *collection) lookedUpBy(o *operation) string {
	key := keyOf(o.path)
	if key == "" || keyOf(above(o.path)) != "" || shaped(above(above(o.path))) != shaped(c.path) {
		return ""
	}
	segment := plainName(last(o.path))
	for _, name := range []string{segment, strings.TrimPrefix(segment, "by"), singular(segment), plainName(key)} {
		if found := c.resource.called(name); found != "" && isScalar(c.resource.at(found)) {
			return found
		}
	}
	return ""
}
