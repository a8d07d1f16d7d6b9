package mutants

import (
	"net/http"
	"path"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/spec"
)

// letIn asks again as one who may do all, where the request was refused for
// want of a permission and the caller holds one that the fault takes for it.
func letIn(holds func(c *call, needed string) bool) func(*call) {
	return func(c *call) {
		c.forward()
		if c.status != http.StatusForbidden || !admin(c.op) || c.callerID() == "" {
			return
		}
		for _, h := range c.op.Access.Headers() {
			if values := c.r.Header[h.Name]; len(values) != 1 || values[0] != h.Value {
				return
			}
		}
		for _, way := range c.op.Access.Ways() {
			if !slices.ContainsFunc(way, func(needed string) bool { return !holds(c, needed) }) {
				forwardAsRoot(c)
				return
			}
		}
	}
}

// matching takes a permission for another by its name.
func matching(same func(held, needed string) bool) func(*call) {
	return letIn(func(c *call, needed string) bool {
		return slices.ContainsFunc(c.permissions(c.roles(), false), func(held string) bool { return same(held, needed) })
	})
}

// keepOut refuses where the rights that the fault sees do not suffice.
func keepOut(rights func(c *call) []string) func(*call) {
	return func(c *call) {
		if admin(c.op) && c.callerID() != "" && !c.op.Access.AllowsRights(c.contract.Permissions.Rights(rights(c)...)) {
			if c.forward(); c.status/100 == 2 {
				c.refuse(http.StatusForbidden)
			}
			return
		}
		c.forward()
	}
}

// rightFaults are servers that read rights wrongly.
func rightFaults(c *spec.Contract) []Mutant {
	if c.Principal == nil {
		return nil
	}
	p := conformance.Permissions
	words := func(held, needed string) bool {
		return held != needed && slices.Contains(strings.Split(held, ","), needed)
	}
	glob := func(pattern, name string) bool {
		matched, _ := path.Match(pattern, name)
		return matched
	}
	firstSeen := func(c *call) []string {
		now := c.permissions(c.roles(), false)
		c.mu.Lock()
		defer c.mu.Unlock()
		if _, seen := c.held[c.token()]; !seen {
			c.held[c.token()] = now
		}
		return c.held[c.token()]
	}
	everSeen := func(c *call) []string {
		now := c.permissions(c.roles(), false)
		c.mu.Lock()
		defer c.mu.Unlock()
		c.held[c.token()] = append(c.held[c.token()], now...)
		return c.held[c.token()]
	}
	rule := func(op *spec.Operation) string { return c.Rule(spec.NoPermission, op) }
	byRule := func(list []Mutant) []Mutant {
		for i := range list {
			for _, op := range c.Operations {
				if list[i].where(op) {
					list[i].Requirement = rule(op)
				}
			}
		}
		return list
	}
	return slices.Concat(
		some(c, admin, "several permissions may stand in one text", "PRM-10", p, matching(words)),
		some(c, admin, "a permission may have other signs between its words", "PRM-10", p, matching(func(held, needed string) bool { return strings.ReplaceAll(held, "_", "-") == needed })),
		some(c, admin, "a held permission is a pattern", "PRM-10", p, matching(glob)),
		some(c, admin, "a needed permission is a pattern", "PRM-10", p, matching(func(held, needed string) bool { return glob(needed, held) })),
		some(c, admin, "a permission is a prefix of what is held", "PRM-10", p, matching(func(held, needed string) bool { return strings.HasPrefix(held, needed) })),
		some(c, admin, "what is held is a prefix of a permission", "PRM-10", p, matching(func(held, needed string) bool { return strings.HasPrefix(needed, held) })),
		some(c, admin, "a permission has no case", "PRM-10", p, matching(strings.EqualFold)),
		some(c, admin, "a permission has blanks around it", "PRM-10", p, matching(func(held, needed string) bool { return strings.TrimSpace(held) == needed })),
		byRule(every(c, admin, "nobody needs a permission", "", p, letIn(func(*call, string) bool { return true }))),
		byRule(some(c, admin, "an inactive role counts", "", p, letIn(func(c *call, needed string) bool {
			return slices.Contains(c.permissions(c.roles(), true), needed)
		}))),
		byRule(some(c, admin, "the first role alone counts", "", p, keepOut(func(c *call) []string {
			roles := c.roles()
			return c.permissions(roles[:min(1, len(roles))], false)
		}))),
		byRule(some(c, admin, "the last role alone counts", "", p, keepOut(func(c *call) []string {
			roles := c.roles()
			return c.permissions(roles[max(0, len(roles)-1):], false)
		}))),
		byRule(some(c, admin, "what is taken away still counts", "", p, func(c *call) {
			held := everSeen(c)
			letIn(func(_ *call, needed string) bool { return slices.Contains(held, needed) })(c)
		})),
		byRule(some(c, admin, "what is given does not count", "", p, keepOut(firstSeen))),
		byRule(some(c, chosen(admin).and(people(c)).and(kinds(spec.Read, spec.Update)), "one's own record is open", "", p, letIn(func(c *call, _ string) bool { return c.key == c.callerID() }))),
		some(c, adminReads(c), "who writes may read", "PRM-11", p, letIn(func(c *call, _ string) bool {
			return slices.ContainsFunc(c.permissions(c.roles(), false), func(held string) bool { return strings.HasSuffix(held, "-write") })
		})),
		some(c, chosen(admin).and(writes), "who reads may write", "PRM-11", p, letIn(func(c *call, _ string) bool {
			return slices.ContainsFunc(c.permissions(c.roles(), false), func(held string) bool { return strings.HasSuffix(held, "-read") })
		})),
	)
}

func writes(op *spec.Operation) bool { return op.Action.Writes() }

func adminReads(*spec.Contract) chosen { return chosen(admin).and(reads) }
