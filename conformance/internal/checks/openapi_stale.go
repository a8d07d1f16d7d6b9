package checks

import (
	"net/http"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/internal/mediatype"
	"github.com/cotalker/rolecall/spec"
)

// openAPIStales are the checks of changes that name the version of the record: who has
// seen an older one may not overwrite what came since.
func (b *builder) openAPIStales() {
	for _, op := range b.operations {
		if op.Action.Kind != spec.Update && op.Action.Kind != spec.Replace || op.Action.Resource == nil || op.Action.Self || op.Action.Content || op.Body == nil ||
			!mediatype.IsJSON(op.Body.MediaType) || !answers(op) || !declares(op, http.StatusConflict) && !declares(op, http.StatusPreconditionFailed) || !engine.NamesVersion(op) {
			continue
		}
		b.openAPI(engine.Check{
			Topic: engine.State, Rule: "STATE-2", Operation: op, Name: "stale", Level: spec.SHOULD, Needs: engine.Needs{Makes: 2},
			Title: "a change that names a version which the record has no more is refused",
			Run:   func(t *engine.Trial) { wantStaleRefused(t, op) },
		})
	}
}

func wantStaleRefused(t *engine.Trial, op *spec.Operation) {
	c, before := ownCall(t, op)
	if len(c.Versions()) != 1 || before[c.Versions()[0]] == nil {
		panic(engine.NotApplicable("the body of " + engine.RequestLine(op) + " names no version of the record"))
	}
	name := c.Versions()[0]
	if _, ok := c.WantGranted("a change of the newest version"); !ok {
		return
	}
	now, _ := lookAgain(t, c.Subject)
	if engine.Equal(now[name], before[name]) {
		panic(engine.NotApplicable(name + " is the same after a change"))
	}
	if x := c.WithVersion(name, before[name]).Send(t.Bootstrap()); x.Success() {
		t.Fail(x, "409 or 412 for "+name+" "+engine.Short(before[name])+", where the record has "+engine.Short(now[name]), x.Describe())
	}
}
