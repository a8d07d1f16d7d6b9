package checks

import (
	"fmt"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/spec"
)

// together is how many creates are sent at once.
const together = 4

// openAPITogether are the checks of creates that arrive at the same time: what each
// of them was granted is there.
func (b *builder) openAPITogether() {
	for _, op := range b.operations {
		if op.Action.Kind != spec.Create || op.Action.Resource == nil || op.Action.Self || op.Action.Single || !answers(op) {
			continue
		}
		b.openAPI(engine.Check{
			Topic: engine.Concurrency, Rule: "STATE-1", Operation: op, Name: "together",
			Needs: engine.Needs{Makes: together},
			Title: "of creates that are sent at once each is there",
			Run:   func(t *engine.Trial) { wantAllMade(t, op) },
		})
	}
}

// wantAllMade sends creates at once, and looks for all that were granted. A server
// may refuse some: another check tells of one that grants none.
func wantAllMade(t *engine.Trial, op *spec.Operation) {
	list := t.Session.Lister(op.Action.Resource)
	if list == nil && t.Session.Reader(&engine.Subject{Resource: op.Action.Resource}) == nil {
		panic(engine.NotApplicable("the document has no operation that shows what was made"))
	}
	calls, replies := make([]*engine.Call, together), make([]*wire.Exchange, together)
	for i := range calls {
		c := t.Call(op)
		if i > 0 { // a key that is anything is to be the same for all
			c = c.WithKeys(calls[0].Keys...)
		}
		calls[i] = c
	}
	t.Each(together, func(i int) { replies[i] = calls[i].Send(t.Bootstrap()) })
	var made []*engine.Subject
	for i, x := range replies {
		if x.Success() {
			made = append(made, t.Made(calls[i], x))
		}
	}
	ids := map[string]bool{}
	for _, one := range made {
		if one.ID == "" {
			panic(engine.NotApplicable("the reply does not say which record was made"))
		}
		ids[one.ID] = true
	}
	if len(made) < 2 {
		panic(engine.NotApplicable("no two of the creates that were sent at once were granted"))
	}
	if len(ids) < len(made) {
		t.Fail(replies[0], fmt.Sprintf("%d records with an id of their own", len(made)), fmt.Sprintf("%d ids", len(ids)))
		return
	}
	for _, one := range made {
		if t.Session.Reader(one) != nil {
			lookAgain(t, one)
		}
	}
	if list == nil {
		return
	}
	for _, still := range []bool{false, true} {
		missing := len(made)
		x, whole := walk(t, list, made[0], still, func(_ *wire.Exchange, record map[string]any) bool {
			if ids[engine.IDOf(op.Action.Resource, record)] {
				missing--
			}
			return missing > 0
		})
		if missing == 0 || !whole || narrows(list) || !pages(list) && isCut(list) {
			return
		}
		if still {
			t.Fail(x, fmt.Sprintf("the %d records that were made at once, in the list", len(made)), fmt.Sprintf("%d of them missing", missing))
		}
	}
}
