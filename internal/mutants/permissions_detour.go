package mutants

import (
	"strings"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/spec"
)

// anyCasePath reads a path in any case, and guards it in one.
func anyCasePath(*spec.Contract) []Mutant {
	return everywhere("a path in another case is not guarded", "GEN-3", conformance.Permissions, func(c *call) {
		if c.op == nil {
			if op, key := c.route(c.r.Method, strings.ToLower(c.r.URL.Path)); op != nil && op.Action.Kind == spec.List {
				other := c.asRoot(op, key, nil)
				c.status, c.header, c.reply = other.status, other.header, other.reply
				return
			}
		}
		c.forward()
	})
}
