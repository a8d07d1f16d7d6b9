package mockserver

import (
	"github.com/cotalker/rolecall/spec"
)

// authorizeMembers is a stage: a body with one member that the caller
// may not write is refused whole.
func (x *exchange) authorizeMembers() *refusal {
	op := x.endpoint.Operation
	if op.Body == nil || op.Body.Rules == nil {
		return nil
	}
	denied := op.Body.Rules.Denials(x.body, op.Action.Kind == spec.Create, x.credentials())
	if len(denied) == 0 {
		return nil
	}
	why := spec.MemberDefault
	wrong := make([]fault, len(denied))
	for i, d := range denied {
		switch {
		case d.Forbidden:
			wrong[i] = fault{pointer: d.Pointer, detail: "can be written by nobody here", where: d.Position()}
		default:
			wrong[i] = fault{pointer: d.Pointer, detail: "needs " + alternativesText(d.Access), where: d.Position()}
		}
	}
	switch {
	case denied[0].Forbidden:
		why = spec.ForbiddenMember
	case denied[0].Own:
		why = spec.MemberOwn
	}
	h := x.server.hintOf(why, op, wrong)
	h.personas = x.server.personasWith(func(r spec.Rights) bool {
		return op.Access.AllowsRights(r) && op.Body.Rules.Allow(x.body, op.Action.Kind == spec.Create, spec.Credentials{Token: true, Rights: r, Headers: x.sendsHeader})
	})
	return x.server.refuseAs(op.Refusal(why), why, op, "nothing was changed: "+joinFaults(wrong), h, wrong...)
}
