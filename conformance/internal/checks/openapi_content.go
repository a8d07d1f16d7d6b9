package checks

import (
	"bytes"
	"slices"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/internal/mediatype"
	"github.com/cotalker/rolecall/spec"
)

// openAPIContent is the check of an operation that puts bytes under a name. A
// picture is not checked, which a server may look into and make another of, and
// nothing that is not the run's own.
func (b *builder) openAPIContent(op *spec.Operation) {
	reader := b.contentReader(op)
	opaque := op.Body != nil && slices.Contains([]string{"application/octet-stream", "text/plain"}, mediatype.Of(op.Body.MediaType))
	if op.Action.Kind != spec.Replace || op.Action.Single || reader == nil || !opaque {
		return
	}
	b.openAPI(engine.Check{
		Topic: engine.State, Rule: "STATE-3", Operation: op, Name: "bytes", Title: "the bytes that were put are read as they were sent", Needs: engine.Needs{Makes: 2},
		Run: func(t *engine.Trial) {
			c, read := t.Call(op), t.Call(reader)
			for _, sent := range []string{"first " + t.Mark(), "second " + t.Mark()} {
				if _, ok := c.WithBody(sent).WantGranted("a put of bytes"); !ok {
					return
				}
				x := read.WithKeys(c.Keys...).Send(t.Bootstrap())
				if !t.Want(x, "the bytes when they are read", reader.Success().Status) {
					return
				}
				if !bytes.Equal(x.ReplyBody, []byte(sent)) {
					t.Fail(x, "the bytes that were put, "+engine.Short(sent), engine.Short(string(x.ReplyBody)))
				}
			}
		},
	})
}

// contentReader is the operation that reads bytes at the path where another puts
// them, nil for none.
func (b *builder) contentReader(op *spec.Operation) *spec.Operation {
	for _, other := range b.contract.Operations {
		if a := other.Action; a.Kind == spec.Read && a.Content && a.Resource == op.Action.Resource && other.Path == op.Path {
			return other
		}
	}
	return nil
}
