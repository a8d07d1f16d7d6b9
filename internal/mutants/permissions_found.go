package mutants

import (
	"net/http"
	"slices"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/spec"
)

// foundFaults are servers that open what has to do with the caller, and that tell
// what there is.
func foundFaults(c *spec.Contract) []Mutant {
	if c.Principal == nil {
		return nil
	}
	p := conformance.Permissions
	opened := func(when func(c *call) bool) func(*call) {
		return func(c *call) {
			if c.forward(); c.status == http.StatusForbidden && c.adminHeader() && when(c) {
				token := c.token()
				c.setToken(c.root)
				c.forward()
				c.setToken(token)
			}
		}
	}
	made := some(c, people(c).and(kinds(spec.Read)), "who made a record may read it", "PRM-11", p, nil)
	for i := range made {
		faultIn := made[i].where
		made[i].where = func(op *spec.Operation) bool { return faultIn(op) || op.Action.Kind == spec.Create }
		made[i].around = func(c *call) {
			if c.op.Action.Kind == spec.Create {
				c.forward()
				id, _ := c.one()[c.op.Action.Resource.ID].(string)
				c.mu.Lock()
				c.notes["made "+id] = c.token()
				c.mu.Unlock()
				return
			}
			c.mu.Lock()
			by := c.notes["made "+c.key]
			c.mu.Unlock()
			opened(func(c *call) bool { return by != "" && by == c.token() })(c)
		}
	}
	return slices.Concat(
		made,
		some(c, people(c).and(kinds(spec.List)), "a list of oneself is open", "PRM-3", p, opened(func(c *call) bool {
			return c.callerID() != "" && slices.Contains(c.r.URL.Query()["id"], c.callerID())
		})),
		some(c, kinds(spec.UpdateMany), "many tell which ids there are", "PRM-13", p, func(c *call) {
			if c.forward(); c.status != http.StatusForbidden {
				return
			}
			for _, id := range c.targets() {
				if c.asRoot(c.reader(c.op.Action.Resource), id, nil).status == http.StatusNotFound {
					c.refuse(http.StatusNotFound)
					return
				}
			}
		}),
		everywhere("a header leads to another path", "GEN-3", p, func(c *call) {
			if op, key := c.route(c.r.Method, c.r.Header.Get("X-Original-Url")); op != nil {
				other := c.asRoot(op, key, nil)
				c.status, c.header, c.reply = other.status, other.header, other.reply
				return
			}
			c.forward()
		}),
	)
}
