package mockserver

import (
	"slices"

	"github.com/cotalker/rolecall/spec"
)

// storagePlan says which trees a collection keeps: what the contract finds,
// filters and sorts by.
type storagePlan struct {
	resource *spec.Resource
	shown    *spec.Schema      // that a record is made to fit, nil where it does as it is written
	hidden   *hiddenMembers    // which are not stored
	required []spec.Member     // that a record must have
	slugOf   string            // member that ids are made of, "" for none
	slugKeys []*spec.Parameter // that take them
	kept     []string          // members that only the server writes
	unique   []uniqueMember
	groups   []groupMember
	sorted   []sorting

	// Where a record keeps what the mock looks up: as gjson reads it, "" for none,
	// and a place where it can be changed. The latter are of callers, or of their
	// roles.
	numeric                     bool // ids are numbers in JSON
	newID                       func(serial uint64) string
	id, created, modified       string
	enabled, roles, permissions memberPath
	password                    string // name of the member, which is not stored
}

type uniqueMember struct {
	spec.Unique
	memberPath
}

// groupMember is a member that a filter compares with in or has.
type groupMember struct {
	member string
	memberPath
}

// sorting is a member and a direction. Ties keep the order of creation both
// ways, so each direction has its tree.
type sorting struct {
	member     string
	descending bool
}

func planStorage(c *spec.Contract, r *spec.Resource) *storagePlan {
	p := &storagePlan{resource: r, id: jsonPath(r.ID), created: jsonPath(r.Created), modified: jsonPath(r.Modified)}
	if !c.Embedded { // whose bodies bring all that its replies promise, as tests show
		p.shown = shownSchema(c, r)
	}
	p.planIDs(c.KeysOf(r))
	if principal := c.Principal; principal != nil && r == principal.Role {
		p.enabled, p.permissions = memberPathOf(principal.RolesEnabled), memberPathOf(principal.Permissions)
	}
	if principal := c.Principal; principal != nil && r == principal.Resource {
		p.enabled, p.roles = memberPathOf(principal.Enabled), memberPathOf(principal.Roles)
		p.password = principal.Password
	}
	p.hidden = hiddenIn(r.Schema)
	for _, m := range r.Schema.Members() {
		if m.Required && !m.WriteOnly {
			p.required = append(p.required, m)
		}
		if m.ReadOnly || r.Stamped(m.Name) {
			p.kept = append(p.kept, m.Name)
		}
	}
	for _, u := range r.Unique {
		p.unique = append(p.unique, uniqueMember{u, memberPathOf(u.Member)})
	}
	for _, op := range c.Operations {
		if op.Action.Kind != spec.List || op.Action.Resource != r {
			continue
		}
		for _, param := range op.Query {
			switch f := param.Filter; f.Kind {
			case spec.In, spec.Has:
				if member := f.Members[0]; !f.IgnoreCase && !r.Stamped(member) {
					p.groups = appendNew(p.groups, groupMember{member, memberPathOf(member)})
				}
			case spec.Sort:
				if member := f.Members[0]; member == r.Created || member == r.Modified {
					p.sorted = appendNew(p.sorted, sorting{member, false})
					p.sorted = appendNew(p.sorted, sorting{member, true})
				}
			}
		}
	}
	return p
}

func appendNew[T comparable](list []T, item T) []T {
	if slices.Contains(list, item) {
		return list
	}
	return append(list, item)
}
