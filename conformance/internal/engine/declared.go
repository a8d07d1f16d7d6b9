package engine

import (
	"net/http"
	"slices"

	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/spec"
)

// Checks name a status as the contract of users has it. What the document has in its
// place is read here, for all of them: another hand may grant a create with 200, and
// refuse a body with 422.

// usually is why a request is refused with a status of the contract of users. What is
// 400 is a body there, or what the check names: see [Trial.WantRefused].
var usually = map[int]spec.RefusalKind{
	http.StatusBadRequest: spec.BadBody, http.StatusUnauthorized: spec.NoToken, http.StatusForbidden: spec.NoPermission,
	http.StatusNotFound: spec.UnknownID, http.StatusConflict: spec.NotUnique,
	http.StatusRequestEntityTooLarge: spec.BodySize, http.StatusUnsupportedMediaType: spec.MediaType,
}

// asDeclared are the statuses that an operation has where the contract of users has
// these. What is asked of no operation is as it is there.
func asDeclared(op *spec.Operation, statuses []int) []int {
	if op == nil {
		return statuses
	}
	var out []int
	for _, status := range statuses {
		these := []int{status}
		switch kind := usually[status]; {
		case status/100 == 2 && op.Success() != nil:
			these = op.Grants()
		case status == http.StatusUnauthorized && op.Action.Kind == spec.Login:
			these = op.Refuses(spec.BadCredentials)
		case kind != "":
			these = op.Refuses(kind)
		}
		for _, one := range these {
			if !slices.Contains(out, one) {
				out = append(out, one)
			}
		}
	}
	return out
}

// WantOf is Want of a request that goes where those of an operation go, as HEAD does.
func (t *Trial) WantOf(op *spec.Operation, x *wire.Exchange, what string, statuses ...int) bool {
	return t.WantOneOf(x, what, asDeclared(op, statuses)...)
}

// WantRefused notes a problem where the reply does not refuse for a reason, in one of
// the statuses that its operation has for it.
func (t *Trial) WantRefused(x *wire.Exchange, what string, kind spec.RefusalKind) bool {
	return t.WantOneOf(x, what, x.Operation.Refuses(kind)...)
}
