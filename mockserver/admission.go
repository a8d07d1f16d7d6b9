package mockserver

import (
	"slices"
	"strings"

	"github.com/cotalker/rolecall/spec"
)

// admit is a stage: the headers that ask for the operation, then the
// caller's permission.
func (x *exchange) admit() *refusal {
	switch x.admission() {
	case "":
		return nil
	case spec.NoHeader:
		for _, h := range x.endpoint.headers {
			if _, sent := x.request.Header[h.Name]; sent && !x.sendsHeader(h) {
				return x.endpoint.wrongHeader
			}
		}
		return x.endpoint.missingHeader
	case spec.NoPermission:
		return x.endpoint.forbidden
	}
	return x.endpoint.missingToken
}

// admission asks each alternative, which may want tokens of several schemes; of
// those that do not admit, the one that lacks least says why.
func (x *exchange) admission() spec.RefusalKind {
	e := x.endpoint
	if len(e.schemes) < 2 {
		return e.Access.Admit(x.credentials())
	}
	best := spec.NoToken
	for i := range e.alternatives {
		a := &e.alternatives[i]
		credentials := x.credentials()
		credentials.Token = x.shown&a.schemes == a.schemes
		switch lacks := a.access.Admit(credentials); {
		case lacks == "":
			return ""
		case lacks == spec.NoPermission, lacks == spec.NoHeader && best == spec.NoToken:
			best = lacks
		}
	}
	return best
}

func (x *exchange) credentials() spec.Credentials {
	return spec.Credentials{Token: x.shown > 0 || len(x.endpoint.schemes) == 0, Rights: x.rights, Headers: x.sendsHeader}
}

// sendsHeader tells whether a header was sent once, with the one value that counts.
func (x *exchange) sendsHeader(h *spec.HeaderKey) bool {
	values := x.request.Header[h.Name]
	return len(values) == 1 && values[0] == h.Value
}

// alternative is one way into an operation that several schemes lead to.
type alternative struct {
	access  spec.Access
	schemes uint64 // a bit for each of the endpoint's that it wants
}

// prepareAccess works out what an operation asks of its callers, and writes the
// refusals that depend on the operation alone.
func (c *config) prepareAccess(e *endpoint) {
	op := e.Operation
	e.schemes = schemesOf(&op.Access)
	for i, one := range op.Access.Alternatives {
		a := alternative{access: spec.Access{Alternatives: op.Access.Alternatives[i : i+1]}}
		for bit, s := range e.schemes {
			if slices.Contains(one.Schemes, s) {
				a.schemes |= 1 << bit
			}
		}
		e.alternatives = append(e.alternatives, a)
	}
	passing := func(verb string) string { return c.passingText(c.passing(spec.NoPermission, op), verb) }
	e.missingToken = c.refuse(spec.NoToken, op, "send "+waysToSend(&op.Access)+passing("may"))
	e.missingToken.challenge = challenges(e.schemes, false)
	e.unknownToken = c.refuse(spec.NoToken, op, "nobody has this token; the case of its letters counts"+passing("may"))
	e.unknownToken.challenge = challenges(e.schemes, true)
	e.expiredToken = c.refuse(spec.NoToken, op, "the time of this token has passed; log in again"+passing("may"))
	e.expiredToken.challenge = e.unknownToken.challenge
	e.disabled = c.refuse(spec.DisabledCaller, op, "the user of this token is disabled"+passing("may"))
	e.disabled.challenge = e.unknownToken.challenge
	e.headers = op.Access.Headers()
	e.missingHeader = c.refuse(spec.NoHeader, op, "send the header "+headersText(&op.Access)+passing("pass with it"))
	e.wrongHeader = c.refuse(spec.HeaderValue, op, "only the exact header "+headersText(&op.Access)+" counts, sent once"+passing("pass with it"))
	e.forbidden = c.forbidding(op)
}

// forbidding refuses who lacks a right. A caller with a credential of an alternative
// that asks for no right has been admitted before, so the personas that have what is
// missing are those of the other alternatives.
func (c *config) forbidding(op *spec.Operation) *refusal {
	asking := spec.Access{Alternatives: slices.DeleteFunc(slices.Clone(op.Access.Alternatives), func(a spec.Alternative) bool { return len(a.Permissions) == 0 })}
	h := c.hintOf(spec.NoPermission, op, nil)
	if len(asking.Alternatives) > 0 {
		h.personas = c.personasWith(asking.AllowsRights)
	}
	verb := "have it"
	if len(asking.Alternatives) < len(op.Access.Alternatives) {
		verb = "have the right"
	}
	text := "needs " + alternativesText(&op.Access) + c.passingText(h.personas, verb)
	return c.refuseAs(op.Refusal(spec.NoPermission), spec.NoPermission, op, text, h)
}

// headersText writes "A: 1 or B: 2 and C: 3", the headers that the alternatives ask for.
func headersText(a *spec.Access) string {
	var ways []string
	for _, one := range a.Alternatives {
		var asks []string
		for _, h := range one.Headers {
			asks = append(asks, h.Name+": "+h.Value)
		}
		if way := strings.Join(asks, " and "); way != "" && !slices.Contains(ways, way) {
			ways = append(ways, way)
		}
	}
	return strings.Join(ways, " or ")
}

// alternativesText writes "a or b and c": the permissions of each alternative, and
// of one without any what it asks for.
func alternativesText(a *spec.Access) string {
	var ways []string
	for _, one := range a.Alternatives {
		way := strings.Join(one.Permissions, " and ")
		switch {
		case way != "":
		case len(one.Headers) > 0:
			way = "the header " + headersText(&spec.Access{Alternatives: []spec.Alternative{one}})
		case one.Token:
			if way = "a token"; len(schemesOf(a)) > 1 {
				way = credentialsText(one.Schemes)
			}
		}
		ways = append(ways, way)
	}
	return strings.Join(slices.Compact(ways), " or ")
}

// credentialsText says where an alternative wants its tokens, where there are others.
func credentialsText(schemes []*spec.Scheme) string {
	var parts []string
	for _, s := range schemes {
		switch {
		case s.Kind == spec.MutualTLS:
		case s.Kind == spec.Basic:
			parts = append(parts, "a user name in Authorization: Basic")
		case s.Kind != spec.APIKey:
			parts = append(parts, "a token in Authorization: Bearer")
		case s.In == "query":
			parts = append(parts, "a key in the query parameter "+s.Key)
		case s.In == "cookie":
			parts = append(parts, "a key in the cookie "+s.Key)
		default:
			parts = append(parts, "a key in the header "+s.Key)
		}
	}
	return strings.Join(parts, " and ")
}
