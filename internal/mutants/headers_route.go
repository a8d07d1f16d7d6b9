package mutants

import (
	"net/http"
	"slices"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/spec"
)

// routeFaults are servers that are careless about paths and methods.
func routeFaults(c *spec.Contract) []Mutant {
	h := conformance.Headers
	none := func(change func(*call)) func(*call) {
		return func(c *call) {
			if c.forward(); c.op == nil {
				change(c)
			}
		}
	}
	heads := func(status int) func(*call) {
		return func(c *call) {
			if c.forward(); c.r.Method == http.MethodHead {
				c.status = status
			}
		}
	}
	out := slices.Concat(
		everywhere("an unknown path is 401", "LOC-3", h, none(func(c *call) {
			if c.status == http.StatusNotFound {
				c.refuse(http.StatusUnauthorized)
			}
		})),
		everywhere("an unknown path is 200", "LOC-3", h, none(func(c *call) {
			if c.status == http.StatusNotFound {
				c.status = http.StatusOK
			}
		})),
		everywhere("another method is 404", "LOC-3", h, none(func(c *call) {
			if c.status == http.StatusMethodNotAllowed {
				c.refuse(http.StatusNotFound)
			}
		})),
		everywhere("a 405 has no Allow", "LOC-3", h, none(func(c *call) { c.header.Del("Allow") })),
		everywhere("Allow names a method that is 405", "LOC-3", h, none(func(c *call) {
			if allow := c.header.Get("Allow"); allow != "" {
				c.header.Set("Allow", allow+", DELETE")
			}
		})),
		everywhere("Allow names GET alone", "LOC-3", h, none(func(c *call) {
			if c.header.Get("Allow") != "" {
				c.header.Set("Allow", "GET")
			}
		})),
		everywhere("DELETE is 200", "LOC-3", h, func(c *call) {
			if c.forward(); c.r.Method == http.MethodDelete && c.status == http.StatusMethodNotAllowed {
				c.status = http.StatusOK
			}
		}),
		some(c, reads, "HEAD is 405", "LOC-3", h, heads(http.StatusMethodNotAllowed)),
		some(c, reads, "HEAD needs no token", "LOC-3", h, heads(http.StatusOK)),
		everywhere("another method without a token is 401", "LOC-3", conformance.Bodies, none(func(c *call) {
			if c.status == http.StatusMethodNotAllowed && c.token() == "" {
				c.refuse(http.StatusUnauthorized)
			}
		})),
		some(c, kinds(spec.Login), "log-in is not there", "LOC-2", conformance.Authentication, func(c *call) { c.refuse(http.StatusNotFound) }),
	)
	for _, version := range versionsOf(c) {
		in := func(op *spec.Operation) bool {
			return op.Version == version && reads(op) && len(op.PathKeys)+len(op.Access.Headers()) != 1
		}
		out = append(out, whole(chosen(in), "version "+version+" answers with another record", "LOC-1", h, func(c *call) {
			c.forward()
			c.rewrite(func(record map[string]any) {
				for name, value := range record {
					if flag, is := value.(bool); is {
						record[name] = !flag
					}
				}
			}, nil)
		})...)
	}
	return out
}

func versionsOf(c *spec.Contract) []string {
	var out []string
	for _, op := range c.Operations {
		if op.Version != "" && !slices.Contains(out, op.Version) {
			out = append(out, op.Version)
		}
	}
	return out
}
