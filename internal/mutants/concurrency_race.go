package mutants

import (
	"net/http"
	"slices"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/spec"
)

// raceFaults are servers that go wrong when requests arrive at once.
func raceFaults(c *spec.Contract) []Mutant {
	race := conformance.Concurrency
	// The record is read when the request comes and written whole after: what
	// came between is lost. The stall makes the loss certain.
	lost := func(c *call) {
		if c.op.Body == nil || c.callerID() == "" {
			c.forward()
			return
		}
		before := c.before()
		c.stall()
		if c.forward(); c.status/100 != 2 {
			return
		}
		change := c.change()
		for id, record := range before {
			update := c.find(c.op.Action.Resource, spec.Update)
			back := map[string]any{}
			for _, m := range update.Body.Schema.Members() {
				if value, had := record[m.Name]; had && m.Schema.Type() != "array" {
					if _, sent := change[m.Name]; !sent {
						back[m.Name] = value
					} else if inner, deeper := value.(map[string]any); deeper {
						back[m.Name] = merge(inner, change[m.Name].(map[string]any))
					}
				}
			}
			for _, u := range c.op.Action.Resource.Unique {
				delete(back, u.Member)
			}
			if len(back) > 0 {
				c.asRoot(update, id, back)
			}
		}
	}
	undone := func(c *call) {
		p, before := c.contract.Principal, c.before()
		if c.forward(); c.status/100 != 2 {
			return
		}
		c.stall()
		for id, record := range before {
			c.asRoot(c.find(p.Resource, spec.Update), id, map[string]any{p.Enabled: record[p.Enabled], p.Roles: record[p.Roles]})
		}
	}
	let := func(kind spec.ActionKind) func(*call) {
		return func(c *call) {
			unique := c.op.Action.Resource.Unique
			if len(unique) == 0 {
				c.forward()
				return
			}
			member := unique[0].Member
			value, is := c.sent()[member].(string)
			if !is || len(c.byLogin(value)) > 0 {
				c.forward()
				return
			}
			// Free when it was looked for: whoever comes second wins too.
			c.stall()
			if c.forward(); c.status == http.StatusConflict {
				sent := c.sent()
				sent[member] = "second." + value
				c.send(sent)
				c.forward()
			}
		}
	}
	torn := func(c *call) {
		change := c.change()
		if c.op.Action.Kind == spec.Update && len(change) > 1 && c.callerID() != "" {
			for _, m := range c.op.Body.Schema.Members() {
				if value, sent := change[m.Name]; sent {
					c.asRoot(c.op, c.key, map[string]any{m.Name: value})
					c.stall()
					break
				}
			}
		}
		c.forward()
	}
	tornInner := func(c *call) {
		for name, value := range c.change() {
			inner, deeper := value.(map[string]any)
			if !deeper || len(inner) < 2 || c.callerID() == "" {
				continue
			}
			for _, m := range c.op.Body.Schema.Member(name).Schema.Members() {
				if one, sent := inner[m.Name]; sent {
					c.asRoot(c.op, c.key, map[string]any{name: map[string]any{m.Name: one}})
					c.stall()
					break
				}
			}
		}
		c.forward()
	}
	out := slices.Concat(
		some(c, kinds(spec.Update), "a racing change is lost", "OP-11", race, lost),
		some(c, self(spec.Update), "a racing change of oneself is lost", "OP-11", race, lost),
		some(c, self(spec.Update), "a change of oneself gives back what was taken", "OP-11", race, undone),
		some(c, kinds(spec.Create).and(people(c)), "of creates that race several win", "OP-6", race, let(spec.Create)),
		some(c, kinds(spec.Update).and(people(c)), "of changes that race several win", "OP-6", race, let(spec.Update)),
		some(c, kinds(spec.Update).and(people(c)), "a change is seen by half", "OP-7", race, tornInner),
	)
	for _, m := range some(c, kinds(spec.Update), "a change of a role is seen by half", "OP-12", race, torn) {
		if !people(c)(operation(c, m)) {
			out = append(out, m)
		}
	}
	return out
}

func operation(c *spec.Contract, m Mutant) *spec.Operation {
	for _, op := range c.Operations {
		if m.where(op) {
			return op
		}
	}
	return nil
}
