package checks

import (
	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/spec"
)

// openAPIRefusedCreates are the checks that a create which is refused has made
// nothing, though the refusal says so.
func (b *builder) openAPIRefusedCreates() {
	for _, op := range b.operations {
		if op.Action.Kind != spec.Create || op.Action.Self || op.Action.Single || op.Body == nil || op.Access.Public() || len(allWays(op)) == 0 || !answers(op) {
			continue
		}
		b.openAPI(engine.Check{
			Topic: engine.Permissions, Rule: "AUTH-2", Operation: op, Name: "makes-nothing",
			Needs: engine.Needs{Makes: 4},
			Title: "a create that is refused for who sent it has made nothing",
			Run:   func(t *engine.Trial) { wantNothingMade(t, op) },
		})
	}
}

// wantNothingMade looks into the list for what refused creates have sent, and for
// what one sent that was granted: a list that does not show that shows nothing.
func wantNothingMade(t *engine.Trial, op *spec.Operation) {
	list := t.Session.Lister(op.Action.Resource)
	if list == nil {
		panic(engine.NotApplicable("the document has no list of " + op.Action.Resource.Collection))
	}
	way := append(waysIn(op), allWays(op)...)[0]
	t.NeedKeys(way)
	var refused []*engine.Call
	send := func(as *wire.Caller, options ...wire.Option) {
		c := t.Call(op)
		if !c.Send(as, append([]wire.Option{wire.By(way...)}, options...)...).Success() { // else another check tells
			refused = append(refused, c)
		}
	}
	send(nil)
	mark := t.Mark()
	send(&wire.Caller{Name: "nobody", Token: mark}, wire.Instead(mark, way...))
	if none := engine.Nobody(); sendable(op) && t.Session.GivenPersona(none) != nil {
		send(t.As(none))
	}
	granted := t.Call(op)
	made := t.Made(granted, granted.Granted())
	shown := false
	walk(t, list, made, false, func(x *wire.Exchange, record map[string]any) bool {
		for _, c := range refused {
			if c.Bears(record) {
				t.Fail(x, "nothing made by the refused "+engine.RequestLine(op), "a record that only it has sent")
				return false
			}
		}
		shown = shown || granted.Bears(record)
		return true
	})
	if !shown {
		panic(engine.NotApplicable("the list does not show the texts that a create sends"))
	}
}
