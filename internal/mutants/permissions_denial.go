package mutants

import (
	"net/http"
	"slices"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/spec"
)

// denialFaults are servers whose refusals do or tell something.
func denialFaults(c *spec.Contract) []Mutant {
	p := conformance.Permissions
	done := func(c *call) {
		if c.forward(); c.status == http.StatusForbidden && c.callerID() != "" && c.r.Header.Get("Content-Type") == "application/json" {
			refusal := *c
			before := c.r.Header.Get("Authorization")
			c.setToken(c.root)
			for _, h := range c.contract.Headers {
				c.r.Header.Set(h.Name, h.Value)
			}
			c.forward()
			c.r.Header.Set("Authorization", before)
			c.status, c.header, c.reply = refusal.status, refusal.header, refusal.reply
		}
	}
	half := func(c *call) {
		if c.forward(); c.status != http.StatusForbidden || c.callerID() == "" {
			return
		}
		refusal, change := *c, c.change()
		for name := range change {
			c.resend(map[string]any{name: change[name]})
			if c.forward(); c.status/100 == 2 {
				break
			}
		}
		c.status, c.header, c.reply = refusal.status, refusal.header, refusal.reply
	}
	leak := func(c *call) {
		c.forward()
		if c.status == http.StatusForbidden && c.key != "" && c.op.PathKeys[0].Schema.Valid(c.key) && c.asRoot(c.reader(c.op.Action.Resource), c.key, nil).status == http.StatusNotFound {
			c.refuse(http.StatusNotFound)
		}
	}
	keyed := func(op *spec.Operation) bool { return len(op.PathKeys) > 0 }
	forbidden := func(status int) func(*call) {
		return func(c *call) {
			if c.forward(); c.status == http.StatusForbidden {
				c.refuse(status)
			}
		}
	}
	drop := func(widens bool) func(*call) {
		return func(c *call) {
			change, wide := c.sent(), map[string]any{}
			for _, name := range c.op.Body.Rules.Forbidden {
				if value, is := change[name]; is {
					wide[name] = value
					delete(change, name)
				}
			}
			if c.callerID() == "" || len(wide) == 0 || widens && !c.adminHeader() {
				c.forward()
				return
			}
			if widens {
				c.asRoot(c.find(c.op.Action.Resource, spec.Update), c.callerID(), wide)
			}
			if len(change) == 0 {
				change = empty(c.op)
			}
			c.send(change)
			c.forward()
		}
	}
	return slices.Concat(
		every(c, kinds(spec.Update, spec.UpdateMany, spec.Create), "a refused write is done all the same", "PRM-12", p, done),
		some(c, people(c).and(kinds(spec.Update, spec.UpdateMany)), "a refused write is done by half", "PRM-12", p, half),
		every(c, keyed, "an unknown id is told to anybody", "PRM-13", p, leak),
		unchangedFaults(c),
		some(c, keyed, "what is no id is told to anybody", "PRM-13", p, func(c *call) {
			if c.forward(); c.status == http.StatusForbidden && !c.op.PathKeys[0].Schema.Valid(c.key) {
				c.refuse(http.StatusBadRequest)
			}
		}),
		some(c, self(spec.Update), "a forbidden member is ignored", "PRM-14", p, drop(false)),
		some(c, self(spec.Update), "a forbidden member is written with the header", "PRM-14", p, drop(true)),
		some(c, self(spec.Update), "a forbidden member is 400", "PRM-14", p, forbidden(http.StatusBadRequest)),
	)
}

// adminHeader tells whether the request has the header of the admin API.
func (c *call) adminHeader() bool {
	return slices.ContainsFunc(c.contract.Headers, func(h *spec.HeaderKey) bool { return c.r.Header.Get(h.Name) == h.Value })
}

// empty is a change that says nothing: an object of which no member is sent.
func empty(op *spec.Operation) map[string]any {
	schema := op.Body.Schema
	if op.Action.Kind == spec.UpdateMany {
		schema = schema.Member(op.Action.Changes).Schema
	}
	for _, m := range schema.Members() {
		if m.Schema.Type() == "object" {
			return map[string]any{m.Name: map[string]any{}}
		}
	}
	return map[string]any{}
}
