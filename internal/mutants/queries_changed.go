package mutants

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// narrowedFaults are servers that forget one parameter beside another, and lists that
// know nothing of what was changed or never written.
func narrowedFaults(c *spec.Contract) []Mutant {
	q := conformance.Queries
	var out []Mutant
	for _, op := range c.Operations {
		if op.Action.Kind != spec.List || op.Version != versionsOf(c)[0] {
			continue
		}
		rule, seen := "OP-12", "OP-12"
		if people(c)(op) {
			rule, seen = "OP-2", "OP-9"
		}
		here := func(other *spec.Operation) bool { return other == op }
		beside := func(kind spec.FilterKind) func(c *call, q url.Values) {
			return func(c *call, q url.Values) {
				for _, p := range c.op.Query {
					if p.Filter.Kind == kind && len(q) > 1 {
						q.Del(p.Name)
					}
				}
			}
		}
		for _, p := range op.Query {
			with := func(forget func(c *call, q url.Values)) func(*call) {
				return asked(func(c *call, q url.Values) {
					if q.Has(p.Name) {
						forget(c, q)
					}
				})
			}
			if len(p.Filter.Members) != 1 || p.Schema.IsInstant() && p.Filter.Kind != spec.Less || p.Repeatable || p.Filter.Kind == spec.Sort {
				continue
			}
			out = append(out, every(c, here, "the page is passed over beside "+p.Name, rule, q, with(beside(spec.Page)))...)
			if people(c)(op) {
				out = append(out, every(c, here, "the order is passed over beside "+p.Name, rule, q, with(beside(spec.Sort)))...)
			}
			if p.Schema.IsInstant() {
				continue // what is before a date is another list each time
			}
			out = append(out, every(c, here, "a list by "+p.Name+" is remembered", seen, q, remembered(p.Name))...)
		}
	}
	return slices.Concat(out, unwritten(c), unsearched(c), byLoginToo(c))
}

// byLoginToo is a server whose read takes a login for an id.
func byLoginToo(c *spec.Contract) []Mutant {
	return some(c, people(c).and(kinds(spec.Read)), "a user is read by its login too", "OP-4", conformance.Bodies, func(c *call) {
		if c.forward(); c.status != http.StatusBadRequest || !strings.Contains(c.key, "@") {
			return
		}
		for _, found := range c.byLogin(c.key) {
			id, _ := found[c.op.Action.Resource.ID].(string)
			other := c.asRoot(c.op, id, nil)
			c.status, c.header, c.reply = other.status, other.header, other.reply
		}
	})
}

// unsearched is a server whose search knows nothing of what users change of themselves.
func unsearched(c *spec.Contract) []Mutant {
	about := people(c).and(kinds(spec.List).or(self(spec.Update)))
	return whole(about, "a search is of before users changed themselves", "OP-9", conformance.Queries, func(c *call) {
		if c.op.Action.Self {
			before := c.before()
			c.forward()
			c.mu.Lock()
			defer c.mu.Unlock()
			for id, record := range before {
				c.states[id] = record
			}
			return
		}
		c.forward()
		for _, p := range c.op.Query {
			text := strings.ToLower(c.r.URL.Query().Get(p.Name))
			if p.Filter.Kind != spec.Substring || text == "" {
				continue
			}
			c.rewrite(nil, func(list []any) []any {
				return slices.DeleteFunc(list, func(one any) bool {
					id, _ := jsonvalue.ValueAt(one.(map[string]any), c.op.Action.Resource.ID).(string)
					c.mu.Lock()
					defer c.mu.Unlock()
					before := c.states[id]
					return before != nil && !slices.ContainsFunc(p.Filter.Members, func(member string) bool {
						had, _ := jsonvalue.ValueAt(before, member).(string)
						return strings.Contains(strings.ToLower(had), text)
					})
				})
			})
		}
	})
}

// remembered answers a query with a parameter as it was answered first.
func remembered(name string) func(*call) {
	return func(c *call) {
		key := "list " + c.r.URL.RawQuery
		c.mu.Lock()
		before, known := c.notes[key]
		c.mu.Unlock()
		if c.forward(); c.status != http.StatusOK || c.r.Method != http.MethodGet || !c.r.URL.Query().Has(name) {
			return
		}
		if known {
			c.reply = []byte(before)
			return
		}
		c.mu.Lock()
		c.notes[key] = string(c.reply)
		c.mu.Unlock()
	}
}

// unwritten is a server whose list by a state leaves out those who have it by default.
func unwritten(c *spec.Contract) []Mutant {
	about := people(c).and(kinds(spec.Create, spec.List))
	return whole(about, "a state that was never written is none", "OP-5", conformance.State, func(c *call) {
		state := c.contract.Principal.Enabled
		_, written := c.sent()[state]
		c.forward()
		if c.op.Action.Kind == spec.Create {
			if id, _ := c.one()[c.op.Action.Resource.ID].(string); id != "" && !written {
				c.mu.Lock()
				c.notes["unwritten "+id] = id
				c.mu.Unlock()
			}
			return
		}
		if c.r.URL.Query().Get(state) != "true" {
			return
		}
		c.rewrite(nil, func(list []any) []any {
			return slices.DeleteFunc(list, func(one any) bool {
				id, _ := jsonvalue.ValueAt(one.(map[string]any), c.op.Action.Resource.ID).(string)
				c.mu.Lock()
				defer c.mu.Unlock()
				return c.notes["unwritten "+id] != ""
			})
		})
	})
}
