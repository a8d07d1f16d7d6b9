package mutants

import (
	"net/http"
	"slices"

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
	create := people(c).and(kinds(spec.Create))
	out = append(out, some(c, create, "who is disabled from the start is given roles by anybody", c.Rule(spec.MemberOwn, first(c, create)), conformance.Permissions, func(c *call) {
		if c.forward(); c.status == http.StatusForbidden && c.callerID() != "" && c.sent()[p.Roles] != nil && c.sent()[p.Enabled] == false {
			token := c.token()
			c.setToken(c.root)
			c.forward()
			c.setToken(token)
		}
	})...)
	for _, kind := range []spec.ActionKind{spec.Update, spec.UpdateMany} {
		out = append(out, partsWritten(c, kind)...)
	}
	return out
}

// partsWritten are servers that ask for no right where a change is small: a part of an
// object, or what a record has as it is.
func partsWritten(c *spec.Contract, kind spec.ActionKind) []Mutant {
	rule := map[spec.ActionKind]string{spec.Update: "PRM-5", spec.UpdateMany: "PRM-7"}[kind]
	in, p := people(c).and(kinds(kind)), conformance.Permissions
	granted := func(small func(value, had any) bool) func(*call) {
		return func(c *call) {
			before, change := c.before(), c.change()
			c.forward()
			if c.status != http.StatusForbidden || len(change) != 1 || change[c.contract.Principal.Roles] != nil || c.callerID() == "" || len(c.permissions(c.roles(), false)) == 0 {
				return
			}
			for name, value := range change {
				for _, record := range before {
					if !small(value, record[name]) {
						return
					}
				}
			}
			token := c.token()
			c.setToken(c.root)
			c.forward()
			c.setToken(token)
		}
	}
	return slices.Concat(
		some(c, in, "a part of an object is written by who may ask", rule, p, granted(func(value, _ any) bool {
			object, is := value.(map[string]any)
			return is && len(object) == 1
		})),
		some(c, in, "what is there is written by who may ask", rule, p, granted(func(value, had any) bool { return same(value, had) })),
	)
}
