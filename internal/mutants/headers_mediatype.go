package mutants

import (
	"net/http"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/spec"
)

// mediaFaults are servers that are careless about Content-Type and size.
func mediaFaults(c *spec.Contract) []Mutant {
	h := conformance.Headers
	accept := func(fits func(string) bool) func(*call) {
		return func(c *call) {
			if fits(c.r.Header.Get("Content-Type")) {
				c.r.Header.Set("Content-Type", "application/json")
			}
			c.forward()
		}
	}
	tooLarge := func(c *call) bool { return len(c.body) > 1<<20 }
	shorten := func(c *call) { c.send(shortened(c.sent())) }
	return slices.Concat(
		every(c, withBody, "any media type is read", "HDR-6", h, accept(func(string) bool { return true })),
		some(c, withBody, "a body without a media type is read", "HDR-6", h, accept(func(t string) bool { return t == "" })),
		some(c, withBody, "a media type that ends in +json is read", "HDR-6", h, accept(func(t string) bool { return strings.HasSuffix(t, "+json") })),
		some(c, withBody, "a media type that begins alike is read", "HDR-6", h, accept(func(t string) bool { return strings.HasPrefix(t, "application/json") })),
		some(c, withBody, "another media type is 400", "HDR-6", h, func(c *call) {
			if c.forward(); c.status == http.StatusUnsupportedMediaType {
				c.refuse(http.StatusBadRequest)
			}
		}),
		some(c, withBody, "a charset is refused", "HDR-6", h, func(c *call) {
			if strings.Contains(c.r.Header.Get("Content-Type"), ";") {
				c.r.Header.Set("Content-Type", "text/plain")
			}
			c.forward()
		}),
		some(c, withBody, "a charset in quotes is refused", "HDR-6", h, func(c *call) {
			if strings.Contains(c.r.Header.Get("Content-Type"), `"`) {
				c.r.Header.Set("Content-Type", "text/plain")
			}
			c.forward()
		}),
		some(c, withBody, "a body may be of any size", "HDR-6", h, func(c *call) {
			if tooLarge(c) {
				shorten(c)
			}
			c.forward()
		}),
		some(c, withBody, "the size is only what Content-Length says", "HDR-6", h, func(c *call) {
			if tooLarge(c) && c.r.ContentLength < 0 {
				shorten(c)
			}
			c.forward()
		}),
		some(c, withBody, "a large body is 400", "HDR-6", h, func(c *call) {
			if tooLarge(c) {
				c.refuse(http.StatusBadRequest)
				return
			}
			c.forward()
		}),
		some(c, withBody, "a body of 1 MiB is too large", "HDR-6", h, func(c *call) {
			if len(c.body) >= 1<<20 {
				c.refuse(http.StatusRequestEntityTooLarge)
				return
			}
			c.forward()
		}),
		some(c, withBody, "no JSON comes before the media type", "HDR-6", conformance.Bodies, func(c *call) {
			if c.forward(); c.status == http.StatusUnsupportedMediaType && c.sent() == nil {
				c.refuse(http.StatusBadRequest)
			}
		}),
	)
}

// shortened is a body with its long texts cut.
func shortened(object map[string]any) map[string]any {
	for name, value := range object {
		switch value := value.(type) {
		case string:
			object[name] = value[:min(len(value), 40)]
		case map[string]any:
			shortened(value)
		}
	}
	return object
}
