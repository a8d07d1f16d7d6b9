package mutants

import (
	"net/http"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/spec"
)

// signFaults are servers that take a part of a text for a language of their
// own, and that some letters break.
func signFaults(c *spec.Contract) []Mutant {
	if c.Principal == nil {
		return nil
	}
	s, q := conformance.State, conformance.Queries
	writing := func(op *spec.Operation) bool {
		return op.Action.Writes() && op.Action.Resource != nil && op.Action.Kind != spec.Login && op.Version == versionsOf(c)[0]
	}
	kept := every(c, writing, "a quote is doubled", "", s, func(c *call) {
		c.body = []byte(strings.ReplaceAll(string(c.body), "OR '1'='1", "OR ''1''=''1"))
		c.forward()
	})
	for i := range kept {
		op := operation(c, kept[i])
		switch {
		case !people(c)(op):
			kept[i].Requirement = "OP-12"
		case op.Action.Kind == spec.Create:
			kept[i].Requirement = "OP-5"
		default:
			kept[i].Requirement = changeRule(c, op)
		}
	}
	breaks := func(here func(c *call) bool) func(*call) {
		return func(c *call) {
			if c.forward(); c.status != http.StatusUnauthorized && c.status != http.StatusForbidden && here(c) {
				c.refuse(http.StatusInternalServerError)
			}
		}
	}
	quoted := func(c *call) bool { return strings.Contains(c.r.URL.RawQuery, "%27") }
	sent := func(text string) func(c *call) bool {
		return func(c *call) bool { return strings.Contains(string(c.body), text) }
	}
	return slices.Concat(
		kept,
		byFamily(c, "OP-2", some(c, kinds(spec.List), "a quote breaks a filter", "", q, breaks(quoted))),
		whole(kinds(spec.Login), "a quote breaks log-in", "OP-13", conformance.Authentication, func(c *call) {
			if c.forward(); strings.Contains(string(c.body), "' OR '") {
				c.refuse(http.StatusInternalServerError)
			}
		}),
		some(c, kinds(spec.List), "a NUL breaks a query", "GEN-4", q, breaks(func(c *call) bool { return strings.Contains(c.r.URL.RawQuery, "%00") })),
		some(c, chosen(writing), "a lone surrogate breaks a write", "GEN-4", conformance.Bodies, breaks(sent(`\ud800`))),
		some(c, chosen(writing), "a NUL breaks a write", "GEN-4", conformance.Bodies, breaks(sent(`\u0000`))),
		whole(kinds(spec.Login), "a NUL breaks log-in", "GEN-4", conformance.Bodies, func(c *call) {
			if c.forward(); sent(`\u0000`)(c) {
				c.refuse(http.StatusInternalServerError)
			}
		}),
	)
}
