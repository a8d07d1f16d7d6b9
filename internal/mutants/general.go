package mutants

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/spec"
)

// generalFaults are servers that break what holds for every operation.
func generalFaults(c *spec.Contract) []Mutant {
	if c.Principal == nil {
		return nil
	}
	s := conformance.State
	dated := func(op *spec.Operation) bool {
		return op.Action.Resource != nil && op.Action.Resource.Modified != ""
	}
	respelled := some(c, chosen(uniqueIn).and(kinds(spec.Create, spec.Update)).and(people(c)), "the login is kept in small letters", "OP-5", s, func(c *call) {
		sent := c.sent()
		if login, is := sent[c.contract.Principal.Login].(string); is {
			sent[c.contract.Principal.Login] = strings.ToLower(login)
			c.send(sent)
		}
		c.forward()
	})
	for i := range respelled {
		if operation(c, respelled[i]).Action.Kind == spec.Update {
			respelled[i].Requirement = "OP-7"
		}
	}
	return slices.Concat(
		rememberedRights(c),
		respelled,
		some(c, chosen(dated).and(kinds(spec.Create)), "a new record is of long ago", "GEN-2", s, func(c *call) {
			c.forward()
			c.rewrite(func(record map[string]any) {
				record[c.op.Action.Resource.Created], record[c.op.Action.Resource.Modified] = "2020-01-01T00:00:00.000Z", "2020-01-01T00:00:00.000Z"
			}, nil)
		}),
		every(c, chosen(dated).and(self(spec.Update)), "the date of a change grows by a millisecond", "GEN-2", s, func(c *call) {
			before := c.before()[c.owner()]
			c.forward()
			was, err := time.Parse(time.RFC3339, textOf(before[c.op.Action.Resource.Modified]))
			c.rewrite(func(record map[string]any) {
				if err == nil {
					record[c.op.Action.Resource.Modified] = was.Add(time.Millisecond).Format(spec.InstantLayout)
				}
			}, nil)
		}),
		anyCasePath(c),
		some(c, chosen(people(c)).and(reads), "a hash of the password is shown under another name", "MOD-1", conformance.Shapes, func(c *call) {
			c.forward()
			c.rewrite(func(record map[string]any) {
				record["credential"] = "$2b$10$" + strings.Repeat("N9qo8uLOickgx2ZMRZoMy", 3)[:53]
			}, nil)
		}),
		some(c, kinds(spec.Read), "a header makes a read a write", "GEN-3", conformance.Permissions, func(c *call) {
			method := c.r.Header.Get("X-HTTP-Method-Override")
			c.forward()
			for _, op := range c.contract.Operations {
				if c.status == http.StatusOK && op.Method == method && op.Path == c.op.Path {
					read := *c
					c.asRoot(op, c.key, c.sent())
					c.status, c.header, c.reply = read.status, read.header, read.reply
				}
			}
		}),
		every(c, kinds(spec.UpdateMany), "two changes of many wait for each other", "GEN-4", conformance.Concurrency, lockedInOrder),
	)
}

func textOf(v any) string {
	text, _ := v.(string)
	return text
}

func uniqueIn(op *spec.Operation) bool { return len(op.Action.Resource.Unique) > 0 }

// anyCasePath reads a path in any case, and guards it in one.
func anyCasePath(*spec.Contract) []Mutant {
	return everywhere("a path in another case is not guarded", "GEN-3", conformance.Permissions, func(c *call) {
		if c.op == nil {
			if op, key := c.route(c.r.Method, strings.ToLower(c.r.URL.Path)); op != nil && op.Action.Kind == spec.List {
				other := c.asRoot(op, key, nil)
				c.status, c.header, c.reply = other.status, other.header, other.reply
				return
			}
		}
		c.forward()
	})
}

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
			v, _ := spec.DecodeJSON(c.reply)
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

// lockedInOrder takes a lock for each record in the order in which they are
// named, and gives up where one is not free in time.
func lockedInOrder(c *call) {
	var mine []string
	defer func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		for _, id := range mine {
			delete(c.notes, "lock "+id)
		}
	}()
	for _, id := range c.targets() {
		for tries := 0; ; tries++ {
			c.mu.Lock()
			free := c.notes["lock "+id] == ""
			if free {
				c.notes["lock "+id] = "taken"
			}
			c.mu.Unlock()
			if free {
				break
			}
			if tries == 20 {
				c.refuse(http.StatusInternalServerError)
				return
			}
			c.stall()
		}
		mine = append(mine, id)
		c.stall()
	}
	c.forward()
}
