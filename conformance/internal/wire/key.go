package wire

import (
	"encoding/base64"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/internal/spelling"
	"github.com/cotalker/rolecall/spec"
)

// keys are the credentials beside the tokens of log-in that the target names, by the
// names of their schemes.
type keys map[string]string

// has tells whether each key that the schemes ask for is named.
func (k keys) has(schemes []*spec.Scheme) bool {
	return !slices.ContainsFunc(schemes, func(s *spec.Scheme) bool { return s.Foreign && k[s.Name] == "" })
}

// HasKeys tells whether the target names each key that the schemes ask for.
func (c *Client) HasKeys(schemes []*spec.Scheme) bool { return c.keys.has(schemes) }

// Opens tells whether the run has what some alternative of an operation asks for.
func (c *Client) Opens(op *spec.Operation) bool {
	return !op.Access.Foreign() || c.keys.wayOf(op) != nil
}

// wayOf is the alternative by which an operation is asked: the first that wants a
// token, theirs, and can be sent, and where there is none the first that wants keys
// which the target names.
func (k keys) wayOf(op *spec.Operation) *spec.Alternative {
	if op == nil {
		return nil
	}
	var keyed *spec.Alternative
	for i := range op.Access.Alternatives {
		alt := &op.Access.Alternatives[i]
		switch {
		case !alt.Token || alt.Crossed():
		case !alt.Foreign:
			return alt
		case keyed == nil && k.has(alt.Schemes):
			keyed = alt
		}
	}
	return keyed
}

// SentBy are the alternatives of an operation by which a caller's requests are sent, nil
// where a key is all that they bring.
func (c *Client) SentBy(op *spec.Operation) *spec.Access {
	way := c.keys.wayOf(op)
	foreign := func(alt spec.Alternative) bool { return alt.Foreign }
	switch {
	case way == nil || !slices.ContainsFunc(op.Access.Alternatives, foreign):
		return &op.Access
	case way.Keyed():
		return nil
	case way.Foreign:
		others := func(alt spec.Alternative) bool { return !slices.Equal(alt.Schemes, way.Schemes) }
		return &spec.Access{Alternatives: slices.DeleteFunc(slices.Clone(op.Access.Alternatives), others)}
	}
	return &spec.Access{Alternatives: slices.DeleteFunc(slices.Clone(op.Access.Alternatives), foreign)}
}

// Instead sends another credential than those of the caller and of the target by some
// of the schemes that the request is sent by.
func Instead(text string, schemes ...*spec.Scheme) Option {
	return func(r *Request) {
		if r.caller == nil {
			return
		}
		r.instead, r.insteadBy = text, schemes
		r.withoutCredential()
		r.authorize(r.schemes, r.caller.Token)
	}
}

// secretFor is what a scheme has sent: a key of the target, or the caller's token.
func (r *Request) secretFor(s *spec.Scheme, token string) string {
	switch {
	case slices.Contains(r.insteadBy, s):
		return r.instead
	case s.Foreign:
		return r.keys[s.Name]
	}
	return token
}

// sentKeys are the schemes whose keys of the target the request brings.
func (r *Request) sentKeys() []SentKey {
	var out []SentKey
	for _, s := range r.schemes {
		if s.Foreign && r.keys[s.Name] != "" && !slices.Contains(r.insteadBy, s) {
			out = append(out, SentKey{s, r.keys[s.Name]})
		}
	}
	return out
}

// bringsToken tells whether the caller's own token is sent.
func (r *Request) bringsToken() bool {
	return len(r.schemes) == 0 || slices.ContainsFunc(r.schemes, func(s *spec.Scheme) bool { return !s.Foreign })
}

// SentKey is a key of the target that a request brings.
type SentKey struct {
	Scheme *spec.Scheme
	text   string
}

