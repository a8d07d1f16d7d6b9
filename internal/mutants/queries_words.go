package mutants

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// wordFaults are servers whose search has a language of its own, or an order, and lists
// that take one filter or an empty one for another thing.
func wordFaults(c *spec.Contract) []Mutant {
	if c.Principal == nil {
		return nil
	}
	q, in := conformance.Queries, people(c).and(kinds(spec.List))
	searched := func(change func(c *call, p *spec.Parameter, text string) string) func(*call) {
		return asked(func(c *call, q url.Values) {
			for _, p := range c.op.Query {
				if p.Filter.Kind == spec.Substring && q.Has(p.Name) {
					q.Set(p.Name, change(c, p, q.Get(p.Name)))
				}
			}
		})
	}
	return slices.Concat(
		some(c, in, "a search has alternatives", "OP-2", q, searched(func(_ *call, _ *spec.Parameter, text string) string {
			first, _, _ := strings.Cut(text, "|")
			return first
		})),
		some(c, in, "a search has quotes", "OP-2", q, searched(func(_ *call, _ *spec.Parameter, text string) string { return strings.Trim(text, `"`) })),
		some(c, in, "a search needs three letters", "OP-2", q, searched(func(_ *call, _ *spec.Parameter, text string) string {
			if len(text) < 3 {
				return "nobody " + text
			}
			return text
		})),
		some(c, in, "a search is in the order of names", "OP-2", q, func(c *call) {
			c.forward()
			for _, p := range c.op.Query {
				if p.Filter.Kind == spec.Substring && c.r.URL.Query().Has(p.Name) {
					c.rewrite(nil, func(list []any) []any {
						slices.SortStableFunc(list, func(a, b any) int {
							name := func(one any) string { return fmt.Sprint(jsonvalue.ValueAt(one.(map[string]any), p.Filter.Members[0])) }
							return cmp.Compare(name(a), name(b))
						})
						return list
					})
				}
			}
		}),
		some(c, in, "a role is passed over beside a date", "OP-2", q, asked(func(c *call, q url.Values) {
			for _, p := range c.op.Query {
				for _, other := range c.op.Query {
					if p.Filter.Kind == spec.AtLeast && other.Filter.Kind == spec.Has && q.Has(p.Name) {
						q.Del(other.Name)
					}
				}
			}
		})),
		some(c, in, "a state is passed over beside a date", "OP-2", q, asked(func(c *call, q url.Values) {
			for _, p := range c.op.Query {
				if p.Filter.Kind == spec.Less && q.Has(p.Name) {
					q.Del(c.contract.Principal.Enabled)
				}
			}
		})),
		some(c, in, "a day that there is not is the one after", "OP-3", q, asked(func(_ *call, q url.Values) {
			for _, values := range q {
				for i := range values {
					values[i] = strings.Replace(values[i], "-02-30T", "-03-01T", 1)
				}
			}
		})),
		some(c, in, "a list that found nothing is remembered", "OP-9", q, rememberedNothing),
		some(c, kinds(spec.List).and(func(op *spec.Operation) bool { return !people(c)(op) }), "a list that found nothing is remembered", "OP-12", q, rememberedNothing),
		whole(people(c), "a search finds by a password", "OP-2", q, searchedPassword),
	)
}

// searchedPassword lists the user whose password a search is for.
func searchedPassword(c *call) {
	c.forward()
	p := c.contract.Principal
	if secret, is := c.sent()[p.Password].(string); is && c.status/100 == 2 {
		if id, _ := c.one()[p.Resource.ID].(string); id != "" { // log-in answers with no record
			c.mu.Lock()
			c.notes["secret "+secret] = id
			c.mu.Unlock()
		}
	}
	if c.op.Action.Kind != spec.List {
		return
	}
	for _, q := range c.op.Query {
		c.mu.Lock()
		id := c.notes["secret "+c.r.URL.Query().Get(q.Name)]
		c.mu.Unlock()
		if id != "" && q.Filter.Kind == spec.Substring {
			found := c.asRoot(c.reader(p.Resource), id, nil).one()
			c.rewrite(nil, func([]any) []any { return []any{found} })
		}
	}
}

// rememberedNothing answers a query as it was answered when it found nothing.
func rememberedNothing(c *call) {
	key := "nothing " + c.r.URL.RawQuery
	c.mu.Lock()
	before := c.notes[key]
	c.mu.Unlock()
	if c.forward(); c.status != http.StatusOK || c.r.Method != http.MethodGet {
		return
	}
	if before != "" {
		c.reply = []byte(before)
		return
	}
	found := false
	c.rewrite(func(map[string]any) { found = true }, nil)
	if !found {
		c.mu.Lock()
		c.notes[key] = string(c.reply)
		c.mu.Unlock()
	}
}
