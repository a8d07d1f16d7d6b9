package checks

import (
	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// openAPIUnique are the checks of unique members. Where that they are is guessed, of a
// conflict that a create declares, another member may be meant.
func (b *builder) openAPIUnique(op *spec.Operation) {
	level := spec.MUST
	if op.Action.Resource.Guessed {
		level = spec.SHOULD
	}
	for _, u := range op.Action.Resource.Unique {
		b.openAPI(engine.Check{
			Topic: engine.State, Rule: "STATE-5", Operation: op, Name: "unique/" + u.Member, Level: level, Needs: engine.Needs{Makes: 2},
			Title: "the same " + u.Member + " twice is refused",
			Run:   func(t *engine.Trial) { wantUnique(t, op, u) },
		})
	}
}

func wantUnique(t *engine.Trial, op *spec.Operation, u spec.Unique) {
	c := t.Call(op)
	body, _ := c.Body.(map[string]any)
	if jsonvalue.ValueAt(body, u.Member) == nil {
		panic(engine.NotApplicable("the body has no " + u.Member))
	}
	c.Granted()
	again := t.CallOn(op, nil)
	second, _ := again.Body.(map[string]any)
	jsonvalue.SetAt(second, u.Member, jsonvalue.ValueAt(body, u.Member))
	x := again.WithKeys(c.Keys...).Send(t.Bootstrap())
	wantRefusal(t, x, "the same "+u.Member+" twice", spec.NotUnique, 409, 400, 422)
}
