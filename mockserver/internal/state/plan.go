package state

import (
	"slices"

	"github.com/cotalker/rolecall/spec"
)

// Plan says which trees a collection keeps: what the contract finds,
// filters and sorts by.
type Plan struct {
	Resource *spec.Resource
	Shown    *spec.Schema      // that a record is made to fit, nil where it does as it is written
	hidden   *HiddenMembers    // which are not stored
	required []spec.Member     // that a record must have
	slugOf   string            // member that ids are made of, "" for none
	slugKeys []*spec.Parameter // that take them
	kept     []string          // members that only the server writes
	Unique   []uniqueMember
	groups   []groupMember
	sorted   []sorting

	// Where a record keeps what the mock looks up: as gjson reads it, "" for none,
	// and a place where it can be changed. The latter are of callers, or of their
	// roles.
	numeric                     bool // ids are numbers in JSON
	newID                       func(serial uint64) string
	id, created, modified       string
	enabled, roles, permissions MemberPath
	password                    string // name of the member, which is not stored
}

type uniqueMember struct {
	spec.Unique
	MemberPath
}

// groupMember is a member that a filter compares with in or has.
type groupMember struct {
	member string
	MemberPath
}

// sorting is a member and a direction. Ties keep the order of creation both
// ways, so each direction has its tree.
type sorting struct {
	member     string
	descending bool
}

func planRecords(c *spec.Contract, r *spec.Resource) *Plan {
	p := &Plan{Resource: r, id: jsonPath(r.ID), created: jsonPath(r.Created), modified: jsonPath(r.Modified)}
	if !c.Embedded { // whose bodies bring all that its replies promise, as tests show
		p.Shown = shownSchema(c, r)
	}
	p.planIDs(c.KeysOf(r))
	if principal := c.Principal; principal != nil && r == principal.Role {
		p.enabled, p.permissions = MemberPathOf(principal.RolesEnabled), MemberPathOf(principal.Permissions)
	}
	if principal := c.Principal; principal != nil && r == principal.Resource {
		p.enabled, p.roles = MemberPathOf(principal.Enabled), MemberPathOf(principal.Roles)
		p.password = principal.Password
	}
	p.hidden = HiddenIn(r.Schema)
	for _, m := range r.Schema.Members() {
		if m.Required && !m.WriteOnly {
			p.required = append(p.required, m)
		}
		if m.ReadOnly || r.Stamped(m.Name) {
			p.kept = append(p.kept, m.Name)
		}
	}
	for _, u := range r.Unique {
		p.Unique = append(p.Unique, uniqueMember{u, MemberPathOf(u.Member)})
	}
	for _, op := range c.Operations {
		if op.Action.Kind != spec.List || op.Action.Resource != r {
			continue
		}
		for _, param := range op.Query {
			switch f := param.Filter; f.Kind {
			case spec.In, spec.Has:
				if member := f.Members[0]; !f.IgnoreCase && !r.Stamped(member) {
					p.groups = appendNew(p.groups, groupMember{member, MemberPathOf(member)})
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
