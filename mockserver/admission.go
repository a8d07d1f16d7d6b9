package mockserver

import (
	"slices"
	"strings"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/spec"
)

// admit is the third stage: the headers that ask for the operation, then the
// caller's permission.
func (x *exchange) admit() *refusal {
	switch x.endpoint.Access.Decide(x.credentials()) {
	case spec.Admitted:
		return nil
	case spec.NeedsHeader:
		for _, h := range x.endpoint.headers {
			if _, sent := x.request.Header[h.Name]; sent && !x.brings(h) {
				return x.endpoint.wrongHeader
			}
		}
		return x.endpoint.headerless
	case spec.NeedsPermission:
		return x.endpoint.powerless
	}
	return x.endpoint.unauthorized
}

func (x *exchange) credentials() spec.Credentials {
	return spec.Credentials{Token: x.caller != nil, Rights: x.rights, Headers: x.brings}
}

// brings tells whether a header was sent once, with the one value that counts.
func (x *exchange) brings(h *spec.HeaderKey) bool {
	values := x.request.Header[h.Name]
	return len(values) == 1 && values[0] == h.Value
}

// prepareRefusals writes the refusals of an operation that depend on the
// operation alone.
func (r *rules) prepareRefusals(e *endpoint, seed *fixtures.World) {
	op := e.Operation
	e.unauthorized = r.refuse(noToken, op, "send the header Authorization: Bearer with the token of a persona")
	e.unauthorized.challenge = []string{`Bearer realm="rolecall"`}
	invalid := []string{`Bearer realm="rolecall", error="invalid_token"`}
	e.badToken = r.refuse(noToken, op, "nobody has this token; the case of its letters counts")
	e.badToken.challenge = invalid
	e.disabled = r.refuse(disabledCaller, op, "the user of this token is disabled")
	e.disabled.challenge = invalid
	var asks []string
	e.headers = op.Access.Headers()
	for _, h := range e.headers {
		asks = append(asks, h.Name+": "+h.Value)
	}
	e.headerless = r.refuse(noHeader, op, "send the header "+strings.Join(asks, " and "))
	e.wrongHeader = r.refuse(headerValue, op, "only the exact header "+strings.Join(asks, " and ")+" counts, sent once")
	e.powerless = r.refuse(noPermission, op, r.lacking(&op.Access, seed))
}

// lacking says what an access asks for, and which personas bring it.
func (r *rules) lacking(a *spec.Access, seed *fixtures.World) string {
	text := "needs " + waysText(a)
	var able []string
	for _, p := range seed.Personas {
		grants := seed.Grants(r.contract, p)
		if !grants.Disabled && a.AllowsRights(r.contract.Permissions.Rights(grants.Permissions...)) {
			able = append(able, p.Name)
		}
	}
	if len(able) == 0 {
		return text + "; no persona has it"
	}
	return text + "; these personas have it: " + strings.Join(able, ", ")
}

// waysText writes "a or b and c".
func waysText(a *spec.Access) string {
	var ways []string
	for _, permissions := range a.Ways() {
		ways = append(ways, strings.Join(permissions, " and "))
	}
	return strings.Join(slices.Compact(ways), " or ")
}
