package checks

import (
	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/spec"
)

// openAPISet is the check of an update that sets members whatever it is sent. Where
// that was worked out from a name nothing is checked: a server may do it later.
func (b *builder) openAPISet(op *spec.Operation) {
	if op.Action.Guessed {
		return
	}
	b.openAPI(engine.Check{
		Topic: engine.State, Rule: "STATE-2", Operation: op, Name: "set", Title: "what it sets is read at once", Needs: engine.Needs{Makes: 2},
		Run: func(t *engine.Trial) {
			c := t.Call(op)
			if c.Subject == nil || !c.Subject.Own {
				panic(engine.NotApplicable("no record of the run's own can be changed"))
			}
			if _, ok := c.WantGranted("a valid request"); !ok {
				return
			}
			now, again := lookAgain(t, c.Subject)
			for name, value := range op.Action.Set {
				if !engine.Equal(value, now[name]) {
					t.Fail(again, name+" "+engine.Short(value), engine.Short(now[name]))
				}
			}
		},
	})
}
