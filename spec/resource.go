package spec

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/internal/document"
)

// Resource is a schema whose values are stored in a collection.
type Resource struct {
	Collection string
	SchemaName string // in components/schemas
	Schema     *Schema
	ID         string // member with the id, given by the server
	Created    string // member with the time of creation, "" for none
	Modified   string // member with the time of the last change, "" for none
	Unique     []Unique
	References []Reference
	Parents    []Parent // in the order of the keys of its paths, the nearest last
	Empty      bool     // nothing is there until somebody puts it
	Index      int      // among the contract's resources
	Guessed    bool     // no document says that it is stored: that was worked out

	// The members that tell of the bytes a record holds: what a file is called, its
	// media type, and how many bytes it has; each "" for none.
	ContentName, ContentType, ContentSize string

	node *node
	said *node // its x-resource
}

// Unique is a member whose value no two resources of a collection share.
type Unique struct {
	Member     string // dotted path
	IgnoreCase bool
}

// Reference is a member that holds an id, or a list of ids, of another
// collection.
type Reference struct {
	Member     string // dotted path
	Collection string
}

// Parent is what a record stands below: its id is a key of the path before the
// record's own.
type Parent struct {
	Resource *Resource // nil for a key that is anything
	Member   string    // that holds the parent's id, "" where it is kept beside the record
}

// ReferenceAt finds the reference of a member, nil for none.
func (r *Resource) ReferenceAt(member string) *Reference {
	for i := range r.References {
		if r.References[i].Member == member {
			return &r.References[i]
		}
	}
	return nil
}

// Stamped tells whether the server alone writes a member.
func (r *Resource) Stamped(member string) bool {
	return member == r.ID || member == r.Created || member == r.Modified
}

// Principal says how a token becomes a caller with permissions.
type Principal struct {
	Resource     *Resource
	Enabled      string // boolean member; a caller without it true is refused
	Login        string // member that a person logs in with
	Password     string // write-only member, stored as a hash
	Roles        string // member with the ids of the caller's roles
	Role         *Resource
	RolesEnabled string // boolean member of a role; one without it true grants nothing
	Permissions  string // member of a role with the names of its permissions

	node *node
}

// ResourceOf finds the resource of a collection, nil for an unknown one.
func (c *Contract) ResourceOf(collection string) *Resource {
	for _, r := range c.Resources {
		if r.Collection == collection {
			return r
		}
	}
	return nil
}

// KeysOf are the keys of paths that lead to a record of a resource: its ids must
// fit them.
func (c *Contract) KeysOf(r *Resource) []*Parameter {
	var out []*Parameter
	for _, op := range c.Operations {
		if item := op.Action.Item; item != nil && item.Of == r {
			out = append(out, op.PathKeys[item.RecordKey(op)])
		}
		if op.Action.Resource != r || op.Action.Self || op.Action.Single || len(op.PathKeys) == 0 || op.Action.Key != "" || op.Action.Named != "" {
			continue
		}
		switch op.Action.Kind {
		case Read, Update, Replace, Delete:
			out = append(out, op.PathKeys[len(op.PathKeys)-1])
		}
	}
	return out
}

func (c *compiler) resources() {
	for _, said := range c.resourceSchemas() {
		n, x, name := said.schema, said.x, schemaName(said.schema, said.x)
		r := &Resource{
			Collection: x.Get("collection").Text(), SchemaName: name, Schema: c.schemas.at(n, stored),
			ID: x.Get("id").Text(), Created: x.Get("created").Text(), Modified: x.Get("modified").Text(), node: n,
			Index: len(c.contract.Resources), said: x, Empty: x.Get("empty").True(),
		}
		if other := c.contract.ResourceOf(r.Collection); other != nil {
			c.report.At(x, fmt.Sprintf("the collection %s is already that of %s", r.Collection, other.SchemaName), "name another collection")
		}
		for _, member := range []string{"id", "created", "modified"} {
			c.mustHave(r.Schema, x.Get(member), name)
		}
		if content := x.Get("content"); content != nil {
			r.ContentName, r.ContentType, r.ContentSize = content.Get("name").Text(), content.Get("type").Text(), content.Get("size").Text()
			for _, told := range content.Members() {
				c.mustHave(r.Schema, told, name)
			}
		}
		if unique := x.Get("unique"); unique != nil {
			for _, u := range unique.Items {
				r.Unique = append(r.Unique, Unique{Member: u.Get("member").Text(), IgnoreCase: u.Get("ignoreCase").True()})
				c.mustHave(r.Schema, u.Get("member"), name)
			}
		}
		if references := x.Get("references"); references != nil {
			for _, ref := range references.Items {
				r.References = append(r.References, Reference{Member: ref.Get("member").Text(), Collection: ref.Get("collection").Text()})
				c.mustHave(r.Schema, ref.Get("member"), name)
			}
		}
		c.contract.Resources = append(c.contract.Resources, r)
	}
	for _, r := range c.contract.Resources {
		c.parents(r)
		references := r.said.Get("references")
		for i, ref := range r.References {
			if c.contract.ResourceOf(ref.Collection) == nil {
				c.report.At(references.Items[i].Get("collection"), "there is no collection "+ref.Collection, c.collections())
			}
		}
	}
}

