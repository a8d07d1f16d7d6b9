package mutants

import (
	"net/http"
	"slices"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// rememberedRights are servers whose tokens carry what their user held at
// log-in.
func rememberedRights(c *spec.Contract) []Mutant {
	out := some(c, admin, "what was held at log-in still counts", "GEN-1", conformance.Permissions, nil)
	for i := range out {
		here := out[i].where
		out[i].where = func(op *spec.Operation) bool { return here(op) || op.Action.Kind == spec.Login }
		still := letIn(func(c *call, needed string) bool {
			c.mu.Lock()
			defer c.mu.Unlock()
			return slices.Contains(c.held[c.token()], needed)
		})
		out[i].around = func(c *call) {
			if c.op.Action.Kind != spec.Login {
				still(c)
				return
			}
			if c.forward(); c.status != http.StatusOK {
				return
			}
			c.learn()
			v, _ := jsonvalue.Decode(c.reply)
			answer, _ := v.(map[string]any)
			token := textOf(answer[c.op.Action.Token])
			who := &call{faulty: c.faulty, op: c.op, r: c.r.Clone(c.r.Context())}
			who.setToken(token)
			held := who.permissions(who.roles(), false)
			c.mu.Lock()
			c.held[token] = held
			c.mu.Unlock()
		}
	}
	return out
}
