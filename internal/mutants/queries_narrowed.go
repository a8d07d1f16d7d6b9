package mutants

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// besideFaults are servers that lose one thing of a list where one filter is given: its
// order, the end of its page, or what was changed of one member alone.
func besideFaults(c *spec.Contract) []Mutant {
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
		for _, p := range op.Query {
			if len(p.Filter.Members) == 0 || p.Filter.Kind == spec.Sort || p.Schema.IsInstant() {
				continue
			}
			out = append(out, every(c, here, "more come than were asked for beside "+p.Name, rule, q, unending(p))...)
			out = append(out, every(c, here, "the list is backwards beside "+p.Name, rule, q, backwards(p, namedBy(op, spec.Sort)))...)
			out = append(out, unsorted(c, op, p, rule)...)
			if p.Filter.Kind == spec.Substring {
				out = append(out, unindexed(op, p, seen)...)
			}
		}
	}
	return out
}

// unending leaves out what is before a page, and nothing of what is behind it.
func unending(p *spec.Parameter) func(*call) {
	return func(c *call) {
		q := c.r.URL.Query()
		limit, page := c.op.Parameter(namedBy(c.op, spec.Limit)), namedBy(c.op, spec.Page)
		size, err := strconv.Atoi(q.Get(limit.Name))
		if most, bounded := limit.Schema.Words().WholeMaximum(); err != nil || !bounded || size > most || !q.Has(p.Name) {
			c.forward()
			return
		} else {
			q.Set(limit.Name, strconv.Itoa(most))
		}
		number, _ := strconv.Atoi(q.Get(page))
		q.Del(page)
		c.r.URL.RawQuery = q.Encode()
		c.forward()
		c.rewrite(nil, func(list []any) []any { return list[min(size*max(number-1, 0), len(list)):] })
	}
}

// backwards turns around what a filter finds, unless an order is asked for.
func backwards(p *spec.Parameter, sort string) func(*call) {
	return func(c *call) {
		q := c.r.URL.Query()
		c.forward()
		if q.Has(p.Name) && !q.Has(sort) {
			c.rewrite(nil, func(list []any) []any {
				slices.Reverse(list)
				return list
			})
		}
	}
}

// unsorted forgets the order that was asked for where one of the values of a filter is
// given, but for the one that leaves nothing out.
func unsorted(c *spec.Contract, op *spec.Operation, p *spec.Parameter, rule string) []Mutant {
	sort := namedBy(op, spec.Sort)
	var out []Mutant
	for _, value := range p.Schema.Words().Enum {
		if text := fmt.Sprint(value); sort != "" && text != fmt.Sprint(p.Default) {
			here := func(other *spec.Operation) bool { return other == op }
			out = append(out, every(c, here, "the order is passed over where "+p.Name+" is "+text, rule, conformance.Queries, asked(func(_ *call, q url.Values) {
				if q.Get(p.Name) == text {
					q.Del(sort)
				}
			}))...)
		}
	}
	return out
}

// unindexed are servers whose search knows nothing of what became of one member.
func unindexed(op *spec.Operation, p *spec.Parameter, rule string) []Mutant {
	var out []Mutant
	here := func(other *spec.Operation) bool {
		return other == op || other.Action.Kind == spec.Update && !other.Action.Self && other.Action.Resource == op.Action.Resource && other.Version == op.Version
	}
	for _, member := range p.Filter.Members {
		if op.Action.Resource.Schema.At(member).Type() != "string" {
			continue
		}
		out = append(out, whole(here, p.Name+" is of before a change of "+member+" in "+op.ID, rule, conformance.Queries, func(c *call) {
			if c.op != op {
				before := c.before()
				c.forward()
				c.mu.Lock()
				defer c.mu.Unlock()
				for id, record := range before {
					if c.states[id] == nil {
						c.states[id] = record
					}
				}
				return
			}
			text := strings.ToLower(c.r.URL.Query().Get(p.Name))
			c.forward()
			c.rewrite(nil, func(list []any) []any {
				return slices.DeleteFunc(list, func(one any) bool {
					record := one.(map[string]any)
					id, _ := record[op.Action.Resource.ID].(string)
					c.mu.Lock()
					before := c.states[id]
					c.mu.Unlock()
					has := func(member string, record map[string]any) bool {
						value, _ := jsonvalue.ValueAt(record, member).(string)
						return strings.Contains(strings.ToLower(value), text)
					}
					return text != "" && before != nil && !slices.ContainsFunc(p.Filter.Members, func(m string) bool {
						return m != member && has(m, record) || m == member && has(m, before)
					})
				})
			})
		})...)
	}
	return out
}

// namedBy is the name of the parameter of a list that does something, "" for none.
func namedBy(op *spec.Operation, kind spec.FilterKind) string {
	for _, p := range op.Query {
		if p.Filter.Kind == kind {
			return p.Name
		}
	}
	return ""
}
