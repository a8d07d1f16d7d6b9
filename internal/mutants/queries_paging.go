package mutants

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// listFaults are those of one list that are not of a certain filter.
func listFaults(c *spec.Contract, op *spec.Operation, rule string) []Mutant {
	q := conformance.Queries
	here := func(other *spec.Operation) bool { return other == op }
	limit, page, count := namedBy(op, spec.Limit), namedBy(op, spec.Page), namedBy(op, spec.Count)
	number := func(q url.Values, name string, change func(int) int) {
		if n, err := strconv.Atoi(q.Get(name)); err == nil {
			q.Set(name, strconv.Itoa(change(n)))
		}
	}
	list := func(change func([]any) []any) func(*call) {
		return func(c *call) {
			c.forward()
			c.rewrite(nil, change)
		}
	}
	search, sort := namedBy(op, spec.Substring), namedBy(op, spec.Sort)
	strangers := func(c *call, q url.Values) {
		for _, other := range c.contract.Operations {
			for _, p := range other.Query {
				if c.op.Parameter(p.Name) == nil {
					q.Del(p.Name)
				}
			}
		}
	}
	out := slices.Concat(
		every(c, here, "a parameter of another list is let pass", "OP-3", q, asked(strangers)),
		every(c, here, "what is searched is counted with all else", rule, q, func(c *call) {
			query := c.r.URL.Query()
			c.forward()
			if query.Has(search) && query.Has(count) {
				c.recount(func(all, _ int) int { return all + 1 })
			}
		}),
		every(c, here, "unknown parameters are passed over", "OP-3", q, asked(func(c *call, q url.Values) {
			for name := range q {
				if op.Parameter(name) == nil {
					q.Del(name)
				}
			}
		})),
		every(c, here, "the names of parameters have no case", "OP-3", q, asked(func(c *call, q url.Values) {
			for name, values := range q {
				for _, p := range op.Query {
					if strings.EqualFold(p.Name, name) && p.Name != name {
						q.Del(name)
						q[p.Name] = values
					}
				}
			}
		})),
		every(c, here, "pages begin at 0", rule, q, asked(func(c *call, q url.Values) { number(q, page, func(n int) int { return n + 1 }) })),
		every(c, here, "a last page of one is lost", rule, q, func(c *call) {
			query := c.r.URL.Query()
			c.forward()
			c.rewrite(nil, func(found []any) []any {
				if query.Has(page) && query.Get(page) != "1" && query.Get(limit) != "1" && len(found) == 1 {
					return []any{}
				}
				return found
			})
		}),
		every(c, here, "a page holds one too few", rule, q, asked(func(c *call, q url.Values) {
			number(q, limit, func(n int) int { return max(1, n-1) })
		})),
		every(c, here, "a page holds 20 unless asked otherwise", rule, q, asked(func(c *call, q url.Values) {
			if !q.Has(limit) {
				q.Set(limit, "20")
			}
		})),
		every(c, here, "the largest page is silently 50", "OP-3", q, asked(func(c *call, q url.Values) {
			number(q, limit, func(n int) int {
				if n > 100 {
					return 50
				}
				return n
			})
		})),
		every(c, here, "a far page is 400", rule, q, func(c *call) {
			if n := c.r.URL.Query().Get(page); len(n) > 9 {
				c.refuse(http.StatusBadRequest)
				return
			}
			c.forward()
		}),
		every(c, here, "the list needs a parameter", rule, q, func(c *call) {
			if c.forward(); c.r.URL.RawQuery == "" && c.status == http.StatusOK {
				c.refuse(http.StatusBadRequest)
			}
		}),
		every(c, here, "the list is backwards", rule, q, list(func(list []any) []any {
			slices.Reverse(list)
			return list
		})),
		every(c, here, "the list says its first record twice", rule, q, list(func(list []any) []any {
			if len(list) > 2 {
				list[1] = list[0]
			}
			return list
		})),
		every(c, here, "the count is that of the page", rule, q, func(c *call) {
			c.forward()
			c.recount(func(_, shown int) int { return shown })
		}),
		every(c, here, "the count is one too many", rule, q, func(c *call) {
			c.forward()
			c.recount(func(all, _ int) int { return all + 1 })
		}),
		every(c, here, "the count ends at 20", rule, q, func(c *call) {
			c.forward()
			c.recount(func(all, _ int) int { return min(all, 20) })
		}),
		every(c, here, "count=false is 400", rule, q, func(c *call) {
			if c.r.URL.Query().Get(count) == "false" {
				c.refuse(http.StatusBadRequest)
				return
			}
			c.forward()
		}),
		every(c, here, "filters are ORed", rule, q, func(c *call) {
			values := c.r.URL.Query()
			var filters []string
			for name := range values {
				if p := op.Parameter(name); p != nil && len(p.Filter.Members) > 0 && p.Filter.Kind != spec.Sort {
					filters = append(filters, name)
				}
			}
			if slices.Sort(filters); len(filters) > 1 {
				for _, name := range filters[1:] {
					values.Del(name)
				}
				c.r.URL.RawQuery = values.Encode()
			}
			c.forward()
		}),
	)
	if sort != "" {
		out = append(out, every(c, here, "what is searched is not sorted", rule, q, asked(func(_ *call, q url.Values) {
			if q.Has(search) {
				q.Del(sort)
			}
		}))...)
	}
	return out
}

// recount changes the count in a reply, from that of all and of the page.
func (c *call) recount(change func(all, shown int) int) {
	for _, p := range c.op.Query {
		if p.Filter.Kind != spec.Count {
			continue
		}
		v, err := jsonvalue.Decode(c.reply)
		if err != nil {
			return
		}
		parent, _ := v.(map[string]any)
		for _, name := range p.Filter.At[:len(p.Filter.At)-1] {
			parent, _ = parent[name].(map[string]any)
		}
		last := p.Filter.At[len(p.Filter.At)-1]
		if parent[last] == nil {
			return
		}
		all, _ := strconv.Atoi(string(jsonvalue.Append(nil, parent[last])))
		shown := 0
		c.rewrite(nil, func(list []any) []any {
			shown = len(list)
			return list
		})
		parent[last] = change(all, shown)
		c.reply = jsonvalue.Append(nil, v)
	}
}
