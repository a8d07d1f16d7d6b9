package mutants

import (
	"net/http"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/spec"
)

// queryBeforePermission are servers that look at the query before they look at
// what the caller may.
func queryBeforePermission(c *spec.Contract) []Mutant {
	var out []Mutant
	for _, m := range every(c, kinds(spec.List), "the query comes before the permission", "", conformance.Bodies, func(c *call) {
		c.forward()
		for name := range c.r.URL.Query() {
			if c.status == http.StatusForbidden && c.adminHeader() && c.op.Parameter(name) == nil {
				c.refuse(http.StatusBadRequest)
			}
		}
	}) {
		m.Requirement = c.Rule(spec.NoPermission, operation(c, m))
		out = append(out, m)
	}
	for _, m := range every(c, kinds(spec.List), "a search needs no permission", "", conformance.Bodies, func(c *call) {
		for _, p := range c.op.Query {
			if p.Filter.Kind == spec.Substring && c.callerID() != "" && c.r.URL.Query().Has(p.Name) {
				c.setToken(c.root)
			}
		}
		c.forward()
	}) {
		m.Requirement = c.Rule(spec.NoPermission, operation(c, m))
		out = append(out, m)
	}
	return out
}

// bodyBeforePermission are servers that look at the body before they look at
// what the caller may.
func bodyBeforePermission(c *spec.Contract) []Mutant {
	var out []Mutant
	for _, m := range some(c, chosen(admin).and(withBody), "the body comes before the permission", "", conformance.Bodies, func(c *call) {
		if c.forward(); c.status == http.StatusForbidden && c.adminHeader() && c.sent() == nil {
			c.refuse(http.StatusBadRequest)
		}
	}) {
		m.Requirement = c.Rule(spec.NoPermission, operation(c, m))
		out = append(out, m)
	}
	return out
}
