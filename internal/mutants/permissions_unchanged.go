package mutants

import (
	"net/http"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/spec"
)

// unchangedFaults are servers that read a value that says nothing new wrongly.
func unchangedFaults(c *spec.Contract) []Mutant {
	p := c.Principal
	out := some(c, people(c).and(kinds(spec.Create)), "a default needs the right to set it", "PRM-4", conformance.Permissions, func(c *call) {
		if c.forward(); c.status == http.StatusCreated && c.sent()[p.Roles] != nil && c.token() != c.root {
			own := c.op.Body.Rules.Own[p.Roles]
			if !own.AllowsRights(c.contract.Permissions.Rights(c.permissions(c.roles(), false)...)) {
				c.refuse(http.StatusForbidden)
			}
		}
	})
	for _, m := range some(c, people(c).and(kinds(spec.Update, spec.UpdateMany)), "a value that is there may be written by anybody", "", conformance.Permissions, func(c *call) {
		before, change := c.before(), c.change()
		if c.forward(); c.status != http.StatusForbidden || len(change) != 1 {
			return
		}
		for _, record := range before {
			if change[p.Roles] == nil || !same(record[p.Roles], change[p.Roles]) || c.callerID() == "" || len(c.permissions(c.roles(), false)) == 0 {
				return
			}
		}
		token := c.token()
		c.setToken(c.root)
		c.forward()
		c.setToken(token)
	}) {
		m.Requirement = c.Rule(spec.MemberOwn, operation(c, m))
		out = append(out, m)
	}
	return out
}
