package mutants

import (
	"net/http"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/spec"
)

// ownFaults are servers that give callers more over their own records than
// over those of others.
func ownFaults(c *spec.Contract) []Mutant {
	about := func(c *call) bool {
		targets := c.targets()
		return len(targets) == 1 && targets[0] == c.callerID() && c.callerID() != ""
	}
	asked := people(c).and(kinds(spec.Update, spec.UpdateMany))
	out := some(c, asked, "one's own roles are free for who writes users", "", conformance.Permissions, func(c *call) {
		p := c.contract.Principal
		if c.forward(); c.status != http.StatusForbidden || !about(c) || c.change()[p.Roles] == nil || len(c.permissions(c.roles(), false)) == 0 {
			return
		}
		token := c.token()
		c.setToken(c.root)
		c.forward()
		c.setToken(token)
	})
	out = append(out, some(c, people(c).and(kinds(spec.Create)), "one's own roles may be given to a new user", "", conformance.Permissions, func(c *call) {
		p := c.contract.Principal
		if c.forward(); c.status != http.StatusForbidden || c.callerID() == "" {
			return
		}
		mine := c.asRoot(c.reader(p.Resource), c.callerID(), nil).one()
		if c.sent()[p.Roles] != nil && same(mine[p.Roles], c.sent()[p.Roles]) {
			token := c.token()
			c.setToken(c.root)
			c.forward()
			c.setToken(token)
		}
	})...)
	out = append(out, some(c, func(op *spec.Operation) bool { return op.Action.Resource == c.Principal.Role && len(op.PathKeys) > 0 }, "one's own role is open", "", conformance.Permissions, func(c *call) {
		c.forward()
		for _, role := range c.roles() {
			if id, _ := role[c.contract.Principal.Role.ID].(string); c.status == http.StatusForbidden && id == c.key {
				token := c.token()
				c.setToken(c.root)
				c.forward()
				c.setToken(token)
			}
		}
	})...)
	for i := range out {
		op := operation(c, out[i])
		switch {
		case out[i].Requirement != "":
		case op.Action.Resource == c.Principal.Role:
			out[i].Requirement = c.Rule(spec.NoPermission, op)
		default:
			out[i].Requirement = c.Rule(spec.MemberOwn, op)
		}
	}
	for _, key := range c.Headers {
		out = append(out, some(c, asked, "the header is not needed for one's own record", "HDR-3", conformance.Headers, func(c *call) {
			if about(c) {
				c.r.Header.Set(key.Name, key.Value)
			}
			c.forward()
		})...)
	}
	return out
}
