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
			if _, sent := x.request.Header[h.Name]; sent && !x.sendsHeader(h) {
				return x.endpoint.wrongHeader
			}
		}
		return x.endpoint.missingHeader
	case spec.NeedsPermission:
		return x.endpoint.forbidden
	}
	return x.endpoint.missingToken
}

func (x *exchange) credentials() spec.Credentials {
	return spec.Credentials{Token: x.caller != nil, Rights: x.rights, Headers: x.sendsHeader}
}

// sendsHeader tells whether a header was sent once, with the one value that counts.
func (x *exchange) sendsHeader(h *spec.HeaderKey) bool {
	values := x.request.Header[h.Name]
	return len(values) == 1 && values[0] == h.Value
}

// prepareRefusals writes the refusals of an operation that depend on the
// operation alone.
func (c *config) prepareRefusals(e *endpoint, seed *fixtures.World) {
	op := e.Operation
	e.missingToken = c.refuse(spec.NoToken, op, "send the header Authorization: Bearer with the token of a persona")
	e.missingToken.challenge = []string{`Bearer realm="rolecall"`}
	invalid := []string{`Bearer realm="rolecall", error="invalid_token"`}
	e.unknownToken = c.refuse(spec.NoToken, op, "nobody has this token; the case of its letters counts")
	e.unknownToken.challenge = invalid
	e.disabled = c.refuse(spec.DisabledCaller, op, "the user of this token is disabled")
	e.disabled.challenge = invalid
	var asks []string
	e.headers = op.Access.Headers()
	for _, h := range e.headers {
		asks = append(asks, h.Name+": "+h.Value)
	}
	e.missingHeader = c.refuse(spec.NoHeader, op, "send the header "+strings.Join(asks, " and "))
	e.wrongHeader = c.refuse(spec.HeaderValue, op, "only the exact header "+strings.Join(asks, " and ")+" counts, sent once")
	e.forbidden = c.refuse(spec.NoPermission, op, c.missingPermission(&op.Access, seed))
}

// missingPermission says what an access asks for, and which personas bring it.
func (c *config) missingPermission(a *spec.Access, seed *fixtures.World) string {
	text := "needs " + alternativesText(a)
	var able []string
	for _, p := range seed.Personas {
		if !p.Disabled && a.AllowsRights(c.contract.Permissions.Rights(p.Permissions...)) {
			able = append(able, p.Name)
		}
	}
	if len(able) == 0 {
		return text + "; no persona has it"
	}
	return text + "; these personas have it: " + strings.Join(able, ", ")
}

// alternativesText writes "a or b and c".
func alternativesText(a *spec.Access) string {
	var ways []string
	for _, permissions := range a.Ways() {
		ways = append(ways, strings.Join(permissions, " and "))
	}
	return strings.Join(slices.Compact(ways), " or ")
}
