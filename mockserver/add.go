package mockserver

import (
	"github.com/cotalker/rolecall/spec"
)

// add lets a record be there that the path alone names. Members of the body that
// records have are written to it; what else the body holds is about the act.
func (x *exchange) add() *refusal {
	changes := map[string]any{}
	if sent, _ := x.changes(); sent != nil {
		for _, m := range x.endpoint.Action.Resource.Schema.Members() {
			if value, is := sent[m.Name]; is {
				changes[m.Name] = value
			}
		}
	}
	return x.write(func() *refusal { return x.addWith(x.server.afresh(changes)) })
}

func (x *exchange) addWith(changes map[string]any) *refusal {
	c := x.state.Writable(x.endpoint.Action.Resource)
	old, refused := x.target(c)
	switch {
	case old == nil && refused != nil && refused.kind == spec.UnknownID:
		document := x.state.Twin(c, x.recordKey())
		for name, value := range changes {
			document[name] = value
		}
		return x.upsert(c, document, nil)
	case refused != nil:
		return refused
	}
	if len(changes) > 0 {
		changed, refused := x.mergeInto([]string{old.ID}, changes, nil)
		if refused != nil {
			return refused
		}
		old = changed[0]
	}
	x.replaced()
	x.answerWith(old)
	return nil
}
