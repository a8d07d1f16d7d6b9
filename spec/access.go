package spec

import "slices"

// Access says who may do something: any one of its alternatives suffices. It is
// the compiled form of OpenAPI's security and of x-security.
type Access struct {
	Alternatives []Alternative // none: anybody, with no token

	node *node // where the document says so, nil for nowhere
}

// Alternative is one way to be admitted; all of it is needed.
type Alternative struct {
	Token       bool         // a token that stands for a caller, sent as Schemes say
	Schemes     []*Scheme    // that carry it: each must
	Headers     []*HeaderKey // headers with their exact values
	Permissions []string     // in the order of the document
	Foreign     bool         // another credential than the token of log-in, beside callers
	needs       Rights
	asking      []*Scheme // that name the permissions
}

// Crossed tells whether no request can bring all that an alternative asks for: two of
// its schemes want one header to hold different things. Two bearer tokens are one.
func (a *Alternative) Crossed() bool {
	held := ""
	for _, s := range a.Schemes {
		wants := string(s.Kind)
		if s.Kind != Bearer && s.Kind != Basic && (s.Kind != APIKey || s.In != "header" || s.Key != "Authorization") {
			continue
		}
		if held != "" && held != wants {
			return true
		}
		held = wants
	}
	return false
}

// NeedsToken tells whether nobody is admitted without a token.
func (a *Access) NeedsToken() bool {
	return len(a.Alternatives) > 0 && !slices.ContainsFunc(a.Alternatives, func(alt Alternative) bool { return !alt.Token })
}

// Crossed tells whether no request can bring what any of the alternatives asks for.
func (a *Access) Crossed() bool {
	return len(a.Alternatives) > 0 && !slices.ContainsFunc(a.Alternatives, func(alt Alternative) bool { return !alt.Crossed() })
}

// HeaderKey is an apiKey security scheme in a header that counts only with one
// exact value (x-value).
type HeaderKey struct {
	Scheme string // name in components/securitySchemes
	Name   string // canonical name of the header
	Value  string

	node *node // its x-value
}

// Credentials is what a request brings to be admitted.
type Credentials struct {
	Token   bool                  // a token that stands for an enabled caller
	Rights  Rights                // of that caller
	Headers func(*HeaderKey) bool // whether a header was sent with its exact value
}

// Public tells whether nothing at all is needed.
func (a *Access) Public() bool {
	return len(a.Alternatives) == 0 || slices.ContainsFunc(a.Alternatives, func(alt Alternative) bool {
		return !alt.Token && len(alt.Headers) == 0
	})
}

// Admit tells why a request is refused, "" for one that is admitted: by the first
// thing that it lacks, the token before the header, the header before the permission.
func (a *Access) Admit(c Credentials) RefusalKind {
	if len(a.Alternatives) == 0 {
		return ""
	}
	lacks := NoToken
	for i := range a.Alternatives {
		alt := &a.Alternatives[i]
		switch {
		case alt.Token && !c.Token:
		case !c.brings(alt.Headers):
			if lacks == NoToken {
				lacks = NoHeader
			}
		case !c.Rights.Holds(alt.needs):
			lacks = NoPermission
		default:
			return ""
		}
	}
	return lacks
}

func (c *Credentials) brings(headers []*HeaderKey) bool {
	for _, h := range headers {
		if !c.Headers(h) {
			return false
		}
	}
	return true
}

// AllowsRights tells whether a caller with these rights is admitted when token
// and headers are as they should be.
func (a *Access) AllowsRights(r Rights) bool {
	return len(a.Alternatives) == 0 || slices.ContainsFunc(a.Alternatives, func(alt Alternative) bool {
		return r.Holds(alt.needs)
	})
}

// Headers are the header keys that every alternative needs.
func (a *Access) Headers() []*HeaderKey {
	if len(a.Alternatives) == 0 {
		return nil
	}
	var out []*HeaderKey
	for _, h := range a.Alternatives[0].Headers {
		if !slices.ContainsFunc(a.Alternatives, func(alt Alternative) bool { return !slices.Contains(alt.Headers, h) }) {
			out = append(out, h)
		}
	}
	return out
}

// HeadersBy are the header keys that are asked of who enters by some schemes, and of who
// enters by none.
func (a *Access) HeadersBy(schemes []*Scheme) []*HeaderKey {
	if a.Public() {
		return nil
	}
	var out []*HeaderKey
	for _, alt := range a.Alternatives {
		for _, h := range alt.Headers {
			if slices.Equal(alt.Schemes, schemes) && !slices.Contains(out, h) {
				out = append(out, h)
			}
		}
	}
	return out
}

// LetsIn tells whether headers with their values let in whoever sends them, with no token.
func (a *Access) LetsIn(sent []*HeaderKey) bool {
	return slices.ContainsFunc(a.Alternatives, func(alt Alternative) bool {
		return !alt.Token && !slices.ContainsFunc(alt.Headers, func(h *HeaderKey) bool { return !slices.Contains(sent, h) })
	})
}

// Ways lists the permissions that each alternative needs, in the order of the
// document.
func (a *Access) Ways() [][]string {
	var out [][]string
	for _, alt := range a.Alternatives {
		out = append(out, alt.Permissions)
	}
	return out
}

// access compiles a security or x-security block.
func (c *compiler) access(n *node) *Access {
	a := &Access{node: n}
	if n == nil {
		return a
	}
	for _, item := range n.Items {
		var alt Alternative
		for name, roles := range item.Members() {
			if h := c.headerKeys[name]; h != nil {
				alt.Headers = append(alt.Headers, h)
			} else {
				alt.Token = true
				alt.Schemes = append(alt.Schemes, c.scheme(name))
			}
			for _, role := range roles.Texts() {
				if role == "" {
					c.report.Warn(roles, "a permission has no name, and is let be", "name it, or take it out")
					continue
				}
				c.contract.Permissions.add(role)
				alt.Permissions = append(alt.Permissions, role)
				if s := c.schemes[name]; s != nil {
					alt.asking = append(alt.asking, s)
				}
			}
		}
		if len(alt.Permissions) > 0 && !alt.Token {
			c.report.At(item, "permissions are asked of a request without a token", "name a scheme that carries one in the same alternative")
		}
		a.Alternatives = append(a.Alternatives, alt)
	}
	c.accesses = append(c.accesses, a)
	return a
}
