package mockserver

import (
	"github.com/cotalker/rolecall/internal/spelling"
	"github.com/cotalker/rolecall/mockserver/internal/state"
	"github.com/cotalker/rolecall/spec"
)

// tokenHolders tell who brings a token, by what the world began with.
type tokenHolders struct {
	personas   map[string]string       // names, by the caller's id
	bearers    map[string]state.Bearer // by their token
	tokenNames []string                // the same tokens, in the order of the personas
}

// identity is who asks, and what that allows.
type identity struct {
	caller     *state.Record
	callerName string // where no record stands behind the token
	rights     spec.Rights
	shown      uint64 // a bit for each scheme of the endpoint whose token was good
}

// identify is the first stage: the token leads to a caller, whose rights are
// read anew at each request. An operation that anybody may call looks at no
// token.
func (x *exchange) identify() *refusal {
	e := x.endpoint
	if e.Access.Public() {
		return nil
	}
	refused := e.missingToken
	for i, s := range e.schemes {
		token, sent := x.credential(s)
		if !sent {
			continue
		}
		switch why := x.identifyFor(s, token); {
		case why == nil:
			x.shown |= 1 << i
		case refused == e.missingToken:
			refused = why
		}
	}
	if x.shown > 0 || len(e.schemes) == 0 || e.Access.Admit(x.credentials()) == "" {
		return nil // by a token, or by a header that some alternative asks for alone
	}
	return refused
}

// identifyBy finds who a token stands for. Of several tokens the first that
// stands for a caller decides.
func (x *exchange) identifyBy(token string) *refusal {
	w := x.state
	change, _ := w.ChangeOf(token)
	switch {
	case change.Expired:
		return x.endpoint.expiredToken
	case change.Revoked:
		return x.endpoint.unknownToken
	case change.Bearer != nil:
		x.bringsRights(change.Bearer)
		return nil
	case w.Contract.Principal == nil:
		return x.identifyBearer(token)
	}
	w.Mu.RLock()
	defer w.Mu.RUnlock()
	caller, known := w.CallerOf(token)
	if !known {
		return x.unknownToken(token)
	}
	switch {
	case caller == nil:
		return x.endpoint.unknownToken // deleted since
	case !caller.Enabled:
		return x.endpoint.disabled
	case x.caller == nil:
		x.caller = caller
		x.rights = w.RightsOf(caller, x.rights[:0])
	}
	return nil
}

// identifyBearer is for documents without callers: there the token itself holds
// the rights. It is that of a persona, or the names of permissions joined by +.
func (x *exchange) identifyBearer(token string) *refusal {
	b, known := x.server.bearers[token]
	if !known {
		if b, known = x.server.model.BearerOf(token); !known {
			return x.unknownToken(token)
		}
	}
	if b.Disabled {
		return x.endpoint.disabled
	}
	x.bringsRights(&b)
	return nil
}

// bringsRights gives the request the rights of the first of its tokens.
func (x *exchange) bringsRights(b *state.Bearer) {
	if x.callerName == "" {
		x.callerName = b.Name
		x.rights = append(x.rights[:0], b.Rights...)
	}
}

// unknownToken refuses a token that nobody has. Where it is almost that of a
// persona, the refusal says whose: not the token, which may be a secret.
func (x *exchange) unknownToken(token string) *refusal {
	out := x.endpoint.unknownToken
	near := spelling.Nearest(token, x.server.tokenNames)
	if near == "" {
		return out
	}
	out = x.server.refuse(spec.NoToken, x.endpoint.Operation, "nobody has this token; did you mean that of the persona "+x.server.bearers[near].Name+"?")
	out.challenge = x.endpoint.unknownToken.challenge
	return out
}

// namePersonas notes whom the tokens of personas stand for.
func (s *Server) namePersonas() {
	s.personas, s.bearers = map[string]string{}, map[string]state.Bearer{}
	for _, p := range s.seed.Personas {
		s.personas[p.Caller] = p.Name
		s.tokenNames = append(s.tokenNames, p.Token)
		s.bearers[p.Token] = state.Bearer{Name: p.Name, Rights: s.contract.Permissions.Rights(p.Permissions...), Disabled: p.Disabled}
		if s.contract.Principal == nil && s.model.FullToken == "" && !p.Disabled && len(p.Permissions) == len(s.contract.Permissions.Names()) {
			s.model.FullToken = p.Token
		}
	}
}
