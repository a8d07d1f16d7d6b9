package checks

import (
	"strings"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/spec"
)

// openAPIKeys are the checks of keys of a path that do not fit: many a server fails where
// it cannot read an id.
func (b *builder) openAPIKeys() {
	for _, op := range b.operations {
		if len(op.PathKeys) == 0 || !answers(op) || op.Action.Item != nil || op.Action.Kind == spec.Delete && b.mayBeThere(op.Action.Resource) {
			continue
		}
		last := len(op.PathKeys) - 1
		text := misfitKey(op.PathKeys[last])
		if text == "" || !strings.Contains(op.Path, "/{"+op.PathKeys[last].Name+"}") {
			continue
		}
		level := levelOf(op, spec.BadParameter)
		if op.Refusal(spec.UnknownID).Documented {
			level = spec.MUST
		}
		b.openAPI(engine.Check{
			Topic: engine.Queries, Rule: "INPUT-2", Operation: op, Name: "malformed-key", Level: level,
			Title: "a key of the path that does not fit " + op.PathKeys[last].Name + " is refused",
			Run: func(t *engine.Trial) {
				c := t.Call(op)
				if t.Session.LeadsElsewhere(op, last, text) {
					panic(engine.NotApplicable("the path of another operation has " + text + " there"))
				}
				keys := append(append([]string{}, c.Keys[:last]...), text)
				x := c.WithKeys(keys...).Send(t.Bootstrap())
				if x.Success() { // of a failure another check tells
					t.Fail(x, "400, 404 or 422 for a key "+text, x.Describe())
				}
			},
		})
	}
}

// misfitKey is a text that a key does not take, and that no record goes by; "" where it
// takes any.
func misfitKey(p *spec.Parameter) string {
	const text = engine.RunMark + "no-key"
	switch words := p.Schema.Words(); {
	case p.Schema.Type() == "integer", p.Schema.Type() == "number", words.Format == "uuid", words.Pattern != "":
		if !p.Accepts([]string{text}) {
			return text
		}
	}
	return ""
}
