package state

import (
	"slices"

	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/mockserver/internal/values"
	"github.com/cotalker/rolecall/spec"
)

// Plan says which trees a collection keeps: what the contract finds,
// filters and sorts by.
type Plan struct {
	Resource *spec.Resource
	Shown    *spec.Schema          // that a record is made to fit, nil where it does as it is written
	hidden   *values.HiddenMembers // which are not stored
	required []spec.Member         // that a record must have
	kept     []string              // members that only the server writes
	Unique   []uniqueMember
	groups   []groupMember
	sorted   []sorting
	deep     bool // who completes a document writes to what its members hold

	idPlan
	lookups
}

// lookups are where a record keeps what the mock looks up: as gjson reads it, "" for
// none, or as a place where it can be changed.
type lookups struct {
	id, created, modified       string
	enabled, roles, permissions MemberPath // of callers, or of their roles
	password                    string     // name of the member, which is not stored
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
	p := &Plan{Resource: r, lookups: lookups{id: jsonPath(r.ID), created: jsonPath(r.Created), modified: jsonPath(r.Modified)}}
	if !c.Embedded { // whose bodies bring all that its replies promise, as tests show
		p.Shown = values.ShownSchema(c, r)
	}
	p.planCompletion()
	p.planIDs(c.KeysOf(r), toldBy(c, r))
	if principal := c.Principal; principal != nil && r == principal.Role {
		p.enabled, p.permissions = MemberPathOf(principal.RolesEnabled), MemberPathOf(principal.Permissions)
	}
	if principal := c.Principal; principal != nil && r == principal.Resource {
		p.enabled, p.roles = MemberPathOf(principal.Enabled), MemberPathOf(principal.Roles)
		p.password = principal.Password
	}
	p.hidden = values.HiddenIn(r.Schema).With(values.SentOnly(c, r))
	for _, m := range r.Schema.Members() {
		state := m.Name == p.enabled.top && !p.enabled.nested // or whoever is made would count for nothing
		if (m.Required || state) && !m.WriteOnly {
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

// encode writes a document as it is stored and sent: without its write-only
// members.
func (p *Plan) encode(dst []byte, document map[string]any) []byte {
	if p.hidden.StandsIn(document) {
		shown, _ := jsonvalue.Decode(jsonvalue.Append(nil, document)) // a copy
		p.hidden.Prune(shown)
		return p.Resource.Schema.Append(dst, shown)
	}
	return p.Resource.Schema.Append(dst, document)
}
