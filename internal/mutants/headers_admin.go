package mutants

import (
	"net"
	"net/http"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/spec"
)

// headerFaults are servers that are careless about the header of the admin API.
func headerFaults(c *spec.Contract) []Mutant {
	out := []Mutant{}
	h := conformance.Headers
	for _, key := range c.Headers {
		accept := func(values ...string) func(*call) {
			return func(c *call) {
				if got := c.r.Header[key.Name]; len(got) == 1 && slices.Contains(values, got[0]) {
					c.r.Header.Set(key.Name, key.Value)
				}
				c.forward()
			}
		}
		out = slices.Concat(out,
			every(c, admin, "the header is not needed", "HDR-3", h, func(c *call) {
				if len(c.r.Header[key.Name]) == 0 {
					c.r.Header.Set(key.Name, key.Value)
				}
				c.forward()
			}),
			[]Mutant{{Name: "the header's name has a case", Requirement: "HDR-3", Topic: h, conn: func(wire net.Conn) net.Conn { return lossy{wire, key.Name} }}},
			some(c, admin, "a header of another name counts", "HDR-3", h, func(c *call) {
				if value := c.r.Header.Get("Is-" + key.Name); value != "" {
					c.r.Header.Set(key.Name, value)
				}
				c.forward()
			}),
			some(c, admin, "a cookie of the header's name counts", "HDR-3", h, func(c *call) {
				if cookie, err := c.r.Cookie(key.Name); err == nil && cookie.Value == key.Value {
					c.r.Header.Set(key.Name, key.Value)
				}
				c.forward()
			}),
			some(c, admin, "the header false counts", "HDR-4", h, accept("false")),
			some(c, admin, "the header 1 counts", "HDR-4", h, accept("1")),
			some(c, admin, "the header in upper case counts", "HDR-4", h, accept(strings.ToUpper(key.Value))),
			some(c, admin, "the empty header counts", "HDR-4", h, accept("")),
			some(c, admin, "the header with a parameter counts", "HDR-4", h, accept(key.Value+";v=1")),
			some(c, admin, "what ends as the header does counts", "HDR-4", h, accept("x"+key.Value, "false, "+key.Value)),
			some(c, admin, "the first of two headers counts", "HDR-4", h, func(c *call) {
				if values := c.r.Header[key.Name]; len(values) > 1 {
					c.r.Header[key.Name] = values[:1]
				}
				c.forward()
			}),
			some(c, admin, "the last of two headers counts", "HDR-4", h, func(c *call) {
				if values := c.r.Header[key.Name]; len(values) > 1 {
					c.r.Header[key.Name] = values[1:]
				}
				c.forward()
			}),
			some(c, self(spec.Read), "oneself needs the header", "HDR-5", h, func(c *call) {
				if c.forward(); c.r.Header.Get(key.Name) != key.Value && c.status == http.StatusOK {
					c.refuse(http.StatusForbidden)
				}
			}),
			some(c, self(spec.Update), "oneself is refused with the header", "HDR-5", h, func(c *call) {
				if c.r.Header.Get(key.Name) == key.Value {
					c.refuse(http.StatusForbidden)
					return
				}
				c.forward()
			}),
		)
	}
	return out
}
