package checks

import (
	"net/http"
	"slices"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/internal/mediatype"
	"github.com/cotalker/rolecall/spec"
)

// openAPINulls are the checks of changes to null of members that may be null. Some
// languages cannot tell null from a member that was not sent, so it is a SHOULD.
func (b *builder) openAPINulls() {
	for _, op := range b.operations {
		if op.Action.Kind != spec.Update || op.Method != http.MethodPatch || op.Action.Resource == nil || op.Action.Self || op.Action.Content || op.Action.Set != nil ||
			op.Body == nil || !mediatype.IsJSON(op.Body.MediaType) || !answers(op) || op.Success().Status == http.StatusAccepted || len(nullable(op)) == 0 {
			continue
		}
		b.openAPI(engine.Check{
			Topic: engine.State, Rule: "STATE-2", Operation: op, Name: "null", Level: spec.SHOULD, Needs: engine.Needs{Makes: 2},
			Title: "a member that is changed to null has no value any more",
			Run:   func(t *engine.Trial) { wantNull(t, op) },
		})
	}
}

// nullable are a few members that a body may set to null and a record may have as that.
func nullable(op *spec.Operation) []string {
	var out []string
	for m := range engine.SomeWritable(op.Body.Schema) {
		kept := op.Action.Resource.Schema.Member(m.Name)
		if !m.Required && !m.WriteOnly && m.Schema.Type() != "" && m.Schema.Valid(nil) && kept != nil && !kept.WriteOnly && !kept.ReadOnly && kept.Schema.Valid(nil) {
			if out = append(out, m.Name); len(out) == 8 {
				break
			}
		}
	}
	return out
}

func wantNull(t *engine.Trial, op *spec.Operation) {
	c, before := ownCall(t, op)
	values := c.Offered(before)
	for name := range values {
		if !slices.Contains(nullable(op), name) {
			delete(values, name)
		}
	}
	whole, sent := c.WithOffered(values, engine.OfferedNames(values))
	if len(sent) == 0 || !whole.Send(t.Bootstrap()).Success() {
		panic(engine.NotApplicable("no member that may be null could be given another value first"))
	}
	body, _ := whole.Written()
	for name := range sent {
		body[name] = nil
	}
	if !op.Body.Schema.Valid(whole.Body) || !whole.Send(t.Bootstrap()).Success() {
		panic(engine.NotApplicable("what may be null is not taken as that"))
	}
	now, x := lookAgain(t, c.Subject)
	for _, name := range engine.OfferedNames(sent) {
		if now[name] != nil {
			t.Fail(x, "null for "+name, engine.Short(now[name]))
		}
	}
}
