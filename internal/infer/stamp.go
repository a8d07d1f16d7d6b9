package infer

import "github.com/cotalker/rolecall/internal/document"

// Names of members that the server writes.
var (
	createdNames  = []string{"createdAt", "created", "createdOn", "dateCreated", "creationDate", "createTime", "createdDate"}
	modifiedNames = []string{"updatedAt", "updated", "modifiedAt", "modified", "updatedOn", "dateUpdated", "dateModified", "lastModified", "lastUpdated", "lastModifiedDate", "updateTime", "modifiedOn"}
)

// stamp finds the member with a time that the server writes, "" for none.
func (c *collection) stamp(names []string) string {
	for _, name := range names {
		if found := c.resource.called(name); found != "" && c.resource.at(found).Get("format").Text() == "date-time" {
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
		if found == "" || found == c.id || create.body.at(found) == nil || document.TypeOf(c.resource.at(found)) != "string" {
			continue
		}
		return []*document.Node{object("member", found, "ignoreCase", name == "email")}
	}
	return nil
}
