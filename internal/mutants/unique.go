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

// referenceFaults are servers that are careless about ids of another
// collection.
func referenceFaults(c *spec.Contract) []Mutant {
	p := c.Principal
	if p == nil {
		return nil
	}
	s := conformance.State
	in := people(c).and(kinds(spec.Create, spec.Update, spec.UpdateMany))
	ids := func(change func(c *call, ids []any) []any) func(*call) {
		return func(c *call) {
			sent := c.change()
			if list, is := sent[p.Roles].([]any); is && c.owner() != "" {
				sent[p.Roles] = change(c, list)
				c.resend(sent)
			}
			c.forward()
		}
	}
	known := func(c *call, ids []any) []any {
		return slices.DeleteFunc(slices.Clone(ids), func(id any) bool {
			text, _ := id.(string)
			return c.reader(p.Role).PathKeys[0].Schema.Valid(text) && c.asRoot(c.reader(p.Role), text, nil).status == http.StatusNotFound
		})
	}
	distinct := func(_ *call, ids []any) []any {
		var out []any
		for _, id := range ids {
			if !slices.Contains(out, id) {
				out = append(out, id)
			}
		}
		return append([]any{}, out...)
	}
	kept := func(change func(c *call, ids []any) []any, name string) []Mutant {
		out := some(c, people(c).and(kinds(spec.Update)), name, "OP-7", s, ids(change))
		return append(out, some(c, people(c).and(kinds(spec.UpdateMany)), name, "OP-8", s, ids(change))...)
	}
	return slices.Concat(
		every(c, in, "an unknown role is let pass", "OP-10", s, ids(known)),
		kept(distinct, "repeated roles are dropped"),
		kept(func(_ *call, ids []any) []any {
			out := slices.Clone(ids)
			slices.SortFunc(out, func(a, b any) int { return strings.Compare(a.(string), b.(string)) })
			return out
		}, "roles are sorted"),
		kept(func(c *call, ids []any) []any {
			return slices.DeleteFunc(slices.Clone(ids), func(id any) bool {
				text, _ := id.(string)
				role := c.asRoot(c.reader(p.Role), text, nil)
				return role.status == http.StatusOK && role.one()[p.RolesEnabled] == false
			})
		}, "inactive roles are dropped"),
	)
}
