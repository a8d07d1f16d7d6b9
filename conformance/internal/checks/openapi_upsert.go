package checks

import (
	"net/http"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/spec"
)

// openAPIUpserts are the checks of operations that put a record where none is.
func (b *builder) openAPIUpserts() {
	for _, op := range b.operations {
		if op.Action.Kind != spec.Replace || !op.Action.Upsert || !engine.IsOfRecord(op) || len(op.PathKeys) == 0 || !answers(op) || engine.GuessedAdd(op) {
			continue
		}
		b.openAPI(engine.Check{
			Topic: engine.State, Rule: "STATE-8", Operation: op, Name: "upsert",
			Title: "a put makes what is not there, and replaces what is",
			Run:   func(t *engine.Trial) { wantUpserted(t, op) },
		})
	}
}

func wantUpserted(t *engine.Trial, op *spec.Operation) {
	if !t.Session.Writable() {
		panic(engine.NotApplicable("nothing may be written"))
	}
	of := t.Unmade(op)
	for i, what := range []string{"a put of what is not there", "a put of what is there"} {
		c := t.CallOn(op, of) // each has texts of its own
		of.StandsBelow(c.Keys[:len(c.Keys)-1])
		x, ok := c.WantGranted(what)
		if !ok {
			return
		}
		made := x.Status == http.StatusCreated
		switch {
		case i == 0 && !made && declares(op, http.StatusCreated):
			t.Fail(x, "201 for "+what, x.Describe())
		case i == 1 && made && (declares(op, http.StatusOK) || declares(op, http.StatusNoContent)):
			t.Fail(x, "200 or 204 for "+what, x.Describe())
		}
		now, again := lookAgain(t, of)
		if id := engine.IDOf(of.Resource, now); id != "" && id != of.ID {
			t.Fail(again, "the record of the path, "+of.ID, id)
		}
		if op.Body != nil && now != nil {
			wantSent(t, again, op, c.Body, now)
		}
	}
}

// declares tells whether a document has a reply of an operation by its status.
func declares(op *spec.Operation, status int) bool {
	reply := op.Reply(status)
	return reply != nil && reply.Status == status && reply.Range == ""
}
