package infer

import (
	"slices"

	"github.com/cotalker/rolecall/internal/document"
)

// Names of members that the server writes.
var (
	createdNames  = []string{"createdAt", "created", "createdOn", "dateCreated", "creationDate", "createTime", "createdDate"}
	modifiedNames = []string{"updatedAt", "updated", "modifiedAt", "modified", "updatedOn", "dateUpdated", "dateModified", "lastModified", "lastUpdated", "lastModifiedDate", "updateTime", "modifiedOn"}
)

// stamp finds the member with a time that the server writes, "" for none.
func (c *collection) stamp(names []string) string {
	for _, name := range names {
		found := c.resource.called(name)
		if member := c.resource.at(found); found != "" && document.FormatOf(member) == "date-time" && !document.Hidden(member) {
			return found
		}
	}
	return ""
}

// unique finds the member that no two records share: where a create declares a
// conflict, the first of those that people tell things apart by.
func (d *doc) unique(c *collection) []*document.Node {
	create := d.doing(c.path, "post")
	if create == nil || create.node.Get("responses", "409") == nil {
		return nil
	}
	for _, name := range []string{"email", "userName", "username", "slug", "name", "code", "key"} {
		found := c.resource.called(name)
		if found == "" || found == c.id || create.body.at(found) == nil || document.TypeOf(c.resource.at(found)) != "string" || hasFew(c.resource.at(found)) {
			continue
		}
		return []*document.Node{object("member", found, "ignoreCase", name == "email")}
	}
	return nil
}

// hasFew tells of a member that records share by nature: it has one of a few values, or
// the same one wherever nothing is said.
func hasFew(n *document.Node) bool {
	w := document.WordsOf(n.Deref())
	return len(w.Const)+len(w.Enum) > 0 || n.Deref().Get("default") != nil
}

// references finds the members that hold ids of another collection: called as one
// of it, or as it is called where the schema is that of its ids.
func (d *doc) references(c *collection) []*document.Node {
	var out []*document.Node
	for _, m := range c.resource.members {
		schema, plain := m.schema.Deref(), plainName(m.name)
		if document.TypeOf(schema) == "array" {
			schema = document.Items(schema).Deref()
			plain = singular(plain)
		}
		if m.name == c.id || slices.Contains(c.members, m.name) || schema == nil || !isScalar(schema) {
			continue
		}
		for _, other := range d.called()[plain] {
			id := other.resource.at(other.id).Deref()
			named := plain != singular(plainName(last(other.path)))
			if (named && document.TypeOf(schema) == document.TypeOf(id) || !named && schema == id) && !d.optionalKey(c, m.name) {
				out = append(out, object("member", m.name, "collection", other.name))
				break
			}
		}
	}
	return out
}

// called are the collections by what a member that refers to one is called, plain:
// as one of it, alone, with its id or with "id".
func (d *doc) called() map[string][]*collection {
	if d.byName != nil {
		return d.byName
	}
	d.byName = map[string][]*collection{}
	for _, c := range d.found {
		if c.item == "" && !c.shown || c.bare {
			continue
		}
		one := singular(plainName(last(c.path)))
		if one == "" {
			continue // every id would be called so
		}
		for _, name := range slices.Compact([]string{one, one + plainName(c.id), one + "id"}) {
			d.byName[name] = append(d.byName[name], c)
		}
	}
	return d.byName
}

// optionalKey tells whether a create may not write a member: then the server
// alone refers.
func (d *doc) optionalKey(c *collection, name string) bool {
	create := d.doing(c.path, "post")
	return create != nil && create.body.at(name) == nil && create.wrapped.at(name) == nil
}
