package mutants

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/spec"
)

// whoeverFaults are servers in which it depends on more than the caller's permissions
// who may: on whom a change is about, on what it gives, on what a list is asked for.
func whoeverFaults(c *spec.Contract) []Mutant {
	if c.Principal == nil {
		return nil
	}
	p, in := conformance.Permissions, people(c).and(kinds(spec.Update, spec.UpdateMany))
	ruled := func(kind spec.RefusalKind, list []Mutant) []Mutant {
		for i := range list {
			for _, op := range c.Operations {
				if list[i].where(op) {
					list[i].Requirement = c.Rule(kind, op)
				}
			}
		}
		return list
	}
	open := func(c *call, when bool) {
		if c.forward(); c.status == http.StatusForbidden && when && c.adminHeader() && c.callerID() != "" {
			token := c.token()
			c.setToken(c.root)
			c.forward()
			c.setToken(token)
		}
	}
	closed := func(c *call, when func() bool) {
		if c.token() != c.root && c.callerID() != "" && when() {
			c.refuse(http.StatusForbidden)
			return
		}
		c.forward()
	}
	enables := func(c *call) {
		change := c.change()
		open(c, len(change) == 1 && change[c.contract.Principal.Enabled] == true)
	}
	ranks := func(c *call) {
		_, gives := c.change()[c.contract.Principal.Roles]
		closed(c, func() bool {
			for _, record := range c.before() {
				if ids, _ := record[c.contract.Principal.Roles].([]any); !gives && len(ids) > 0 && record[c.contract.Principal.Enabled] == false {
					return true
				}
			}
			return false
		})
	}
	own := func(c *call) {
		_, gives := c.change()[c.contract.Principal.Roles]
		closed(c, func() bool { return gives && slices.Contains(c.targets(), c.callerID()) })
	}
	lists := func(in chosen, name string, fault func(c *call, q url.Values)) []Mutant {
		return ruled(spec.NoPermission, some(c, in, name, "", p, func(c *call) { fault(c, c.r.URL.Query()) }))
	}
	return slices.Concat(
		ruled(spec.MemberDefault, every(c, in, "who may ask at all enables", "", p, enables)),
		ruled(spec.MemberDefault, every(c, in, "who has roles and is disabled is changed by few", "", p, ranks)),
		ruled(spec.MemberOwn, every(c, in, "nobody gives roles to itself", "", p, own)),
		lists(kinds(spec.List), "who searches needs no permission", func(c *call, q url.Values) {
			open(c, slices.ContainsFunc(c.op.Query, func(p *spec.Parameter) bool { return p.Filter.Kind == spec.Substring && q.Has(p.Name) }))
		}),
		lists(people(c).and(kinds(spec.List)), "a list by a state needs two permissions", func(c *call, q url.Values) {
			closed(c, func() bool {
				return q.Has(c.contract.Principal.Enabled) && len(c.permissions(c.roles(), false)) < 2
			})
		}),
		lists(people(c).and(kinds(spec.List)), "who is disabled is listed to few", func(c *call, _ url.Values) {
			c.forward()
			if c.token() == c.root || c.callerID() == "" || len(c.permissions(c.roles(), false)) > 1 {
				return
			}
			c.rewrite(nil, func(list []any) []any {
				return slices.DeleteFunc(list, func(one any) bool { return one.(map[string]any)[c.contract.Principal.Enabled] == false })
			})
		}),
		lists(people(c).and(kinds(spec.List)), "the roles of users are listed to few", func(c *call, _ url.Values) {
			c.forward()
			if c.token() != c.root && c.callerID() != "" && len(c.permissions(c.roles(), false)) < 2 {
				c.rewrite(func(record map[string]any) { record[c.contract.Principal.Roles] = []any{} }, nil)
			}
		}),
		lists(people(c).and(kinds(spec.Read)), "who is disabled is read by few", func(c *call, _ url.Values) {
			closed(c, func() bool {
				return c.before()[c.key][c.contract.Principal.Enabled] == false && len(c.permissions(c.roles(), false)) < 2
			})
		}),
	)
}
