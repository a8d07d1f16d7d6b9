package mutants

import (
	"net/http"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/spec"
)

// partFaults are servers that keep a part of a write, or go wrong for a part of the
// records alone.
func partFaults(c *spec.Contract) []Mutant {
	if c.Principal == nil {
		return nil
	}
	s := conformance.State
	return slices.Concat(
		some(c, kinds(spec.UpdateMany), "many are written ten by ten", "OP-8", s, func(c *call) {
			sent := c.sent()
			ids, _ := sent[c.op.Action.IDs].([]any)
			if len(ids) > 10 {
				sent[c.op.Action.IDs] = ids[:10]
				c.send(sent)
				c.forward()
				sent[c.op.Action.IDs] = ids
				c.send(sent)
			}
			c.forward()
		}),
		some(c, people(c).and(kinds(spec.Create)), "no Location for who is disabled", "OP-5", s, func(c *call) {
			if c.forward(); c.one()[c.contract.Principal.Enabled] == false {
				c.header.Del("Location")
			}
		}),
		some(c, people(c).and(kinds(spec.Create)), "a new user with roles has two dates", "OP-5", s, func(c *call) {
			c.forward()
			c.rewrite(func(record map[string]any) {
				if roles, _ := record[c.contract.Principal.Roles].([]any); len(roles) > 0 {
					record[c.op.Action.Resource.Created] = "2020-01-01T00:00:00.000Z"
				}
			}, nil)
		}),
		some(c, people(c).and(kinds(spec.Create)), "what is taken is looked for in lower case alone", "OP-6", s, func(c *call) {
			login := c.contract.Principal.Login
			value, is := c.sent()[login].(string)
			if c.forward(); c.status != http.StatusConflict || !is {
				return
			}
			for _, owner := range c.byLogin(value) {
				if kept, _ := owner[login].(string); kept != strings.ToLower(kept) {
					sent := c.sent()
					sent[login] = "another." + value
					c.send(sent)
					c.forward()
					return
				}
			}
		}),
		some(c, people(c).and(kinds(spec.Update)), "a conflict leaves the state and the roles", "OP-6", s, func(c *call) {
			p := c.contract.Principal
			if c.forward(); c.status != http.StatusConflict {
				return
			}
			kept := map[string]any{}
			for _, name := range []string{p.Enabled, p.Roles} {
				if value, sent := c.change()[name]; sent {
					kept[name] = value
				}
			}
			if len(kept) > 0 {
				c.asRoot(c.op, c.key, kept)
			}
		}),
		rolesSaved(c),
		enabledBy(c),
	)
}

// rolesSaved is a server that writes a user whole where its roles are changed, as it
// was read before.
func rolesSaved(c *spec.Contract) []Mutant {
	in := people(c).and(kinds(spec.Update))
	return some(c, in, "who is given roles loses what is changed meanwhile", "OP-11", conformance.Concurrency, func(c *call) {
		if _, gives := c.change()[c.contract.Principal.Roles]; !gives || len(c.change()) > 1 {
			c.forward()
			return
		}
		before := c.before()[c.key]
		c.stall()
		if c.forward(); c.status != http.StatusOK {
			return
		}
		back := map[string]any{}
		for _, m := range c.op.Body.Schema.Members() {
			if value, is := before[m.Name]; is && m.Name != c.contract.Principal.Login && m.Name != c.contract.Principal.Roles && m.Schema.Valid(value) {
				back[m.Name] = value
			}
		}
		c.asRoot(c.op, c.key, back)
	})
}

// enabledBy are servers in which a change of many, or of a role, switches on.
func enabledBy(c *spec.Contract) []Mutant {
	p := c.Principal
	in := func(op *spec.Operation) bool {
		return op.Action.Kind == spec.UpdateMany || op.Action.Kind == spec.Update && op.Action.Resource == p.Role
	}
	out := every(c, chosen(in).and(func(op *spec.Operation) bool { return op.Version == versionsOf(c)[0] }), "a change of another member switches on", "", conformance.State, func(c *call) {
		state := p.Enabled
		if c.op.Action.Resource == p.Role {
			state = p.RolesEnabled
		}
		change := c.change()
		_, sent := change[state]
		if c.forward(); c.status == http.StatusOK && !sent {
			change[state] = true
			c.resend(change)
			c.forward()
		}
	})
	for i := range out {
		for _, op := range c.Operations {
			if out[i].where(op) {
				out[i].Requirement = changeRule(c, op)
			}
		}
	}
	return out
}
