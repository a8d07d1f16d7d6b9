package mockserver

import (
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// guard is who may use the control API. A browser runs the pages of anybody, and
// they can send requests to a loopback port, by a name of theirs that leads there
// too: so pages of other origins are refused, and names that are not known. Over
// the network anybody may ask, so there a token is wanted.
type guard struct {
	token   string   // wanted of every caller, "" for none of those on this machine
	hosts   []string // names, in lower case, besides localhost
	origins []string // of pages that may call, besides those of the mock's own host
}

// WithControlToken has the control API want a token, in the header
// Rolecall-Control-Token or as Authorization: Bearer. Without one it answers only
// what comes to a loopback address.
func WithControlToken(token string) Option { return func(s *Server) { s.guard.token = token } }

// WithAllowedHosts gives names under which the control API may be called besides
// localhost and addresses, which nobody else can have lead here.
func WithAllowedHosts(names ...string) Option {
	return func(s *Server) {
		for _, name := range names {
			s.guard.hosts = append(s.guard.hosts, strings.ToLower(name))
		}
	}
}

// WithAllowedOrigins gives origins, such as http://localhost:5173, whose pages may
// call the control API.
func WithAllowedOrigins(origins ...string) Option {
	return func(s *Server) { s.guard.origins = append(s.guard.origins, origins...) }
}

// refuses says with which status and why a request may not use the control API, or
// 0 where it may.
func (g *guard) refuses(r *http.Request) (status int, why string) {
	at, connected := r.Context().Value(http.LocalAddrContextKey).(net.Addr) // not where a test calls the handler
	if name := hostName(r.Host); connected && !g.knowsHost(name) {
		return http.StatusForbidden, fmt.Sprintf("the control API does not answer to the name %q, which may lead here without leave; use localhost or the address, or start the mock with --allow-host %s",
			printable(name), printable(name))
	}
	if origin, foreign := g.foreignOrigin(r); foreign {
		return http.StatusForbidden, fmt.Sprintf("the control API answers no page of another origin, and this one is of %s; where it is yours, start the mock with --allow-origin %s",
			printable(origin), printable(origin))
	}
	switch {
	case g.token == "" && connected && !isLocal(at):
		return http.StatusForbidden, "over the network the control API wants a token: start the mock with --control-token, and send it in the header Rolecall-Control-Token"
	case g.token != "" && !g.hasToken(r):
		return http.StatusUnauthorized, "the control API wants the token that the mock was started with, in the header Rolecall-Control-Token"
	}
	return 0, ""
}

// knowsHost tells whether a host leads here whoever says so: an address, a name of
// this machine alone, or one that was given.
func (g *guard) knowsHost(name string) bool {
	return name == "" || net.ParseIP(name) != nil || name == "localhost" || strings.HasSuffix(name, ".localhost") || slices.Contains(g.hosts, name)
}

// hostName is a Host header without its port, in lower case.
func hostName(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return strings.ToLower(strings.TrimSuffix(strings.TrimSuffix(strings.TrimPrefix(host, "["), "]"), "."))
}

// foreignOrigin is the origin of a page that may not call, and whether there is
// one. A browser says where a request comes from in Origin, and where that is
// missing, as of a picture, in Sec-Fetch-Site. To open a page is no call.
func (g *guard) foreignOrigin(r *http.Request) (string, bool) {
	origins := r.Header["Origin"]
	if origins == nil {
		foreign := r.Header.Get("Sec-Fetch-Site") == "cross-site" && r.Header.Get("Sec-Fetch-Mode") != "navigate"
		return "another site", foreign
	}
	for _, origin := range origins {
		at, err := url.Parse(origin)
		if slices.Contains(g.origins, origin) || err == nil && at.Host != "" && strings.EqualFold(at.Host, r.Host) {
			continue
		}
		return origin, true
	}
	return "", false
}

// isLocal tells whether only this machine has an address.
func isLocal(at net.Addr) bool {
	tcp, isTCP := at.(*net.TCPAddr)
	return !isTCP || tcp.IP.IsLoopback()
}

func (g *guard) hasToken(r *http.Request) bool {
	sent := r.Header.Get("Rolecall-Control-Token")
	if sent == "" {
		sent, _ = bearerToken(r.Header)
	}
	a, b := sha256.Sum256([]byte(sent)), sha256.Sum256([]byte(g.token)) // which tells nothing of its length
	return subtle.ConstantTimeCompare(a[:], b[:]) == 1
}
