package spec

import (
	"slices"
	"strings"
)

// SchemeKind is how a security scheme has its credential sent.
type SchemeKind string

// The kinds of scheme.
const (
	Bearer    SchemeKind = "bearer" // also oauth2 and openIdConnect: Authorization: Bearer TOKEN
	Basic     SchemeKind = "basic"  // the user name is the token
	APIKey    SchemeKind = "apiKey"
	MutualTLS SchemeKind = "mutualTLS" // the client's certificate; nothing is sent in the request
)

// Scheme is a security scheme whose credential stands for a caller: a token.
type Scheme struct {
	Name string // in components/securitySchemes
	Kind SchemeKind
	In   string // apiKey: header, query or cookie
	Key  string // apiKey: the name there, of a header canonical

	Foreign bool // stands beside callers: its credential is not the token of log-in

	node *node
}

func (c *compiler) securitySchemes(n *node) {
	c.schemes, c.headerKeys = map[string]*Scheme{}, map[string]*HeaderKey{}
	for name, scheme := range n.Members() {
		if strings.HasPrefix(name, "x-") {
			continue
		}
		scheme = scheme.Deref()
		kind, value := scheme.Get("type").Text(), scheme.Get("x-value")
		s := &Scheme{Name: name, Kind: Bearer, node: scheme}
		if value != nil && (kind != "apiKey" || scheme.Get("in").Text() != "header") {
			c.report.Warn(value, "x-value has no effect on the security scheme "+name+", which is not a key in a header", "write it on one of type: apiKey, in: header")
		}
		switch {
		case kind == "apiKey" && scheme.Get("in").Text() == "header" && value != nil:
			h := &HeaderKey{Scheme: name, Name: canonicalHeader(scheme.Get("name").Text()), Value: value.Text(), node: value}
			c.headerKeys[name] = h
			c.contract.Headers = append(c.contract.Headers, h)
			continue
		case kind == "apiKey":
			s.Kind, s.In, s.Key = APIKey, scheme.Get("in").Text(), scheme.Get("name").Text()
			if s.In == "header" {
				s.Key = canonicalHeader(s.Key)
			}
			if s.Key == "" || !slices.Contains([]string{"header", "query", "cookie"}, s.In) {
				c.report.Warn(scheme, "the security scheme "+name+" does not say where its key stands, and is taken for a bearer token", "give it in: header, query or cookie, and a name")
				s.Kind = Bearer
			}
		case kind == "http" && strings.EqualFold(scheme.Get("scheme").Text(), "basic"):
			s.Kind = Basic
		case kind == "mutualTLS":
			s.Kind = MutualTLS
		case kind == "http" && !strings.EqualFold(scheme.Get("scheme").Text(), "bearer"):
			c.report.Warn(scheme, "the security scheme "+name+" is of the kind http "+scheme.Get("scheme").Text()+", which is taken for a bearer token", "use bearer or basic")
		case kind != "http" && kind != "oauth2" && kind != "openIdConnect":
			c.report.Warn(scheme, "the security scheme "+name+" is of an unknown type, and is taken for a bearer token", "give it type: http, apiKey, oauth2, openIdConnect or mutualTLS")
		}
		c.schemes[name] = s
		c.contract.Schemes = append(c.contract.Schemes, s)
	}
}

// scheme finds a scheme by its name. One that is not declared, which has been
// told, is a bearer token.
func (c *compiler) scheme(name string) *Scheme {
	s := c.schemes[name]
	if s == nil {
		s = &Scheme{Name: name, Kind: Bearer}
		c.schemes[name] = s
		c.contract.Schemes = append(c.contract.Schemes, s)
	}
	return s
}

// withoutCredentials takes out the parameters in which the operation's schemes have
// their credentials sent: they are told twice, and a request has one.
func (op *Operation) withoutCredentials() {
	for _, alternative := range op.Access.Alternatives {
		for _, s := range alternative.Schemes {
			carries := func(p *Parameter) bool { return p.Name == s.Key }
			switch {
			case s.Kind != APIKey:
			case s.In == "query":
				op.Query = slices.DeleteFunc(op.Query, carries)
			case s.In == "cookie":
				op.Cookies = slices.DeleteFunc(op.Cookies, carries)
			case s.In == "header":
				op.Headers = slices.DeleteFunc(op.Headers, carries)
			}
		}
	}
}
