package mutants

import (
	"net/http"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/spec"
)

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
			if list, is := sent[p.Roles].([]any); is && c.callerID() != "" {
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
		lasting(c, people(c).and(kinds(spec.Update)), "roles that are taken move no date", "OP-7", func(before, record, change map[string]any, r *spec.Resource) {
			if ids, is := change[p.Roles].([]any); is && len(ids) == 0 {
				record[r.Modified] = before[r.Modified]
			}
		}),
		kept(func(_ *call, ids []any) []any { return slices.Compact(slices.Clone(ids)) }, "roles that are repeated at once are dropped"),
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
