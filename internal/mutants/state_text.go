package mutants

import (
	"net/http"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// textFaults are servers that have views of their own on what texts may be.
func textFaults(c *spec.Contract) []Mutant {
	s := conformance.State
	escape := func(c *call) {
		c.body = []byte(strings.ReplaceAll(string(c.body), "<b>", "&lt;b>"))
		c.forward()
	}
	narrow := func(c *call) {
		c.body = []byte(strings.ReplaceAll(string(c.body), "😀", "?"))
		c.forward()
	}
	unique := func(c *call) {
		sent := c.sent()
		for _, u := range c.op.Action.Resource.Unique {
			delete(sent, u.Member)
		}
		text := string(jsonvalue.Append(nil, sent))
		c.mu.Lock()
		again := c.notes[text] != ""
		c.notes[text] = "made"
		c.mu.Unlock()
		if again {
			c.refuse(http.StatusConflict)
			return
		}
		c.forward()
	}
	changes := func(op *spec.Operation) bool {
		return op.Action.Kind == spec.Update || op.Action.Kind == spec.UpdateMany
	}
	out := slices.Concat(
		some(c, kinds(spec.Create), "markup is escaped", "OP-5", s, escape),
		every(c, changes, "what MySQL calls utf8 is written", "OP-7", s, narrow),
		some(c, kinds(spec.Create), "no two records are alike", "OP-5", s, unique),
	)
	for i := range out {
		if op := operation(c, out[i]); !people(c)(op) {
			out[i].Requirement = "OP-12"
		} else if op.Action.Kind == spec.UpdateMany {
			out[i].Requirement = "OP-8"
		}
	}
	return out
}
