package mutants

import (
	"net/http"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/spec"
)

// silenceFaults are servers that now and then do what they are asked and do not
// reply.
func silenceFaults(c *spec.Contract) []Mutant {
	return widely(every(c, kinds(spec.Create), "every second reply is lost", "OWN", conformance.Shapes, func(c *call) {
		c.mu.Lock()
		c.notes["asked"] += "x"
		lost := len(c.notes["asked"])%2 == 0
		c.mu.Unlock()
		c.forward()
		if lost {
			panic(http.ErrAbortHandler)
		}
	}))
}
