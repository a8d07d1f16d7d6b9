package mutants

import (
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/spec"
)

// asked changes the query before the mock sees it.
func asked(change func(c *call, q url.Values)) func(*call) {
	return func(c *call) {
		q := c.r.URL.Query()
		change(c, q)
		c.r.URL.RawQuery = q.Encode()
		c.forward()
	}
}

// queryFaults are servers that answer queries wrongly.
func queryFaults(c *spec.Contract) []Mutant {
	q, in := conformance.Queries, kinds(spec.List)
	out := some(c, in, "an unknown parameter beside another is passed over", "OP-3", q, func(c *call) {
		asked(func(c *call, q url.Values) {
			for name := range q {
				if len(q) > 1 && c.op.Parameter(name) == nil {
					q.Del(name)
				}
			}
		})(c)
	})
	out = append(out, some(c, people(c).and(in), "a state is ignored beside a search", "OP-2", q, asked(func(c *call, q url.Values) {
		for _, p := range c.op.Query {
			if p.Filter.Kind == spec.Substring && q.Has(p.Name) {
				q.Del(c.contract.Principal.Enabled)
			}
		}
	}))...)
	for _, op := range c.Operations {
		if !in(op) || op.Version != versionsOf(c)[0] {
			continue
		}
		rule := "OP-12"
		if people(c)(op) {
			rule = "OP-2"
		}
		here := func(other *spec.Operation) bool { return other == op }
		for _, p := range op.Query {
			ignored := func(c *call, q url.Values) { q.Del(p.Name) }
			if p.Filter.Kind != spec.Page && p.Filter.Kind != spec.Limit {
				out = append(out, every(c, here, "the parameter "+p.Name+" is ignored", rule, q, asked(ignored))...)
			}
			once := func(c *call, q url.Values) {
				if values := q[p.Name]; len(values) > 1 {
					q[p.Name] = values[:1]
				}
			}
			if p.Repeatable {
				out = append(out, every(c, here, "only the first "+p.Name+" counts", rule, q, asked(once))...)
				out = append(out, every(c, here, "only fifty of "+p.Name+" count", rule, q, asked(func(_ *call, q url.Values) {
					q[p.Name] = q[p.Name][:min(50, len(q[p.Name]))]
					if len(q[p.Name]) == 0 {
						delete(q, p.Name)
					}
				}))...)
			} else {
				out = append(out, every(c, here, p.Name+" may be given twice", "OP-3", q, asked(once))...)
			}
			lenient := func(c *call, q url.Values) {
				if _, wrong := p.Parse(q[p.Name]); len(wrong) > 0 && len(q[p.Name]) == 1 {
					q.Del(p.Name)
				}
			}
			if p.Filter.Kind != spec.Substring {
				out = append(out, every(c, here, "what is no "+p.Name+" is passed over", "OP-3", q, asked(lenient))...)
			}
			if p.Schema.IsInstant() {
				out = append(out, every(c, here, "the offset of "+p.Name+" counts only where it is ahead", rule, q, asked(func(_ *call, q url.Values) {
					for i, value := range q[p.Name] {
						if at, err := time.Parse(time.RFC3339, value); err == nil {
							if _, ahead := at.Zone(); ahead < 0 {
								q[p.Name][i] = value[:len(value)-len("-03:00")] + "Z"
							}
						}
					}
				}))...)
			}
			if p.Default != nil && len(p.Filter.Members) > 0 {
				out = append(out, every(c, here, "the list without a filter is of one "+p.Name, rule, q, asked(func(_ *call, q url.Values) {
					for name := range q {
						if p := op.Parameter(name); p == nil || len(p.Filter.Members) > 0 {
							return
						}
					}
					q.Set(p.Name, "true")
				}))...)
			}
			if p.Filter.IgnoreCase {
				out = append(out, every(c, here, p.Name+" has the case of Turkish", rule, q, asked(func(_ *call, q url.Values) {
					for i, value := range q[p.Name] {
						q[p.Name][i] = strings.ToLowerSpecial(unicode.TurkishCase, value)
					}
				}))...)
				out = append(out, every(c, here, p.Name+" has a case", rule, q, asked(func(c *call, q url.Values) {
					for i, value := range q[p.Name] {
						if value != strings.ToLower(value) {
							q[p.Name][i] = "nobody" + strconv.Itoa(i) + "@example.org"
						}
					}
				}))...)
			}
			if p.Filter.Kind == spec.Substring {
				out = append(out, every(c, here, p.Name+" is unescaped twice", rule, q, asked(func(c *call, q url.Values) {
					for i, value := range q[p.Name] {
						if twice, err := url.QueryUnescape(value); err == nil {
							q[p.Name][i] = twice
						}
					}
				}))...)
				out = append(out, every(c, here, p.Name+" reads wildcards", rule, q, asked(func(c *call, q url.Values) {
					for i, value := range q[p.Name] {
						q[p.Name][i] = strings.NewReplacer("%", "-", "_", "-").Replace(value)
					}
				}))...)
			}
		}
		out = append(out, listFaults(c, op, rule)...)
	}
	return out
}
