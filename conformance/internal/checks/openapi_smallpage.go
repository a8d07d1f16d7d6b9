package checks

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

const (
	fewRecords = 5  // that are made, so that there are several pages
	fewPages   = 14 // that small pages are to make: those that lose records are more
)

// openAPISmallPages is the check of pages that are small: on one of the usual size all
// that a test server has may stand on the first.
func (b *builder) openAPISmallPages(op *spec.Operation) {
	if op.Method != http.MethodGet || filterOf(op, spec.Limit).Required || op.Action.Resource == nil {
		return
	}
	b.openAPI(engine.Check{
		Topic: engine.Queries, Rule: "STATE-6", Operation: op, Name: "small-pages", Needs: engine.Needs{Features: filterOf(op, spec.Limit).Features, Makes: fewRecords},
		Title: "small pages show each record once, leave none out, and say of no fewer that they are there",
		Run: func(t *engine.Trial) {
			c := t.CallOn(op, makeFew(t, op))
			var wrong func()
			for _, still := range []bool{false, true, true} { // somebody else may have written meanwhile
				if wrong = smallPages(t, c, still); wrong == nil {
					return
				}
			}
			wrong()
		},
	})
}

// makeFew makes some records for a list to show, all below one, as far as it may. It
// returns one of them, nil for none.
func makeFew(t *engine.Trial, list *spec.Operation) (made *engine.Subject) {
	maker := t.Session.Maker(list.Action.Resource)
	if maker == nil || list.Action.View || !t.Session.Writable() {
		return nil
	}
	_ = engine.Guarded(func() { // what is there already may do
		var keys []string
		for i := range fewRecords {
			c := t.Call(maker)
			if i > 0 {
				c = c.WithKeys(keys...)
			}
			keys = c.Keys
			made = t.Made(c, c.Granted())
		}
	})
	return made
}

// smallPages looks at a list on wide pages and on small ones, and tells what contradicts,
// nil for nothing.
func smallPages(t *engine.Trial, c *engine.Call, still bool) (wrong func()) {
	if still {
		defer t.Session.Still()()
	}
	op := c.Operation
	limit, widest := filterOf(op, spec.Limit), widestPage(t, op)
	there, whole := listedIDs(t, c, widest...)
	size := max(2, (len(there)+fewPages-1)/fewPages)
	switch {
	case !whole:
		panic(engine.NotApplicable("the list is not seen to its end"))
	case len(there) <= size:
		panic(engine.NotApplicable("the list shows too few records for several pages"))
	case !limit.Accepts([]string{strconv.Itoa(size)}):
		panic(engine.NotApplicable(limit.Name + " takes no size that is small"))
	}
	seen, total := map[string]bool{}, -1
	pages, most := 0, 0
	var page *wire.Exchange
	x, ended := walkBy(t, c, func(x *wire.Exchange, record map[string]any) bool {
		id := engine.IDOf(op.Action.Resource, record)
		if seen[id] {
			wrong = func() { t.Fail(x, "each record on one page alone", "a record for the second time") }
			return false
		}
		seen[id] = true
		if x != page {
			page = x
			found, _ := x.Records()
			pages, most = pages+1, max(most, len(found))
		}
		if n, is := engine.WholeNumber(jsonvalue.ValueAt(x.JSON, op.Action.Total)); is && op.Action.Total != "" {
			total = n
		}
		return true
	}, wire.Query(limit.Name, strconv.Itoa(size)))
	if wrong != nil || !ended {
		return wrong
	}
	if again, _ := listedIDs(t, c, widest...); len(again) > 0 {
		for id := range there {
			if again[id] && !seen[id] {
				return func() { t.Fail(x, "each of "+fmt.Sprint(len(again))+" records on one of the pages", id+" on none") }
			}
		}
	}
	ofPage := strings.HasSuffix(strings.ToLower(op.Action.Total), "count") && total == most
	if total >= 0 && total < len(seen) && total != pages && !ofPage {
		return func() {
			t.Fail(x, op.Action.Total+" of no fewer records than the pages show, "+fmt.Sprint(len(seen)), fmt.Sprint(total))
		}
	}
	return nil
}

// listedIDs are the ids of a list, and whether it was seen to its end.
func listedIDs(t *engine.Trial, c *engine.Call, sized ...wire.Option) (ids map[string]bool, whole bool) {
	ids = map[string]bool{}
	named := true
	_, whole = walkBy(t, c, func(_ *wire.Exchange, record map[string]any) bool {
		id := engine.IDOf(c.Operation.Action.Resource, record)
		ids[id] = true
		named = named && id != ""
		return named
	}, sized...)
	return ids, whole && named
}
