package mockserver

import (
	"slices"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/spec"
)

// Keys are credentials that the mock takes where a document asks for a key beside the
// token of log-in, by the names of their schemes: there, too, any token of a persona
// will do. It is that of bootstrap, or of the first who has the rights that are asked
// of a key; of basic it is the user name.
func (s *Server) Keys() map[string]string {
	out := map[string]string{}
	for _, scheme := range s.contract.Keys() {
		if p := s.keyHolder(scheme); p != nil {
			out[scheme.Name] = p.Token
			if scheme.Kind == spec.Basic {
				out[scheme.Name] += ":rolecall"
			}
		}
	}
	return out
}

// keyHolder is the persona whose token is shown as the key of a scheme, nil for none.
func (s *Server) keyHolder(scheme *spec.Scheme) *fixtures.Persona {
	var best *fixtures.Persona
	for i := range s.seed.Personas {
		p := &s.seed.Personas[i]
		if p.Disabled || !s.opensAll(scheme, s.contract.Permissions.Rights(p.Permissions...)) {
			continue
		}
		if p.Name == fixtures.Bootstrap {
			return p
		}
		if best == nil {
			best = p
		}
	}
	return best
}

// opensAll tells whether rights suffice wherever the key of a scheme is all that is
// asked for.
func (s *Server) opensAll(scheme *spec.Scheme, rights spec.Rights) bool {
	for _, op := range s.contract.Operations {
		for i, alt := range op.Access.Alternatives {
			one := spec.Access{Alternatives: op.Access.Alternatives[i : i+1]}
			if alt.Keyed() && slices.Contains(alt.Schemes, scheme) && !one.AllowsRights(rights) {
				return false
			}
		}
	}
	return true
}
