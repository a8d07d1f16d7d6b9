package mutants

import (
	"net/http"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/spec"
)

// otherWordFaults are servers that take what a caller may not for something else: for
// another name, for what is there in other letters, for HEAD, for a change of many.
func otherWordFaults(c *spec.Contract) []Mutant {
	p := c.Principal
	if p == nil {
		return nil
	}
	own, perm := self(spec.Update), conformance.Permissions
	create := people(c).and(kinds(spec.Create))
	return slices.Concat(
		whole(own, "a forbidden member in other case is as it is", "PRM-14", perm, func(c *call) {
			sent := c.sent()
			for _, record := range c.before() {
				for _, u := range p.Resource.Unique {
					had, _ := record[u.Member].(string)
					if text, is := sent[u.Member].(string); is && text != had && strings.EqualFold(text, had) {
						delete(sent, u.Member)
						c.send(merge(empty(c.op), sent))
					}
				}
			}
			c.forward()
		}),
		whole(own, "a forbidden member is written by its name in lower case", "PRM-14", perm, writtenBy(strings.ToLower)),
		whole(own, "a forbidden member is written by its name with a capital", "PRM-14", perm, writtenBy(func(name string) string { return strings.ToUpper(name[:1]) + name[1:] })),
		whole(own, "a forbidden member is written by a query language", "PRM-14", perm, func(c *call) {
			if change, is := c.sent()["$set"].(map[string]any); is && c.callerID() != "" {
				c.asRoot(c.find(p.Resource, spec.Update), c.callerID(), change)
			}
			c.forward()
		}),
		some(c, chosen(guarded).and(reads), "HEAD of who is disabled is let in", "PRM-15", conformance.Authentication, func(c *call) {
			if c.forward(); c.status == http.StatusUnauthorized && c.r.Method == http.MethodHead && c.callerID() != "" {
				forwardAsRoot(c)
			}
		}),
		manyForgotten(c),
		some(c, create, "a role that is not active is given to a new user by anybody", c.Rule(spec.MemberOwn, first(c, create)), perm, func(c *call) {
			ids, _ := c.sent()[p.Roles].([]any)
			idle := len(ids) > 0 && c.callerID() != ""
			for _, id := range ids {
				text, _ := id.(string)
				idle = idle && c.asRoot(c.reader(p.Role), text, nil).one()[p.RolesEnabled] == false
			}
			if c.forward(); idle && c.status == http.StatusForbidden {
				forwardAsRoot(c)
			}
		}),
	)
}

// writtenBy is a server that writes the members that are never to be written where they
// come by another name.
func writtenBy(name func(string) string) func(*call) {
	return func(c *call) {
		for _, forbidden := range c.op.Body.Rules.Forbidden {
			if value, is := c.sent()[name(forbidden)]; is && name(forbidden) != forbidden && c.callerID() != "" {
				c.asRoot(c.find(c.op.Action.Resource, spec.Update), c.callerID(), map[string]any{forbidden: value})
			}
		}
		c.forward()
	}
}

// manyForgotten is a server that remembers who may, and does not look again when many
// are changed at once.
func manyForgotten(c *spec.Contract) []Mutant {
	p := c.Principal
	many := people(c).and(kinds(spec.UpdateMany))
	list := first(c, people(c).and(kinds(spec.List)))
	about := func(op *spec.Operation) bool { return many(op) || op == list }
	return whole(about, "what a change of many takes still counts", c.Rule(spec.NoPermission, list), conformance.Permissions, func(c *call) {
		if c.op.Action.Kind == spec.UpdateMany {
			before := c.before()
			if c.forward(); c.status == http.StatusOK && c.change()[p.Roles] != nil {
				for id, record := range before {
					held, _ := record[p.Roles].([]any)
					for _, role := range held {
						text, _ := role.(string)
						if granted, _ := c.asRoot(c.reader(p.Role), text, nil).one()[p.Permissions].([]any); len(granted) > 0 {
							c.mu.Lock()
							c.notes["held by "+id] = id
							c.mu.Unlock()
						}
					}
				}
			}
			return
		}
		id := c.callerID()
		c.mu.Lock()
		held := c.notes["held by "+id] != ""
		c.mu.Unlock()
		if c.forward(); c.status == http.StatusForbidden && held && id != "" && c.adminHeader() {
			forwardAsRoot(c)
		}
	})
}

// forwardAsRoot sends a request on as if who may do all had sent it.
func forwardAsRoot(c *call) {
	before := c.r.Header.Get("Authorization")
	c.setToken(c.root)
	c.forward()
	c.r.Header.Set("Authorization", before)
}
