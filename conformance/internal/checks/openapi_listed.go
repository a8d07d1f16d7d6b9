package checks

import (
	"slices"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/spec"
)

// wantListed wants a record that was made in the list, on some page.
func wantListed(t *engine.Trial, op *spec.Operation) {
	list := t.Session.Lister(op.Action.Resource)
	if list == nil {
		panic(engine.NotApplicable("the document has no list of " + op.Action.Resource.Collection))
	}
	c := t.Call(op)
	made := t.Made(c, c.Granted())
	if made.ID == "" {
		panic(engine.NotApplicable("the reply does not say which record was made"))
	}
	found, whole, x := lookFor(t, list, made, false)
	if !found && whole {
		found, whole, x = lookFor(t, list, made, true)
	}
	switch {
	case found:
	case whole:
		t.Fail(x, "the record that was made, in the list", "none with its id")
	default:
		panic(engine.NotApplicable("the list is not seen to its end"))
	}
}

// lookFor looks for a record in a list, page after page, and tells whether it is
// there, and whether the list was seen to its end.
func lookFor(t *engine.Trial, list *spec.Operation, s *engine.Subject, still bool) (found, whole bool, last *wire.Exchange) {
	last, whole = walk(t, list, s, still, func(_ *wire.Exchange, record map[string]any) bool {
		found = found || engine.IDOf(s.Resource, record) == s.ID
		return !found
	})
	return found, whole && !narrows(list) && (pages(list) || !isCut(list)), last
}

// narrows tells whether a list wants a filter, so that it never shows all.
func narrows(list *spec.Operation) bool {
	return slices.ContainsFunc(list.Query, func(p *spec.Parameter) bool {
		return p.Required && len(p.Filter.Members) > 0 && p.Filter.Kind != spec.Sort
	})
}

// pages tells whether all of a list can be seen; isCut whether it may show a part.
func pages(list *spec.Operation) bool {
	if page := filterOf(list, spec.Page); page != nil {
		_, sure := firstPage(page)
		return sure
	}
	return filterOf(list, spec.Offset) != nil || filterOf(list, spec.Cursor) != nil && list.Action.Next != ""
}

func isCut(list *spec.Operation) bool {
	return filterOf(list, spec.Limit) != nil || filterOf(list, spec.Cursor) != nil || list.Action.Next != "" || list.Action.More != ""
}
