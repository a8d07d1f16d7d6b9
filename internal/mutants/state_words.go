package mutants

import (
	"bytes"
	"net/http"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/spec"
)

// plainFaults are servers that take a text for what it looks like, and a role for more
// than its own record.
func plainFaults(c *spec.Contract) []Mutant {
	if c.Principal == nil {
		return nil
	}
	s, p := conformance.State, c.Principal
	texts := func(read func(c *call)) func(*call) {
		return func(c *call) {
			read(c)
			c.forward()
		}
	}
	zero := texts(func(c *call) { c.body = bytes.ReplaceAll(c.body, []byte(`:"0"`), []byte(`:""`)) })
	null := texts(func(c *call) { c.body = bytes.ReplaceAll(c.body, []byte(`:"null"`), []byte(`:"none"`)) })
	out := slices.Concat(
		some(c, people(c).and(kinds(spec.Create)), "a zero is no text", "OP-5", s, zero),
		some(c, people(c).and(kinds(spec.Update).or(self(spec.Update))), "a zero is no text", "OP-7", s, zero),
		some(c, func(op *spec.Operation) bool { return op.Action.Resource == p.Role && withBody(op) }, "a zero is no text", "OP-12", s, zero),
		some(c, people(c).and(kinds(spec.UpdateMany)), "a text of null is none", "OP-8", s, null),
		some(c, func(op *spec.Operation) bool { return op.Action.Resource == p.Role && op.Action.Kind == spec.Update }, "a role that is switched off is taken away", "OP-12", s, func(c *call) {
			if c.forward(); c.status == http.StatusOK && c.sent()[p.RolesEnabled] == false {
				eachHolder(c, func(held []any) []any { return slices.DeleteFunc(held, func(id any) bool { return id == c.key }) })
			}
		}),
		some(c, func(op *spec.Operation) bool { return op.Action.Resource == p.Role && op.Action.Kind == spec.Update }, "a change of a role is one of those who hold it", "OP-12", s, func(c *call) {
			if c.forward(); c.status == http.StatusOK {
				eachHolder(c, func(held []any) []any { return held })
			}
		}),
	)
	for _, u := range p.Resource.Unique {
		in := people(c).and(kinds(spec.Create, spec.Update))
		out = append(out, whole(in, "a refused create takes the "+u.Member, "OP-6", s, func(c *call) {
			value, _ := c.sent()[u.Member].(string)
			key := "refused create " + strings.ToLower(value)
			c.mu.Lock()
			taken := value != "" && c.notes[key] != ""
			c.mu.Unlock()
			if taken {
				c.refuse(http.StatusConflict)
				return
			}
			if c.forward(); c.op.Action.Kind == spec.Create && c.status == http.StatusBadRequest {
				c.mu.Lock()
				c.notes[key] = "taken"
				c.mu.Unlock()
			}
		})...)
	}
	return out
}

// eachHolder writes the roles of all who hold the role that a call has changed.
func eachHolder(c *call, write func([]any) []any) {
	p := c.contract.Principal
	list := c.find(p.Resource, spec.List)
	for _, parameter := range list.Query {
		if parameter.Filter.Kind != spec.Has {
			continue
		}
		for _, user := range c.listed(list, parameter.Name, c.key) {
			held, _ := user[p.Roles].([]any)
			id, _ := user[p.Resource.ID].(string)
			c.asRoot(c.find(p.Resource, spec.Update), id, map[string]any{p.Roles: write(held)})
		}
	}
}
