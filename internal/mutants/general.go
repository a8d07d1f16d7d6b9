package mutants

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/internal/instant"
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
	tagged := slices.Concat(
		some(c, people(c).and(kinds(spec.Create)), "what is behind a plus in a login is not kept", "OP-5", s, func(c *call) {
			sent := c.sent()
			login, _ := sent[c.contract.Principal.Login].(string)
			if local, domain, both := strings.Cut(login, "@"); both && strings.Contains(local, "+") {
				local, _, _ = strings.Cut(local, "+")
				sent[c.contract.Principal.Login] = local + "@" + domain
				c.send(sent)
			}
			c.forward()
		}),
		some(c, people(c).and(kinds(spec.List)), "a plus in a query is unescaped twice", "OP-5", s, asked(func(_ *call, q url.Values) {
			for _, values := range q {
				for i, value := range values {
					values[i] = strings.ReplaceAll(value, "+plus@", "-plus@")
				}
			}
		})),
	)
	for i := range respelled {
		if operation(c, respelled[i]).Action.Kind == spec.Update {
			respelled[i].Requirement = "OP-7"
		}
	}
	return slices.Concat(
		rememberedRights(c),
		respelled, tagged,
		some(c, chosen(dated).and(kinds(spec.Create)), "a new record is of long ago", "GEN-2", s, func(c *call) {
			c.forward()
			c.rewrite(func(record map[string]any) {
				record[c.op.Action.Resource.Created], record[c.op.Action.Resource.Modified] = "2020-01-01T00:00:00.000Z", "2020-01-01T00:00:00.000Z"
			}, nil)
		}),
		every(c, chosen(dated).and(self(spec.Update)), "the date of a change grows by a millisecond", "GEN-2", s, func(c *call) {
			before := c.before()[c.callerID()]
			c.forward()
			was, err := time.Parse(time.RFC3339, textOf(before[c.op.Action.Resource.Modified]))
			c.rewrite(func(record map[string]any) {
				if err == nil {
					record[c.op.Action.Resource.Modified] = was.Add(time.Millisecond).Format(instant.Layout)
				}
			}, nil)
		}),
		some(c, people(c).and(kinds(spec.Update)), "a new login enables", "OP-7", s, func(c *call) {
			change, p := c.change(), c.contract.Principal
			if c.forward(); c.status == http.StatusOK && change[p.Login] != nil && change[p.Enabled] == nil {
				c.asRoot(c.op, c.key, map[string]any{p.Enabled: true})
			}
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
