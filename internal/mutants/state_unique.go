package mutants

import (
	"net/http"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/spec"
)

// uniqueFaults are servers that let two records share what they should not, or
// keep them from what is free.
func uniqueFaults(c *spec.Contract, r *spec.Resource, u spec.Unique) []Mutant {
	s := conformance.State
	in := func(op *spec.Operation) bool {
		return op.Action.Resource == r && !op.Action.Self && (op.Action.Kind == spec.Create || op.Action.Kind == spec.Update)
	}
	let := func(when func(c *call, value string) bool) func(*call) {
		return func(c *call) {
			if c.forward(); c.status != http.StatusConflict {
				return
			}
			sent := c.sent()
			value, _ := sent[u.Member].(string)
			if !when(c, value) {
				return
			}
			sent[u.Member] = "x" + strings.ToLower(strings.ReplaceAll(value, "@", ".")) + "@example.org"
			c.send(sent)
			if c.forward(); c.status == http.StatusConflict {
				sent[u.Member] = "y" + sent[u.Member].(string)
				c.send(sent)
				c.forward()
			}
			c.rewrite(func(record map[string]any) { record[u.Member] = value }, nil)
		}
	}
	upper := func(_ *call, value string) bool { return value != strings.ToLower(value) }
	out := slices.Concat(
		every(c, in, "what another has may be taken", "OP-6", s, let(func(*call, string) bool { return true })),
		every(c, in, "what another has may be taken in other case", "OP-6", s, let(upper)),
		some(c, kinds(spec.Create).and(in), "what a disabled one has may be taken", "OP-6", s, let(func(c *call, value string) bool {
			found := c.byLogin(value)
			return len(found) == 1 && found[0][c.contract.Principal.Enabled] == false
		})),
		some(c, in, "a conflict is 400", "OP-6", s, func(c *call) {
			if c.forward(); c.status == http.StatusConflict {
				c.refuse(http.StatusBadRequest)
			}
		}),
		some(c, kinds(spec.Update).and(in), "its own again is a conflict", "OP-7", s, func(c *call) {
			if value, is := c.sent()[u.Member].(string); is && c.before()[c.key][u.Member] == value {
				c.refuse(http.StatusConflict)
				return
			}
			c.forward()
		}),
		some(c, kinds(spec.Update).and(in), "its own in other case is a conflict", "OP-7", s, func(c *call) {
			old, _ := c.before()[c.key][u.Member].(string)
			if value, is := c.sent()[u.Member].(string); is && old != value && strings.EqualFold(old, value) {
				c.refuse(http.StatusConflict)
				return
			}
			c.forward()
		}),
		some(c, kinds(spec.Update).and(in), "a refused change takes the value", "OP-6", s, func(c *call) {
			value, _ := c.sent()[u.Member].(string)
			c.mu.Lock()
			taken := c.notes["refused "+value]
			c.mu.Unlock()
			if value != "" && taken != "" && taken != c.key {
				c.refuse(http.StatusConflict)
				return
			}
			if c.forward(); c.status == http.StatusBadRequest && value != "" {
				c.mu.Lock()
				c.notes["refused "+value] = c.key
				c.mu.Unlock()
			}
		}),
	)
	freed := some(c, kinds(spec.Update).and(in), "a value stays taken when it is given up", "OP-6", s, func(c *call) {
		value, _ := c.sent()[u.Member].(string)
		old, _ := c.before()[c.key][u.Member].(string)
		c.mu.Lock()
		owner := c.notes["old "+value]
		c.mu.Unlock()
		if value != "" && owner != "" && owner != c.key {
			c.refuse(http.StatusConflict)
			return
		}
		if c.forward(); c.status == http.StatusOK && value != "" && old != value {
			c.mu.Lock()
			c.notes["old "+old] = c.key
			c.mu.Unlock()
		}
	})
	return append(out, freed...)
}
