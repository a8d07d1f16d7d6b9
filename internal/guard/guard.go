// Package guard says who may use what a mock or a proxy tells of itself. A browser
// runs the pages of anybody, and they can send requests to a loopback port, by a name
// of theirs that leads there too: so pages of other origins are refused, and names
// that are not known. Over the network anybody may ask, so there a token is wanted.
//
//	if status, why := g.Refuses(r); status != 0 {
package guard

import (
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/internal/printable"
)

// tokenHeader is where a request has the token.
const tokenHeader = "Rolecall-Control-Token"

// Guard is who may ask.
type Guard struct {
	Of      string   // what is guarded: "the control API"
	By      string   // who is started: "the mock"
	Token   string   // wanted of every caller, "" for none of those on this machine
	Hosts   []string // names, in lower case, besides localhost
	Origins []string // of pages that may call, besides those of the own host
}

// Refuses says with which status and why a request may not use what is guarded, or
// 0 where it may.
func (g *Guard) Refuses(r *http.Request) (status int, why string) {
	at, connected := r.Context().Value(http.LocalAddrContextKey).(net.Addr) // not where a test calls the handler
	if name := hostName(r.Host); connected && !g.knowsHost(name) {
		return http.StatusForbidden, fmt.Sprintf("%s does not answer to the name %q, which may lead here without leave; use localhost or the address, or start %s with --allow-host %s",
			g.Of, printable.Line(name), g.By, printable.Line(name))
	}
	if origin, foreign := g.foreignOrigin(r); foreign {
		return http.StatusForbidden, fmt.Sprintf("%s answers no page of another origin, and this one is of %s; where it is yours, start %s with --allow-origin %[2]s", g.Of, printable.Line(origin), g.By)
	}
	switch {
	case g.Token == "" && connected && !isLocal(at):
		return http.StatusForbidden, fmt.Sprintf("over the network %s wants a token: start %s with --control-token, and send it in the header %s", g.Of, g.By, tokenHeader)
	case g.Token != "" && !g.hasToken(r):
		return http.StatusUnauthorized, fmt.Sprintf("%s wants the token that %s was started with, in the header %s", g.Of, g.By, tokenHeader)
	}
	return 0, ""
}

// knowsHost tells whether a host leads here whoever says so: an address, a name of
// this machine alone, or one that was given.
func (g *Guard) knowsHost(name string) bool {
	return name == "" || net.ParseIP(name) != nil || name == "localhost" || strings.HasSuffix(name, ".localhost") || slices.Contains(g.Hosts, name)
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
func (g *Guard) foreignOrigin(r *http.Request) (string, bool) {
	origins := r.Header["Origin"]
	if origins == nil {
		foreign := r.Header.Get("Sec-Fetch-Site") == "cross-site" && r.Header.Get("Sec-Fetch-Mode") != "navigate"
		return "another site", foreign
	}
	for _, origin := range origins {
		at, err := url.Parse(origin)
		if slices.Contains(g.Origins, origin) || err == nil && at.Host != "" && strings.EqualFold(at.Host, r.Host) {
			continue
		}
		return origin, true
	}
	return "", false
}

// IsStranger tells whether a page of another site asks that this machine has not
// served: by a call, with a picture, or by a link to here.
func (g *Guard) IsStranger(r *http.Request) bool {
	origins := r.Header["Origin"]
	if origins == nil {
		return r.Header.Get("Sec-Fetch-Site") == "cross-site"
	}
	_, foreign := g.foreignOrigin(r)
	at, err := url.Parse(origins[0])
	return foreign && (err != nil || !isLoopback(at.Hostname()))
}

// isLoopback tells whether a name leads to this machine, whoever says so.
func isLoopback(name string) bool {
	ip := net.ParseIP(name)
	return name == "localhost" || strings.HasSuffix(name, ".localhost") || ip != nil && ip.IsLoopback()
}

// isLocal tells whether only this machine has an address.
func isLocal(at net.Addr) bool {
	tcp, isTCP := at.(*net.TCPAddr)
	return !isTCP || tcp.IP.IsLoopback()
}

func (g *Guard) hasToken(r *http.Request) bool {
	sent := r.Header.Get(tokenHeader)
	if sent == "" {
		if scheme, rest, _ := strings.Cut(r.Header.Get("Authorization"), " "); strings.EqualFold(scheme, "Bearer") {
			sent = strings.Trim(rest, " ")
		}
	}
	a, b := sha256.Sum256([]byte(sent)), sha256.Sum256([]byte(g.Token)) // which tells nothing of its length
	return subtle.ConstantTimeCompare(a[:], b[:]) == 1
}
