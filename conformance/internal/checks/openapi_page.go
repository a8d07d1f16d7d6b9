package checks

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// openAPIPages are the checks of lists that page: by page, by offset, by cursor.
func (b *builder) openAPIPages() {
	for _, op := range b.operations {
		if op.Action.Kind != spec.List || filterOf(op, spec.Limit) == nil || !answers(op) {
			continue
		}
		b.openAPI(engine.Check{
			Topic: engine.Queries, Rule: "STATE-6", Operation: op, Name: "limit",
			Title: "a page holds no more than were asked for",
			Run: func(t *engine.Trial) {
				limit := filterOf(op, spec.Limit)
				for _, n := range []int{1, 2} {
					if !limit.Accepts([]string{strconv.Itoa(n)}) {
						continue
					}
					x := t.Call(op).Without(limit).Send(t.Bootstrap(), wire.Query(limit.Name, strconv.Itoa(n)))
					if found, ok := x.Records(); x.Success() && ok && len(found) > n {
						t.Fail(x, fmt.Sprintf("%d records at most", n), fmt.Sprint(len(found)))
					}
				}
			},
		})
		if filterOf(op, spec.Page) == nil && filterOf(op, spec.Offset) == nil && (filterOf(op, spec.Cursor) == nil || op.Action.Next == "") {
			continue
		}
		if op.Action.Guessed && b.contract.OnlyLists(op.Action.Resource) {
			continue // as of a log: what comes meanwhile moves the pages
		}
		b.openAPI(engine.Check{
			Topic: engine.Queries, Rule: "STATE-6", Operation: op, Name: "pages",
			Title: "the pages show each record once",
			Run: func(t *engine.Trial) {
				if x := repeated(t, op, false); x != nil && repeated(t, op, true) != nil {
					t.Fail(x, "each record on one page alone", "a record for the second time")
				}
			},
		})
		b.openAPISmallPages(op)
		b.openAPIPageWords(op)
	}
}

// repeated is a page with a record that an earlier one has, nil for none.
func repeated(t *engine.Trial, op *spec.Operation, still bool) (twice *wire.Exchange) {
	seen := map[string]bool{}
	walk(t, op, nil, still, func(x *wire.Exchange, record map[string]any) bool {
		id := engine.IDOf(op.Action.Resource, record)
		if id != "" && seen[id] {
			twice = x
		}
		seen[id] = true
		return twice == nil
	})
	return twice
}

// maxPlainPages bounds how many pages are looked at.
const maxPlainPages = 30

// walk looks at the records of a list, page after page, until see has enough. It
// returns the last page that was asked for, and whether it came to the end of
// them. Still has no other check write meanwhile.
func walk(t *engine.Trial, op *spec.Operation, of *engine.Subject, still bool, see func(*wire.Exchange, map[string]any) bool) (last *wire.Exchange, ended bool) {
	c := t.CallOn(op, of)
	if still {
		defer t.Session.Still()()
	}
	return walkBy(t, c, see)
}

// walkBy is walk by a call that is prepared, with what makes its requests special.
func walkBy(t *engine.Trial, c *engine.Call, see func(*wire.Exchange, map[string]any) bool, sized ...wire.Option) (last *wire.Exchange, ended bool) {
	op := c.Operation
	page, offset, cursor := filterOf(op, spec.Page), filterOf(op, spec.Offset), filterOf(op, spec.Cursor)
	by := page // what says where a page begins
	switch {
	case cursor != nil && op.Action.Next != "":
		by = cursor
	case by == nil:
		by = offset
	}
	turned := c
	if by != nil {
		turned = c.Without(by)
	}
	next, passed := "", 0
	for n := range maxPlainPages {
		var options []wire.Option
		switch {
		case n == 0 && (by == nil || by == cursor || !by.Required):
		case cursor != nil && op.Action.Next != "":
			if next == "" {
				return last, true
			}
			options = append(options, wire.Query(cursor.Name, next))
		case page != nil:
			first, _ := firstPage(page)
			options = append(options, wire.Query(page.Name, strconv.Itoa(first+n)))
		case offset != nil:
			options = append(options, wire.Query(offset.Name, strconv.Itoa(firstOffset(offset)+passed)))
		default:
			most, bounded := op.Success().MostListed()
			return last, !bounded || passed < most // a list that is full may have lost its end
		}
		asked := c
		if len(options) > 0 {
			asked = turned
		}
		x := asked.Send(t.Bootstrap(), append(options, sized...)...)
		if last != nil && x.Status == http.StatusNotFound {
			return last, true // many a server has no page behind the last one
		}
		t.SetUp(x)
		found, ok := x.Records()
		if !ok || len(found) == 0 {
			return x, ok
		}
		last = x
		passed += len(found)
		for _, record := range found {
			if !see(x, record) {
				return x, false
			}
		}
		if more := jsonvalue.ValueAt(x.JSON, op.Action.More); op.Action.More != "" && more == false {
			return x, true
		}
		next = engine.IDText(jsonvalue.ValueAt(x.JSON, op.Action.Next))
		if at, err := url.Parse(next); err == nil && cursor != nil && at.Query().Get(cursor.Name) != "" {
			next = at.Query().Get(cursor.Name) // the address of the page that follows
		}
	}
	return last, false
}

// firstPage is the number of the first page, its default where it has one, and
// whether that is sure: where there is a page 0 it may be that or 1.
func firstPage(p *spec.Parameter) (number int, sure bool) {
	if n, err := strconv.Atoi(fmt.Sprint(p.Default)); err == nil {
		return n, true
	}
	return 1, p.Schema.Words().Minimum == nil || !p.Accepts([]string{"0"})
}

// firstOffset is what passes over nothing.
func firstOffset(p *spec.Parameter) int {
	if !p.Accepts([]string{"0"}) {
		return 1
	}
	if n, err := strconv.Atoi(fmt.Sprint(p.Default)); err == nil {
		return n
	}
	return 0
}

// filterOf is the parameter of a kind, nil for none.
func filterOf(op *spec.Operation, kind spec.FilterKind) *spec.Parameter {
	for _, p := range op.Query {
		if p.Filter.Kind == kind {
			return p
		}
	}
	return nil
}
