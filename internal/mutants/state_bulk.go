package mutants

import (
	"net/http"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/spec"
)

// bulkFaults are servers that change many at once wrongly.
func bulkFaults(c *spec.Contract) []Mutant {
	s, in := conformance.State, kinds(spec.UpdateMany)
	partly := func(answer int) func(*call) {
		return func(c *call) {
			if c.forward(); c.status != http.StatusNotFound {
				return
			}
			sent, known := c.sent(), []any{}
			for id := range c.before() {
				known = append(known, id)
			}
			if len(known) == 0 {
				return
			}
			refusal := *c
			sent[c.op.Action.IDs] = known
			c.send(sent)
			c.forward()
			if answer != http.StatusOK {
				c.status, c.header, c.reply = refusal.status, refusal.header, refusal.reply
			}
		}
	}
	return slices.Concat(
		every(c, in, "the known ids change though one is unknown", "OP-8", s, partly(http.StatusNotFound)),
		some(c, in, "roles of the known ids change though one is unknown", "OP-8", s, func(c *call) {
			p := c.contract.Principal
			known := c.before()
			roles, gives := c.change()[p.Roles]
			if c.forward(); c.status == http.StatusNotFound && gives {
				for id := range known {
					c.asRoot(c.find(p.Resource, spec.Update), id, map[string]any{p.Roles: roles})
				}
			}
		}),
		some(c, in, "unknown ids are passed over", "OP-8", s, partly(http.StatusOK)),
		some(c, in, "only fifty of many are changed", "OP-8", s, func(c *call) {
			sent := c.sent()
			if ids, _ := sent[c.op.Action.IDs].([]any); len(ids) > 50 && len(ids) <= 100 {
				sent[c.op.Action.IDs] = ids[:50]
				c.send(sent)
			}
			c.forward()
		}),
		some(c, in, "the records come in another order", "OP-8", s, func(c *call) {
			c.forward()
			c.rewrite(nil, func(list []any) []any {
				slices.Reverse(list)
				return list
			})
		}),
		some(c, in, "the records come in the order of creation", "OP-8", s, func(c *call) {
			c.forward()
			c.rewrite(nil, func(list []any) []any {
				slices.SortFunc(list, func(a, b any) int {
					x, _ := a.(map[string]any)[c.op.Action.Resource.ID].(string)
					y, _ := b.(map[string]any)[c.op.Action.Resource.ID].(string)
					if x < y {
						return -1
					}
					return 1
				})
				return list
			})
		}),
		some(c, in, "the last of many is not changed", "OP-8", s, func(c *call) {
			sent := c.sent()
			if ids, _ := sent[c.op.Action.IDs].([]any); len(ids) > 1 {
				sent[c.op.Action.IDs] = ids[:len(ids)-1]
				c.send(sent)
			}
			c.forward()
		}),
		others(c),
		some(c, in, "an unknown id is 400", "OP-8", s, func(c *call) {
			if c.forward(); c.status == http.StatusNotFound {
				c.refuse(http.StatusBadRequest)
			}
		}),
		some(c, in, "one id is not enough", "OP-8", s, func(c *call) {
			if ids, _ := c.sent()[c.op.Action.IDs].([]any); len(ids) == 1 && c.callerID() != "" {
				c.refuse(http.StatusBadRequest)
				return
			}
			c.forward()
		}),
	)
}

// others is a server that changes all it has made where some are named.
func others(c *spec.Contract) []Mutant {
	about := people(c).and(kinds(spec.Create, spec.Update, spec.UpdateMany))
	return whole(about, "who is not named changes too", "OP-8", conformance.State, func(c *call) {
		c.forward()
		if c.op.Action.Kind != spec.UpdateMany || c.status != http.StatusOK {
			if id, _ := c.one()[c.op.Action.Resource.ID].(string); id != "" {
				c.mu.Lock()
				c.notes["made "+id] = id
				c.mu.Unlock()
			}
			return
		}
		c.mu.Lock()
		var ids []string
		for note, id := range c.notes {
			if strings.HasPrefix(note, "made ") {
				ids = append(ids, id)
			}
		}
		c.mu.Unlock()
		for _, id := range ids {
			c.asRoot(c.find(c.op.Action.Resource, spec.Update), id, c.change())
		}
	})
}
