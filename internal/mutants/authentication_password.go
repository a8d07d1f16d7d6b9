package mutants

import (
	"net/http"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/spec"
)

// passwordFaults are servers that read passwords and logins in ways of their own.
func passwordFaults(c *spec.Contract) []Mutant {
	p := c.Principal
	if p == nil {
		return nil
	}
	a, in := conformance.Authentication, kinds(spec.Login)
	wherever := func(op *spec.Operation) bool {
		return op.Body != nil && (op.Action.Kind == spec.Login || op.Body.Schema.Member(p.Password) != nil)
	}
	reads := func(read func(string) string) func(*call) {
		return func(c *call) {
			if sent := c.sent(); sent != nil {
				if secret, is := sent[p.Password].(string); is {
					sent[p.Password] = read(secret)
					c.send(sent)
				}
			}
			c.forward()
		}
	}
	return slices.Concat(
		whole(wherever, "a password is of ASCII", "OP-13", a, reads(func(secret string) string {
			return strings.Map(func(r rune) rune {
				if r > 126 {
					return -1
				}
				return r
			}, secret)
		})),
		whole(wherever, "blanks in a password are one", "OP-13", a, reads(func(secret string) string { return strings.ReplaceAll(secret, "  ", " ") })),
		whole(wherever, "a password is of Latin letters", "OP-13", a, reads(func(secret string) string {
			return strings.Map(func(r rune) rune {
				if r > 255 {
					return '?'
				}
				return r
			}, secret)
		})),
		whole(wherever, "a password has no accents", "OP-13", a, reads(strings.NewReplacer("á", "a", "é", "e").Replace)),
		whole(wherever, "a plus in a password is a blank", "OP-13", a, reads(func(secret string) string { return strings.ReplaceAll(secret, "+", " ") })),
		whole(in, "an id logs in", "OP-13", a, func(c *call) {
			sent := c.sent()
			if id, _ := sent[p.Login].(string); id != "" && c.reader(p.Resource).PathKeys[0].Schema.Valid(id) {
				if user := c.asRoot(c.reader(p.Resource), id, nil).one(); user != nil {
					sent[p.Login] = user[p.Login]
					c.send(sent)
				}
			}
			c.forward()
		}),
		whole(in, "an id is a password", "OP-13", a, func(c *call) {
			sent := c.sent()
			c.forward()
			login, _ := sent[p.Login].(string)
			for _, user := range c.byLogin(login) {
				if c.status == http.StatusUnauthorized && user[p.Resource.ID] == sent[p.Password] {
					c.status, c.reply = http.StatusOK, []byte(`{}`)
				}
			}
		}),
		whole(in, "a log-in is a change", "OP-13", a, func(c *call) {
			if c.forward(); c.status != http.StatusOK {
				return
			}
			login, _ := c.sent()[p.Login].(string)
			for _, user := range c.byLogin(login) {
				id, _ := user[p.Resource.ID].(string)
				update := c.find(p.Resource, spec.Update)
				c.asRoot(update, id, empty(update))
			}
		}),
		whole(in.or(people(c).and(kinds(spec.Create))), "who has no password is told so", "OP-13", a, func(c *call) {
			c.forward()
			login, _ := c.sent()[p.Login].(string)
			secret, has := c.sent()[p.Password]
			c.mu.Lock()
			defer c.mu.Unlock()
			switch {
			case c.op.Action.Kind == spec.Create && !has && c.status == http.StatusCreated:
				c.notes["no password of "+login] = login
			case c.op.Action.Kind == spec.Login && secret != "" && c.status == http.StatusUnauthorized && c.notes["no password of "+login] != "":
				c.refuse(http.StatusForbidden)
			}
		}),
		some(c, people(c).and(kinds(spec.Create)), "a refused create sets the password of the owner", "OP-6", a, func(c *call) {
			if c.forward(); c.status != http.StatusConflict {
				return
			}
			login, _ := c.sent()[p.Login].(string)
			for _, user := range c.byLogin(login) {
				if secret, is := c.sent()[p.Password].(string); is {
					id, _ := user[p.Resource.ID].(string)
					c.asRoot(c.find(p.Resource, spec.Update), id, map[string]any{p.Password: secret})
				}
			}
		}),
	)
}
