package mockserver

import "strings"

// WithControlToken has the control API want a token, in the header
// Rolecall-Control-Token or as Authorization: Bearer. Without one it answers only
// what comes to a loopback address.
func WithControlToken(token string) Option { return func(s *Server) { s.guard.Token = token } }

// WithAllowedHosts gives names under which the control API may be called besides
// localhost and addresses, which nobody else can have lead here.
func WithAllowedHosts(names ...string) Option {
	return func(s *Server) {
		for _, name := range names {
			s.guard.Hosts = append(s.guard.Hosts, strings.ToLower(name))
		}
	}
}

// WithAllowedOrigins gives origins, such as http://localhost:5173, whose pages may
// call the control API.
func WithAllowedOrigins(origins ...string) Option {
	return func(s *Server) { s.guard.Origins = append(s.guard.Origins, origins...) }
}
