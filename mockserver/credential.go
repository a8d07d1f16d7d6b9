package mockserver

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/internal/cookie"
	"github.com/cotalker/rolecall/spec"
)

// credential is the token that a request carries as a scheme wants it.
func (x *exchange) credential(s *spec.Scheme) (token string, sent bool) {
	switch s.Kind {
	case spec.Basic:
		return basicToken(x.request.Header)
	case spec.APIKey:
		return x.apiKey(s)
	}
	return bearerToken(x.request.Header)
}

// identifyFor finds who a token of a scheme stands for. That of a cookie may have been
// escaped on its way.
func (x *exchange) identifyFor(s *spec.Scheme, token string) *refusal {
	why := x.identifyBy(token)
	if why != nil && s.In == "cookie" {
		if meant := cookie.Unescaped([]string{token}); meant != nil && x.identifyBy(meant[0]) == nil {
			return nil
		}
	}
	return why
}

// bearerToken reads the Authorization header: the scheme in any case, blanks,
// and the token to the letter.
func bearerToken(h http.Header) (string, bool) { return authorization(h, "bearer ") }

// basicToken is the user name of the Authorization header; the password may be
// anything.
func basicToken(h http.Header) (string, bool) {
	text, sent := authorization(h, "basic ")
	if !sent {
		return "", false
	}
	decoded, err := base64.StdEncoding.DecodeString(text)
	name := string(decoded)
	if end := strings.LastIndexByte(name, ':'); end >= 0 {
		name = name[:end] // the name of a permission often has a colon in it
	}
	return name, err == nil
}

// authorization reads the one Authorization header that has a scheme, which ends
// in a blank.
func authorization(h http.Header, scheme string) (string, bool) {
	values := h["Authorization"]
	if len(values) != 1 {
		return "", false
	}
	value := values[0]
	if len(value) < len(scheme) || !strings.EqualFold(value[:len(scheme)], scheme) {
		return "", false
	}
	token := strings.TrimLeft(value[len(scheme):], " ")
	return token, token != ""
}

func (x *exchange) apiKey(s *spec.Scheme) (string, bool) {
	switch s.In {
	case "query":
		values := x.request.URL.Query()[s.Key]
		return strings.Join(values, ","), len(values) == 1 && values[0] != ""
	case "cookie":
		values := cookie.Values(x.request.Header, s.Key)
		return strings.Join(values[:min(len(values), 1)], ""), len(values) > 0 && values[0] != ""
	}
	values := x.request.Header[s.Key]
	if len(values) != 1 || values[0] == "" {
		return "", false
	}
	if _, token, prefixed := strings.Cut(values[0], " "); prefixed && s.Key == "Authorization" {
		return strings.TrimLeft(token, " "), true // such as: Authorization: Token abc
	}
	return values[0], true
}

// schemesOf are those that carry a token to an operation, each once: keys beside the
// token of log-in are the last, for whoever logged in is the caller.
func schemesOf(a *spec.Access) []*spec.Scheme {
	var out, keys []*spec.Scheme
	for _, alternative := range a.Alternatives {
		for _, s := range alternative.Schemes {
			switch {
			case slices.Contains(out, s) || slices.Contains(keys, s) || s.Kind == spec.MutualTLS:
			case s.Foreign:
				keys = append(keys, s)
			default:
				out = append(out, s)
			}
		}
	}
	return append(out, keys...)
}

// howToSend says how a scheme wants its token.
func howToSend(s *spec.Scheme) string {
	switch s.Kind {
	case spec.Basic:
		return "the header Authorization: Basic with the token of a persona as user name"
	case spec.APIKey:
		in := s.In
		if in == "query" {
			in = "query parameter"
		}
		return fmt.Sprintf("the %s %s with the token of a persona", in, s.Key)
	}
	return "the header Authorization: Bearer with the token of a persona"
}

// waysToSend says how each alternative of an access wants its tokens.
func waysToSend(a *spec.Access) string {
	var ways []string
	for _, alternative := range a.Alternatives {
		var parts []string
		for _, s := range alternative.Schemes {
			if s.Kind != spec.MutualTLS {
				parts = append(parts, howToSend(s))
			}
		}
		if way := strings.Join(parts, ", and "); way != "" && !slices.Contains(ways, way) {
			ways = append(ways, way)
		}
	}
	if len(ways) == 0 {
		return "a token"
	}
	return strings.Join(ways, "; or ")
}

// challenges are the values of WWW-Authenticate, one for each way to ask.
func challenges(schemes []*spec.Scheme, invalid bool) []string {
	var out []string
	for _, s := range schemes {
		text := `Bearer realm="rolecall"`
		switch s.Kind {
		case spec.Basic:
			text = `Basic realm="rolecall"`
		case spec.APIKey:
			text = fmt.Sprintf(`ApiKey realm="rolecall", in=%q, name=%q`, s.In, s.Key)
		default:
			if invalid {
				text += `, error="invalid_token"`
			}
		}
		if !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	if len(out) == 0 {
		out = append(out, `Bearer realm="rolecall"`)
	}
	return out
}
