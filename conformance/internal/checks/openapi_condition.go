package checks

import (
	"net/http"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/spec"
)

// openAPIConditions are the checks of changes that may name the version which they mean,
// where the document says that another is refused with 412 (RFC 9110, 13.1.1).
func (b *builder) openAPIConditions() {
	for _, op := range b.operations {
		a := op.Action
		p := ifMatch(op)
		if a.Kind != spec.Update && a.Kind != spec.Replace && a.Kind != spec.Delete || a.Resource == nil || a.Self || a.Single || p == nil || !declares(op, http.StatusPreconditionFailed) || !answers(op) {
			continue
		}
		b.openAPI(engine.Check{
			Topic: engine.State, Rule: "STATE-2", Operation: op, Name: "if-match",
			Title: "what means another version than the record has is refused, and changes nothing",
			Run:   func(t *engine.Trial) { wantVersionsKept(t, op, p) },
		})
	}
}

// ifMatch is the parameter that names a version, nil for none.
func ifMatch(op *spec.Operation) *spec.Parameter {
	if at := slices.IndexFunc(op.Headers, func(p *spec.Parameter) bool { return strings.EqualFold(p.Name, "If-Match") }); at >= 0 {
		return op.Headers[at]
	}
	return nil
}

// wantVersionsKept names a version that there never was, the one that there is, and that
// one again when it is none any more.
func wantVersionsKept(t *engine.Trial, op *spec.Operation, p *spec.Parameter) {
	c := t.Call(op)
	if c.Subject == nil || !c.Subject.Own {
		panic(engine.NotApplicable("no record of the run's own can be changed"))
	}
	if op.Action.Kind == spec.Update && op.Body != nil && op.Action.Set == nil && !op.Action.Content && isMerge(op) { // with a member, so that it changes something
		before, _ := lookAgain(t, c.Subject)
		values := c.Offered(before)
		if whole, sent := c.WithOffered(values, engine.OfferedNames(values)); len(sent) > 0 {
			c = whole
		}
	}
	send := func(tag string) *wire.Exchange { return c.Send(t.Bootstrap(), wire.Header("If-Match", tag)) }
	refused := func(tag, what string) bool {
		return t.WantOneOf(send(tag), what+" (If-Match: "+tag+")", 412, 400, 409, 422, 428)
	}
	unknown := `"` + t.Mark() + `"`
	if !p.Accepts([]string{unknown}) {
		panic(engine.NotApplicable("the document takes no such tag in If-Match"))
	}
	if !refused(unknown, "a version that there never was") {
		return
	}
	wantUnchanged(t, c.Subject)
	tag := tagSeen(t, c.Subject)
	if tag == "" || !p.Accepts([]string{tag}) {
		return // the document tells of no version, or of a weak one
	}
	if x := send(tag); !x.Success() {
		t.Fail(x, "success with the version that the record has (If-Match: "+tag+")", x.Describe())
		return
	}
	if op.Action.Kind != spec.Delete && tagSeen(t, c.Subject) != tag {
		refused(tag, "the version before")
	}
}

// tagSeen is the strong entity tag with which a record is read, "" for none.
func tagSeen(t *engine.Trial, s *engine.Subject) string {
	if t.Session.Reader(s) == nil {
		return ""
	}
	_, x := lookAgain(t, s)
	if tag := x.ReplyHeader.Get("ETag"); strings.HasPrefix(tag, `"`) {
		return tag
	}
	return ""
}
