package mutants

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/spec"
)

// tokenFaults are servers that are careless about tokens.
func tokenFaults(c *spec.Contract) []Mutant {
	alike := func(same func(known, sent string) bool) func(*call) {
		return func(c *call) {
			_, sent, _ := strings.Cut(c.r.Header.Get("Authorization"), " ")
			for _, known := range c.known() {
				if sent != "" && known != sent && same(known, sent) && !slices.Contains(c.known(), sent) {
					c.setToken(known)
					break
				}
			}
			c.forward()
		}
	}
	scheme := func(accept func(scheme string) bool) func(*call) {
		return func(c *call) {
			if name, token, both := strings.Cut(c.r.Header.Get("Authorization"), " "); both && accept(name) {
				c.setToken(token)
			}
			c.forward()
		}
	}
	anonymous := func(c *call) {
		if c.r.Header.Get("Authorization") == "" {
			c.setToken(c.root)
		}
		c.forward()
	}
	unknown := func(c *call) {
		if token := c.token(); token != "" && !slices.Contains(c.known(), token) {
			c.setToken(c.root)
		}
		c.forward()
	}
	challenge := func(value string) func(*call) {
		return func(c *call) {
			c.forward()
			if c.status == http.StatusUnauthorized {
				if c.header.Del("Www-Authenticate"); value != "" {
					c.header["Www-Authenticate"] = []string{value}
				}
			}
		}
	}
	h := conformance.Headers
	return slices.Concat(
		every(c, chosen(guarded), "no token is let in", "HDR-1", h, anonymous),
		some(c, guarded, "an unknown token is let in", "HDR-1", h, unknown),
		some(c, guarded, "a token in other case is let in", "HDR-1", h, alike(strings.EqualFold)),
		some(c, guarded, "a token with more behind it is let in", "HDR-1", h, alike(func(known, sent string) bool { return sent == known+"x" })),
		some(c, guarded, "a token may have a word behind it", "HDR-1", h, func(c *call) {
			words := strings.Fields(c.r.Header.Get("Authorization"))
			if len(words) > 2 {
				c.setToken(words[1])
			}
			c.forward()
		}),
		some(c, guarded, "a token that lacks its end is let in", "HDR-1", h, alike(func(known, sent string) bool { return sent == known[:len(known)-1] })),
		some(c, guarded, "an id is a token", "HDR-1", h, func(c *call) {
			for _, known := range c.known() {
				c.mu.Lock()
				is := c.owners[known] == c.r.Header.Get("Authorization")[min(len("Bearer "), len(c.r.Header.Get("Authorization"))):]
				c.mu.Unlock()
				if is {
					c.setToken(known)
				}
			}
			c.forward()
		}),
		some(c, guarded, "the text null is a token", "HDR-1", h, func(c *call) {
			if c.token() == "null" {
				c.setToken(c.root)
			}
			c.forward()
		}),
		some(c, guarded, "a token may be one of a list", "HDR-1", h, func(c *call) {
			if first, _, more := strings.Cut(c.token(), ","); more {
				c.setToken(first)
			}
			c.forward()
		}),
		some(c, guarded, "another scheme is let in", "HDR-1", h, scheme(func(name string) bool { return name == "Basic" })),
		some(c, guarded, "what is behind a point is no part of a token", "HDR-1", h, alike(func(known, sent string) bool { return strings.HasPrefix(sent, known+".") })),
		some(c, guarded, "a token is unescaped", "HDR-1", h, alike(func(known, sent string) bool {
			plain, err := url.PathUnescape(sent)
			return err == nil && plain == known
		})),
		some(c, guarded, "a scheme of digests is let in", "HDR-1", h, scheme(func(name string) bool { return name == "Digest" })),
		some(c, guarded, "the beginning of a scheme is let in", "HDR-1", h, scheme(func(name string) bool { return strings.HasPrefix("Bearer", name) })),
		whole(self(spec.Read), "a login is a token", "HDR-1", h, func(c *call) {
			for _, known := range c.known() {
				c.mu.Lock()
				owner := c.owners[known]
				c.mu.Unlock()
				if found := c.byLogin(c.token()); c.token() != "" && len(found) == 1 && found[0][c.contract.Principal.Resource.ID] == owner {
					c.setToken(known)
					break
				}
			}
			c.forward()
		}),
		some(c, guarded, "a scheme of signed tokens is let in", "HDR-1", h, scheme(func(name string) bool { return name == "JWT" })),
		some(c, guarded, "the token of a proxy is let in", "HDR-1", h, func(c *call) {
			if value := c.r.Header.Get("Proxy-Authorization"); value != "" && c.r.Header.Get("Authorization") == "" {
				c.r.Header.Set("Authorization", value)
			}
			c.forward()
		}),
		some(c, guarded, "a token without a scheme is let in", "HDR-1", h, func(c *call) {
			if token := c.r.Header.Get("Authorization"); slices.Contains(c.known(), token) {
				c.setToken(token)
			}
			c.forward()
		}),
		some(c, guarded, "the scheme has a case", "HDR-1", h, func(c *call) {
			if name, _, _ := strings.Cut(c.r.Header.Get("Authorization"), " "); name != "Bearer" {
				c.r.Header.Del("Authorization")
			}
			c.forward()
		}),
		whole(kinds(spec.List), "a token in the query is let in", "HDR-1", h, func(c *call) {
			q := c.r.URL.Query()
			if token := q.Get("access_token"); token != "" && c.r.Header.Get("Authorization") == "" {
				c.setToken(token)
				q.Del("access_token")
				c.r.URL.RawQuery = q.Encode()
			}
			c.forward()
		}),
		some(c, guarded, "a 401 has no challenge", "HDR-2", h, challenge("")),
		some(c, guarded, "a 401 challenges with another scheme", "HDR-2", h, challenge("Basic")),
		some(c, guarded, "a 401 does not say that the token is wrong", "HDR-2", h, challenge("Bearer")),
		some(c, kinds(spec.Login), "a refused log-in has no challenge", "HDR-2", h, challenge("")),
	)
}