// storedSchema is a schema and what its x-resource says, or one item of it: the
// records of several collections may have the same schema.
type storedSchema struct{ schema, x *node }

// resourceSchemas are the schemas with x-resource, those of components first.
func (c *compiler) resourceSchemas() []storedSchema {
	var out []storedSchema
	seen := map[*node]bool{}
	add := func(n *node) {
		x := n.Own("x-resource")
		if x == nil || seen[n] {
			return
		}
		seen[n] = true
		if x.Kind == document.Object {
			out = append(out, storedSchema{n, x})
		}
		for _, item := range x.Items {
			out = append(out, storedSchema{n, item})
		}
	}
	for _, n := range c.contract.root.Get("components", "schemas").Members() {
		add(n.Deref())
	}
	walk(c.contract.root, func(n *node, at objectKind) {
		if at == schemaObject {
			add(n)
		}
	})
	return out
}

// schemaName is what a schema is called: in components by its name, elsewhere by
// its collection.
func schemaName(n, x *node) string {
	if name, is := strings.CutPrefix(n.Pointer(), "/components/schemas/"); is && !strings.Contains(name, "/") {
		return document.UnescapePointer(name)
	}
	return x.Get("collection").Text()
}

func (c *compiler) parents(r *Resource) {
	parents := r.said.Get("parents")
	if parents == nil {
		return
	}
	for _, p := range parents.Items {
		parent := Parent{Member: p.Get("member").Text()}
		if name := p.Get("collection"); name != nil {
			if parent.Resource = c.contract.ResourceOf(name.Text()); parent.Resource == nil {
				c.report.At(name, "there is no collection "+name.Text(), c.collections())
			}
		}
		c.mustHave(r.Schema, p.Get("member"), r.SchemaName)
		r.Parents = append(r.Parents, parent)
	}
}

func (c *compiler) collections() string {
	var names []string
	for _, r := range c.contract.Resources {
		names = append(names, r.Collection)
	}
	if len(names) == 0 {
		return "give a schema an x-resource first"
	}
	return "name one of: " + strings.Join(names, ", ")
}

// mustHave reports a member that an extension names and the schema lacks.
func (c *compiler) mustHave(s *Schema, at *node, schemaName string) {
	if at == nil || s == nil {
		return
	}
	if s.At(at.Text()) == nil {
		var names []string
		for _, m := range s.Members() {
			names = append(names, m.Name)
		}
		c.report.At(at, fmt.Sprintf("%s has no member %q", schemaName, at.Text()), "name one of: "+strings.Join(names, ", "))
	}
}

func (c *compiler) principal() {
	x := c.contract.root.Own("x-principal")
	if x == nil || x.Kind != document.Object {
		return
	}
	p := &Principal{
		Enabled: x.Get("enabled").Text(), Login: x.Get("login").Text(), Password: x.Get("password").Text(),
		Roles: x.Get("roles").Text(), RolesEnabled: x.Get("rolesEnabled").Text(), Permissions: x.Get("permissions").Text(), node: x,
	}
	if p.Resource = c.contract.ResourceOf(x.Get("collection").Text()); p.Resource == nil {
		c.report.At(x.Get("collection"), fmt.Sprintf("there is no collection %q", x.Get("collection").Text()), c.collections())
		return
	}
	name := p.Resource.SchemaName
	for _, member := range []string{"enabled", "login", "password", "roles"} {
		c.mustHave(p.Resource.Schema, x.Get(member), name)
	}
	ref := p.Resource.ReferenceAt(p.Roles)
	if ref == nil {
		c.report.At(x.Get("roles"), fmt.Sprintf("%s of %s refers to no collection", p.Roles, name), "add it to the references of its x-resource")
		return
	}
	if p.Role = c.contract.ResourceOf(ref.Collection); p.Role == nil {
		return
	}
	for _, member := range []string{"rolesEnabled", "permissions"} {
		c.mustHave(p.Role.Schema, x.Get(member), p.Role.SchemaName)
	}
	if p.Login != "" && !slices.ContainsFunc(p.Resource.Unique, func(u Unique) bool { return u.Member == p.Login }) {
		c.report.At(x.Get("login"), p.Login+" is what people log in with and is not unique", "add it to unique in the x-resource of "+name)
	}
	if m := p.Resource.Schema.Member(p.Password); m != nil && !m.WriteOnly {
		c.report.At(x.Get("password"), p.Password+" could be read back", "mark it writeOnly: true in "+name)
	}
	c.contract.Principal = p
}

// hidePassword has the password be write-only in what is sent of people too, whether
// or not the document says it there again: no reply shows it.
func (c *compiler) hidePassword() {
	p := c.contract.Principal
	if p == nil {
		return
	}
	for _, op := range c.contract.Operations {
		if op.Body == nil || op.Action.Resource != p.Resource || op.Action.Kind == Login {
			continue
		}
		sent := []*Schema{op.Body.Schema}
		if changes := op.Body.Schema.Member(op.Action.Changes); changes != nil {
			sent = append(sent, changes.Schema)
		}
		for _, s := range sent {
			if m := s.Member(p.Password); m != nil {
				m.WriteOnly = true
			}
		}
	}
}
