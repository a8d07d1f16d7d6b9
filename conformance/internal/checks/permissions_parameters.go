package checks

import (
	"fmt"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/spec"
)

// parameters adds that who may list may do so however the list is narrowed down, and
// that who may not may not, whatever is asked for.
func (b *builder) parameters(op *spec.Operation) {
	all, who := b.others(&op.Access), engine.Rights{}
	for _, r := range b.singles() {
		if op.Access.AllowsRights(b.contract.Permissions.Rights(r.Active...)) {
			who = r
			break
		}
	}
	if len(who.Active) == 0 {
		return
	}
	b.add(engine.Check{
		Topic: engine.Permissions, Rule: b.operationRule(op), Operation: op, Name: "parameters",
		Needs: engine.Needs{Callers: []engine.Rights{all, who}},
		Title: "no parameter opens a list, and none closes it",
		Run: func(t *engine.Trial) {
			for _, p := range usualParameters(t, op) {
				values := []string{goodValue(p)}
				if enum := p.Schema.Words().Enum; enum != nil {
					values = nil
					for _, value := range enum[1:] { // the first is what is so without it
						values = append(values, fmt.Sprint(value))
					}
				}
				for _, value := range values {
					t.Want(t.Send(op, t.As(all), wire.Query(p.Name, value)), "a list by "+p.Name+" as "+all.Name, 403)
					t.Want(t.Send(op, t.As(who), wire.Query(p.Name, value)), "a list by "+p.Name+" as "+who.Name, 200)
				}
			}
		},
	})
}

// usualParameters are those of a list by which it is narrowed down, of those that
// compare dates one, with the count and the size of a page.
func usualParameters(t *engine.Trial, op *spec.Operation) []*spec.Parameter {
	var out []*spec.Parameter
	dates := 0
	for _, p := range op.Query {
		switch {
		case !t.Session.Declares(p.Features) || p.Filter.Kind == spec.Page || p.Filter.Kind == spec.Sort || p.Open || !p.Accepts([]string{goodValue(p)}):
			continue
		case p.Schema.IsInstant():
			if dates++; dates > 1 {
				continue
			}
		}
		out = append(out, p)
	}
	return out
}
