package mockserver

import (
	"net/http"
	"strings"

	"github.com/cotalker/rolecall/spec"
)

// identify is the second stage: the token leads to a caller, whose rights are
// read anew at each request. An operation that anybody may call looks at no
// token.
func (x *exchange) identify() *refusal {
	if x.endpoint.Access.Public() {
		return nil
	}
	token, sent := bearerToken(x.request.Header)
	if !sent {
		return x.endpoint.missingToken
	}
	w := x.world
	w.mu.RLock()
	defer w.mu.RUnlock()
	seq, known := w.tokens.of(token)
	if !known {
		return x.endpoint.unknownToken
	}
	caller := w.of(w.contract.Principal.Resource).all.at(seq)
	if !caller.enabled {
		return x.endpoint.disabled
	}
	x.caller = caller
	x.rights = w.rightsOf(caller, x.rights[:0])
	return nil
}

// rightsOf unites the permissions of the caller's enabled roles, into a buffer.
func (w *world) rightsOf(caller *record, into spec.Rights) spec.Rights {
	into = append(into, w.noRights...)
	roles := w.of(w.contract.Principal.Role)
	for _, id := range caller.roles {
		if role := roles.find(id); role != nil && role.enabled {
			into.Add(role.rights)
		}
	}
	return into
}

// bearerToken reads the Authorization header: the scheme in any case, blanks,
// and the token to the letter.
func bearerToken(h http.Header) (string, bool) {
	values := h["Authorization"]
	if len(values) != 1 {
		return "", false
	}
	const scheme = "bearer "
	value := values[0]
	if len(value) < len(scheme) || !strings.EqualFold(value[:len(scheme)], scheme) {
		return "", false
	}
	token := strings.TrimLeft(value[len(scheme):], " ")
	return token, token != ""
}
