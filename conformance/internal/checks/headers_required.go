package checks

import (
	"strings"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/spec"
)

// requiredHeaders are the checks of headers that an operation requires beside the
// credential, such as that of a tenant: one that is left out.
func (b *builder) requiredHeaders() {
	for _, op := range b.operations {
		for _, p := range op.Headers {
			if !p.Required || p.Default != nil || isOfHTTP(p) {
				continue
			}
			b.add(engine.Check{
				Topic: engine.Headers, Rule: engine.OwnRule, Operation: op, Name: "missing/" + strings.ToLower(p.Name), Level: levelOf(op, spec.BadParameter),
				Writes: op.Action.Writes(),
				Title:  "a request without " + p.Name + ", which is required, is refused",
				Run: func(t *engine.Trial) {
					if t.Session.Client.Sends(p.Name) {
						panic(engine.NotApplicable("the run sends " + p.Name + " with every request"))
					}
					a := t.Attempt(op, nil)
					wantRefusal(t, a.Send(a.Caller, wire.Header(p.Name)), "no "+p.Name, spec.BadParameter, 400, 422)
					a.WantUntouched()
				},
			})
		}
	}
}
