package mutants

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/internal/instant"
	"github.com/cotalker/rolecall/spec"
)

// lenientFaults are lists that read more into a query than there is, or less.
func lenientFaults(c *spec.Contract) []Mutant {
	if c.Principal == nil {
		return nil
	}
	q, in := conformance.Queries, kinds(spec.List)
	of := people(c).and(in)
	roles := in.and(func(op *spec.Operation) bool { return op.Action.Resource == c.Principal.Role })
	values := func(read func(p *spec.Parameter, value string) string) func(*call) {
		return asked(func(c *call, q url.Values) {
			for _, p := range c.op.Query {
				for i, value := range q[p.Name] {
					q[p.Name][i] = read(p, value)
				}
			}
		})
	}
	searched := func(read func(text string) string) func(*call) {
		return values(func(p *spec.Parameter, text string) string {
			if p.Filter.Kind == spec.Substring {
				return read(text)
			}
			return text
		})
	}
	cut := func(at string) func(string) string {
		return func(text string) string {
			before, _, _ := strings.Cut(text, at)
			return before
		}
	}
	micros := regexp.MustCompile(`\.\d{6}`)
	return slices.Concat(
		some(c, of, "a search has names with a comma", "OP-2", q, searched(cut(", "))),
		some(c, of, "a sign before a word of a search is an operator", "OP-2", q, searched(func(text string) string { return strings.TrimLeft(text, "+~^=") })),
		some(c, of, "a plus in a search is passed over", "OP-2", q, searched(func(text string) string { return strings.ReplaceAll(text, "+", "") })),
		some(c, of, "an ampersand in a search is escaped", "OP-2", q, searched(func(text string) string { return strings.ReplaceAll(text, "&", "&amp;") })),
		some(c, of, "an address is searched for in addresses alone", "OP-2", q, func(c *call) {
			c.forward()
			for _, p := range c.op.Query {
				text := strings.ToLower(c.r.URL.Query().Get(p.Name))
				if p.Filter.Kind != spec.Substring || !strings.Contains(text, "@") {
					continue
				}
				c.rewrite(nil, func(list []any) []any {
					return slices.DeleteFunc(list, func(one any) bool {
						login, _ := one.(map[string]any)[c.contract.Principal.Login].(string)
						return !strings.Contains(strings.ToLower(login), text)
					})
				})
			}
		}),
		some(c, of, "a search has question marks for any letter", "OP-2", q, searched(func(text string) string { return strings.ReplaceAll(text, "?", "-") })),
		some(c, of, "a search finds by a date", "OP-2", q, searched(func(text string) string {
			if _, err := instant.Parse(text); err == nil {
				return ""
			}
			return text
		})),
		some(c, roles, "a list is searched as a text with commas", "OP-12", q, searched(cut(","))),
		some(c, roles, "a list is searched as it is written in JSON", "OP-12", q, searched(cut(`","`))),
		some(c, of, "a date has three digits behind its seconds", "OP-2", q, func(c *call) {
			for _, values := range c.r.URL.Query() {
				if slices.ContainsFunc(values, micros.MatchString) {
					c.refuse(http.StatusBadRequest)
					return
				}
			}
			c.forward()
		}),
		some(c, of, "a state is passed over beside a page", "OP-2", q, asked(func(c *call, q url.Values) {
			if q.Has(namedBy(c.op, spec.Page)) {
				q.Del(c.contract.Principal.Enabled)
			}
		})),
		some(c, of, "an upper bound is passed over beside a search", "OP-2", q, asked(func(c *call, q url.Values) {
			if q.Has(namedBy(c.op, spec.Substring)) {
				q.Del(namedBy(c.op, spec.AtMost))
			}
		})),
		some(c, of, "an upper bound is not counted with", "OP-2", q, func(c *call) {
			query, bound := c.r.URL.RawQuery, namedBy(c.op, spec.AtMost)
			without := c.r.URL.Query()
			without.Del(bound)
			c.r.URL.RawQuery = without.Encode()
			c.forward()
			counted := 0
			c.recount(func(all, _ int) int {
				counted = all
				return all
			})
			c.r.URL.RawQuery = query
			c.forward()
			c.recount(func(int, int) int { return counted })
		}),
		some(c, of, "what is behind a plus in an address is passed over", "OP-2", q, values(func(_ *spec.Parameter, value string) string {
			if local, domain, both := strings.Cut(value, "@"); both {
				return cut("+")(local) + "@" + domain
			}
			return value
		})),
		some(c, of, "points in an address are passed over", "OP-2", q, values(func(_ *spec.Parameter, value string) string {
			if local, domain, both := strings.Cut(value, "@"); both {
				return strings.ReplaceAll(local, ".", "") + "@" + domain
			}
			return value
		})),
		some(c, in, "any member is a parameter", "OP-3", q, asked(func(c *call, q url.Values) {
			for _, m := range c.op.Action.Resource.Schema.Members() {
				if c.op.Parameter(m.Name) == nil {
					q.Del(m.Name)
				}
			}
		})),
	)
}
