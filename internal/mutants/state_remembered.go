package mutants

import (
	"net/http"
	"strings"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/spec"
)

// rememberedFaults are servers that remember what a read answered, and forget it for a
// change by one way alone.
func rememberedFaults(c *spec.Contract) []Mutant {
	if c.Principal == nil {
		return nil
	}
	s := conformance.State
	about := people(c).and(func(op *spec.Operation) bool { return op.Action.Kind != spec.Login })
	remembered := func(keyOf func(c *call) string, forgets func(c *call) string) func(*call) {
		return func(c *call) {
			key := keyOf(c)
			c.mu.Lock()
			before := c.notes[key]
			c.mu.Unlock()
			if c.forward(); c.status != http.StatusOK {
				return
			}
			c.mu.Lock()
			defer c.mu.Unlock()
			if gone := forgets(c); gone != "" {
				for known := range c.notes {
					if strings.HasSuffix(known, gone) {
						delete(c.notes, known)
					}
				}
			}
			switch {
			case key == "" || c.r.Method != http.MethodGet:
			case before != "":
				c.reply = []byte(before)
			default:
				c.notes[key] = string(c.reply)
			}
		}
	}
	out := whole(about, "a read is remembered until its record is changed alone", "OP-9", s, remembered(func(c *call) string {
		if kinds(spec.Read)(c.op) {
			return c.op.ID + " " + c.key
		}
		return ""
	}, func(c *call) string {
		if kinds(spec.Update)(c.op) {
			return " " + c.key
		}
		return ""
	}))
	return append(out, whole(about, "a read of oneself is remembered until the same token changes it", "OP-9", s, remembered(func(c *call) string {
		if self(spec.Read)(c.op) {
			return c.op.ID + " " + c.token()
		}
		return ""
	}, func(c *call) string {
		if self(spec.Update)(c.op) {
			return " " + c.token()
		}
		return ""
	}))...)
}
