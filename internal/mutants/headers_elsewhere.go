package mutants

import (
	"net/http"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/spec"
)

// elsewhereFaults are servers that look for a token, or for the header of the admin
// API, in other places too, and that are careless where HEAD asks.
func elsewhereFaults(c *spec.Contract) []Mutant {
	h := conformance.Headers
	cookie := func(c *call, name string) string {
		found, err := c.r.Cookie(name)
		if err != nil {
			return ""
		}
		return found.Value
	}
	named := func(from func(c *call) string) func(*call) {
		return func(c *call) {
			if token := from(c); token != "" {
				c.setToken(token)
			}
			c.forward()
		}
	}
	heads := func(when func(c *call) bool, change func(c *call)) func(*call) {
		return func(c *call) {
			if c.forward(); c.r.Method == http.MethodHead && when(c) {
				change(c)
			}
		}
	}
	keyed := chosen(reads).and(func(op *spec.Operation) bool { return len(op.PathKeys) > 0 })
	out := slices.Concat(
		some(c, guarded, "a token in a cookie is let in", "HDR-1", h, named(func(c *call) string { return cookie(c, "token") })),
		some(c, guarded, "a token in another header is let in", "HDR-1", h, named(func(c *call) string { return c.r.Header.Get("X-Access-Token") })),
		some(c, guarded, "a token may have a word before it", "HDR-1", h, named(func(c *call) string {
			if words := strings.Fields(c.r.Header.Get("Authorization")); len(words) > 2 {
				return words[2]
			}
			return ""
		})),
		some(c, guarded, "a token in quotes is let in", "HDR-1", h, named(func(c *call) string { return strings.Trim(c.token(), `"`) })),
		some(c, keyed, "HEAD of an unknown id is 200", "LOC-3", h, heads(func(c *call) bool { return c.status == http.StatusNotFound }, func(c *call) {
			c.status = http.StatusOK
			c.header.Set("Cache-Control", "no-store")
		})),
		some(c, keyed, "HEAD tells which ids there are", "PRM-13", conformance.Permissions, heads(func(c *call) bool { return c.status == http.StatusForbidden }, func(c *call) {
			if c.asRoot(c.op, c.key, nil).status == http.StatusNotFound {
				c.status = http.StatusNotFound
			}
		})),
		some(c, reads, "a browser gets HTML", "HDR-8", conformance.Shapes, func(c *call) {
			if c.forward(); c.status == http.StatusOK && strings.HasPrefix(c.r.Header.Get("Accept"), "text/html") {
				c.header.Set("Content-Type", "text/html")
			}
		}),
	)
	for _, key := range c.Headers {
		admits := func(when func(c *call) bool) func(*call) {
			return func(c *call) {
				if when(c) {
					c.r.Header.Set(key.Name, key.Value)
				}
				c.forward()
			}
		}
		name := strings.ToLower(key.Name)
		out = slices.Concat(out,
			some(c, admin, "the header may be a cookie", "HDR-3", h, admits(func(c *call) bool { return cookie(c, name) == key.Value })),
			some(c, kinds(spec.List), "the header may stand in the query", "HDR-3", h, admits(func(c *call) bool { return c.r.URL.Query().Get(name) == key.Value })),
			some(c, chosen(reads).and(admin), "HEAD takes any value of the header", "LOC-3", h, admits(func(c *call) bool {
				return c.r.Method == http.MethodHead && c.r.Header.Get(key.Name) != ""
			})),
		)
	}
	return out
}
