package mockserver

import (
	"github.com/cotalker/rolecall/mockserver/internal/state"
	"github.com/cotalker/rolecall/spec"
)

// login gives a token for the right name and password of an enabled caller.
// Everything else gets the same refusal, so that nothing is learned from it.
func (x *exchange) login() *refusal {
	w := x.state
	principal := w.Contract.Principal
	body, _ := x.body.(map[string]any)
	name, _ := body[principal.Login].(string)
	plain, _ := body[principal.Password].(string)

	w.Mu.RLock()
	caller := w.CallerNamed(name)
	w.Mu.RUnlock()
	var secret *state.Password
	if caller != nil {
		secret = caller.Password
	}
	if !secret.Matches(plain) || !caller.Enabled {
		return x.wrongCredentials()
	}
	var token string
	if refused := x.write(func() *refusal {
		now := x.state.CallerNamed(name)
		if now == nil || !now.Enabled || now.Password != secret && !now.Password.Matches(plain) {
			return x.wrongCredentials()
		}
		caller = now
		token = sessionToken(x.state.NextSerial())
		x.state.GiveToken(token, caller.Seq)
		return nil
	}); refused != nil {
		return refused
	}
	x.caller = caller
	reply := map[string]any{x.endpoint.Action.Token: token}
	for _, m := range x.endpoint.Success().Schema.Members() {
		if m.Required && m.Name != x.endpoint.Action.Token {
			reply[m.Name] = x.server.model.Sample(m.Schema, token)
		}
	}
	x.answer = x.endpoint.Success().Schema.Append(x.answer, reply)
	return nil
}

func (x *exchange) wrongCredentials() *refusal {
	refused := x.server.refuse(spec.BadCredentials, x.endpoint.Operation, "no active user has this "+x.state.Contract.Principal.Login+" and password")
	refused.challenge = []string{`Bearer realm="rolecall"`}
	return refused
}