// place is where the key stands: in which header, "" for the URL, behind what, and how
// it is written there.
func (k SentKey) place() (header, before, text string) {
	switch s := k.Scheme; {
	case s.Kind == spec.Basic:
		return "Authorization", "Basic ", base64.StdEncoding.EncodeToString([]byte(k.text))
	case s.In == "query":
		return "", url.QueryEscape(s.Key) + "=", url.QueryEscape(k.text)
	case s.In == "cookie":
		return "Cookie", s.Key + "=", strings.TrimPrefix(cookie(s.Key, k.text), s.Key+"=")
	default:
		return s.Key, "", k.text
	}
}

// keyIn finds a key of the target in a header of the request, or with "" in its URL:
// what stands before and behind it, and the variable of a shell for it, "" where there
// is none.
func (x *Exchange) keyIn(header, text string) (before, after, variable string) {
	for _, k := range x.Keys {
		at, prefix, key := k.place()
		if i := strings.Index(text, prefix+key); at == header && i >= 0 {
			return text[:i+len(prefix)], text[i+len(prefix)+len(key):], KeyVariable(k.Scheme.Name)
		}
	}
	return text, "", ""
}

// KeyVariable is the variable of a shell, or of the environment, for the key of a
// scheme.
func KeyVariable(scheme string) string {
	name := strings.Trim(strings.Map(func(c rune) rune {
		if c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' {
			return c
		}
		return '_'
	}, strings.ToUpper(scheme)), "_")
	if !strings.HasSuffix(name, "KEY") {
		name += "_KEY" // no variable that a shell has
	}
	if name[0] >= '0' && name[0] <= '9' || name[0] == '_' {
		name = "THE_" + strings.TrimLeft(name, "_")
	}
	return name
}

// FitKey tells what is wrong with a key that a target names for a scheme, and how to
// mend it, "" for nothing.
func FitKey(contract *spec.Contract, name, key string) (what, mend string) {
	var all []string
	for _, s := range contract.Keys() {
		all = append(all, s.Name)
	}
	ours := "no operation asks for a key beside the token of log-in; take it out"
	if len(all) > 0 {
		ours = "keys are those of " + strings.Join(all, ", ")
	}
	if contract.Principal == nil {
		return "the document has no callers (no x-principal), so that each credential is the token of a persona", "take keys out, and give the personas these tokens"
	}
	var schemes []string
	for _, s := range contract.Schemes {
		schemes = append(schemes, s.Name)
	}
	for _, h := range contract.Headers {
		if schemes = append(schemes, h.Scheme); h.Scheme == name {
			return fmt.Sprintf("the value of %s stands in the document (x-value), and is sent by itself", name), "take it out; " + ours
		}
	}
	i := slices.IndexFunc(contract.Schemes, func(s *spec.Scheme) bool { return s.Name == name })
	if i < 0 {
		if near := spelling.Nearest(name, schemes); near != "" {
			ours = "did you mean " + near + "? " + ours
		}
		return fmt.Sprintf("the document has no security scheme %q", name), ours
	}
	switch s := contract.Schemes[i]; {
	case s.Kind == spec.MutualTLS:
		return "the scheme " + name + " is a client's certificate, which no request holds", "take it out; " + ours
	case !s.Foreign && s.Kind != spec.Bearer && !asked(contract, s):
		return "no operation asks for the scheme " + name, "take it out; " + ours
	case !s.Foreign:
		return "the scheme " + name + " is where the token of log-in goes", "take it out, and give the personas their tokens; " + ours
	case s.Kind == spec.Basic && key != "" && !strings.Contains(key, ":"):
		return "the scheme " + name + " is basic, and the key has no colon", "write user:password"
	}
	return "", ""
}

// asked tells whether an operation asks for a scheme.
func asked(contract *spec.Contract, s *spec.Scheme) bool {
	return slices.ContainsFunc(contract.Operations, func(op *spec.Operation) bool {
		return slices.ContainsFunc(op.Access.Alternatives, func(alt spec.Alternative) bool { return slices.Contains(alt.Schemes, s) })
	})
}
