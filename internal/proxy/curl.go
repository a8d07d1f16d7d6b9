package proxy

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/spec"
)

// maxPasted is how long a body may be that a person pastes, in bytes.
const maxPasted = 2 << 10

// curl is a line for a POSIX shell that repeats a request to the target. What may
// be a secret is a variable of the shell: TOKEN for a credential, COOKIE for
// cookies, BODY for a body that is long, or that may hold a password.
func (p *Proxy) curl(x *passed) string {
	r := x.request
	parts := []string{"curl -i -X " + r.Method}
	if r.Method == http.MethodHead {
		parts[0] = "curl -I"
	}
	var names []string
	for name := range r.Header {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		switch value := strings.Join(r.Header[name], ", "); {
		case name == "Authorization":
			scheme, _, _ := strings.Cut(value, " ")
			parts = append(parts, `-H "Authorization: `+shellSafe(scheme)+` $TOKEN"`)
		case name == "Cookie":
			parts = append(parts, `-H "Cookie: $COOKIE"`)
		case p.isCredential("header", name):
			parts = append(parts, `-H "`+name+`: $TOKEN"`)
		case name == "Content-Type", name == "Accept", isParameter(x.op, name), isWanted(x.op, name):
			parts = append(parts, "-H "+shellText(name+": "+value))
		}
	}
	if text, known := x.sent.body(); len(text) > 0 || !known {
		if known && len(text) <= maxPasted && !holdsSecret(x.op) {
			parts = append(parts, "--data-binary "+shellText(string(text)))
		} else {
			parts = append(parts, `--data-binary "$BODY"`)
		}
	}
	at := *r.URL
	lead(&at, p.contract.BasePath, p.target)
	at.User = nil
	query := at.Query()
	secret := false
	for name := range query {
		if p.isCredential("query", name) || p.keeper.Secrets().Holds(name) {
			query[name], secret = []string{"TOKEN"}, true
		}
	}
	if secret {
		at.RawQuery = query.Encode()
	}
	return strings.Join(append(parts, shellText(p.redactor(x).Replace(at.String()))), " ")
}

func (p *Proxy) isCredential(in, name string) bool {
	return slices.ContainsFunc(p.contract.Schemes, func(s *spec.Scheme) bool {
		return s.Kind == spec.APIKey && s.In == in && strings.EqualFold(s.Key, name)
	})
}

// isWanted tells whether a header is one that counts with a value that everybody
// knows.
func isWanted(op *spec.Operation, name string) bool {
	return op != nil && slices.ContainsFunc(op.Access.Headers(), func(h *spec.HeaderKey) bool { return strings.EqualFold(h.Name, name) })
}

func isParameter(op *spec.Operation, name string) bool {
	return op != nil && slices.ContainsFunc(op.Headers, func(p *spec.Parameter) bool { return p.Name == name })
}

// holdsSecret tells whether a body may hold what nobody is shown.
func holdsSecret(op *spec.Operation) bool {
	if op == nil || op.Action.Kind == spec.Login || op.Body == nil || op.Body.Schema == nil {
		return true
	}
	return slices.ContainsFunc(op.Body.Schema.Members(), func(m spec.Member) bool { return m.WriteOnly })
}

func shellText(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }

// shellSafe is a word of a header as it may stand in double quotes.
func shellSafe(word string) string {
	if strings.ContainsFunc(word, func(r rune) bool { return r < '0' || r > 'z' || r > '9' && r < 'A' || r > 'Z' && r < 'a' }) {
		return url.QueryEscape(word)
	}
	return word
}
