package mutants

import (
	"github.com/cotalker/rolecall/spec"
)

// reader finds the first read operation of a resource.
func (c *call) reader(r *spec.Resource) *spec.Operation { return c.find(r, spec.Read) }

func (c *call) find(r *spec.Resource, kind spec.ActionKind) *spec.Operation {
	for _, op := range c.contract.Operations {
		if op.Action.Kind == kind && op.Action.Resource == r && !op.Action.Self {
			return op
		}
	}
	return nil
}

// roles are those of the caller, in their order, as the mock has them now.
func (c *call) roles() []map[string]any {
	p, id := c.contract.Principal, c.callerID()
	if id == "" {
		return nil
	}
	caller := c.asRoot(c.reader(p.Resource), id, nil).one()
	ids, _ := caller[p.Roles].([]any)
	var out []map[string]any
	for _, id := range ids {
		out = append(out, c.asRoot(c.reader(p.Role), id.(string), nil).one())
	}
	return out
}

// permissions are those of roles, active or all.
func (c *call) permissions(roles []map[string]any, inactive bool) []string {
	p := c.contract.Principal
	var out []string
	for _, role := range roles {
		if role[p.RolesEnabled] != true && !inactive {
			continue
		}
		names, _ := role[p.Permissions].([]any)
		for _, name := range names {
			out = append(out, name.(string))
		}
	}
	return out
}
