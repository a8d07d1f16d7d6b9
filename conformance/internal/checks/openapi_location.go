package checks

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/spec"
)

// openAPILocation is the check of a Location that a document has with what a create
// makes. A gateway may write another one than leads to the target, so it is a SHOULD.
func (b *builder) openAPILocation(op *spec.Operation) {
	if op.Success().Status != http.StatusCreated || !showsLocation(op) {
		return
	}
	b.openAPI(engine.Check{
		Topic: engine.State, Rule: "STATE-1", Operation: op, Name: "location", Level: spec.SHOULD, Needs: engine.Needs{Makes: 1},
		Title: "Location leads to what was made", Run: func(t *engine.Trial) { wantLocated(t, op) },
	})
}

// wantLocated wants what a create has made to be at its Location, where that is of the
// target: nobody else is asked.
func wantLocated(t *engine.Trial, op *spec.Operation) {
	c := t.Call(op)
	x := c.Granted()
	made := t.Made(c, x)
	reader := t.Session.Reader(made)
	if reader == nil || slices.ContainsFunc(reader.Query, func(p *spec.Parameter) bool { return p.Required }) {
		panic(engine.NotApplicable("the document has no operation that reads one of " + op.Action.Resource.Collection + " by its path alone"))
	}
	location := x.ReplyHeader.Get("Location")
	base, err := url.Parse(x.URL)
	if err != nil || location == "" {
		panic(engine.NotApplicable("the reply has no Location"))
	}
	to, err := base.Parse(location)
	switch {
	case err != nil:
		t.Fail(x, "a Location that is a URI reference", engine.Short(location))
		return
	case to.Host != base.Host || to.Scheme != base.Scheme:
		panic(engine.NotApplicable("Location leads to another server than the target"))
	}
	again := t.CallOn(reader, made).Send(t.Bootstrap(), func(r *wire.Request) { r.URL, r.Unobserved = to.String(), true })
	if !t.WantOneOf(again, "GET of Location "+engine.Short(location), reader.Success().Status) {
		return
	}
	if id := engine.IDOf(made.Resource, again.Record()); made.ID != "" && id != made.ID && reader.Success().Holds {
		t.Fail(again, "the record that was made, "+made.ID+", at its Location", again.Describe())
	}
}
