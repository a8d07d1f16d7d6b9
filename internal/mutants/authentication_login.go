package mutants

import (
	"net/http"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// loginFaults are servers that are careless about log-in and about users who
// are disabled.
func loginFaults(c *spec.Contract) []Mutant {
	p := c.Principal
	if p == nil {
		return nil
	}
	a, in := conformance.Authentication, kinds(spec.Login)
	text := func(c *call, member string) string {
		text, _ := c.sent()[member].(string)
		return text
	}
	retry := func(change func(c *call, sent map[string]any)) func(*call) {
		return func(c *call) {
			sent := c.sent()
			if sent != nil {
				change(c, sent)
				c.send(sent)
			}
			c.forward()
		}
	}
	refusal := func(when func(c *call) bool, change func(c *call)) func(*call) {
		return func(c *call) {
			if c.forward(); c.status == http.StatusUnauthorized && when(c) {
				change(c)
			}
		}
	}
	unknown := func(c *call) bool { return len(c.byLogin(text(c, p.Login))) == 0 }
	disabled := func(c *call) bool {
		found := c.byLogin(text(c, p.Login))
		return len(found) == 1 && found[0][p.Enabled] == false
	}
	other := func(c *call) {
		c.reply = []byte(strings.Replace(string(c.reply), `"detail":"`, `"detail":"no such user: `, 1))
	}
	enabledFor := func(c *call, id string, step func()) {
		update := c.find(p.Resource, spec.Update)
		c.asRoot(update, id, map[string]any{p.Enabled: true})
		step()
		c.asRoot(update, id, map[string]any{p.Enabled: false})
	}
	stillIn := func(c *call) {
		if c.forward(); c.status != http.StatusUnauthorized || c.callerID() == "" {
			return
		}
		if user := c.asRoot(c.reader(p.Resource), c.callerID(), nil).one(); user[p.Enabled] == false {
			enabledFor(c, c.callerID(), c.forward)
		}
	}
	noPassword := func(c *call) {
		change := c.change()
		if _, is := change[p.Password]; is {
			if delete(change, p.Password); len(change) == 0 {
				change = empty(c.op)
			}
			c.resend(change)
		}
		c.forward()
	}
	remember := func(c *call) { // the password from before opens too
		if c.op.Action.Kind == spec.Login {
			sent := c.sent()
			login := strings.ToLower(text(c, p.Login))
			c.mu.Lock()
			old, now := c.notes["old "+login], c.notes["now "+login]
			c.mu.Unlock()
			if old != "" && sent[p.Password] == old {
				sent[p.Password] = now
				c.send(sent)
			}
			c.forward()
			return
		}
		c.forward()
		secret, is := c.change()[p.Password].(string)
		if !is || c.status/100 != 2 {
			return
		}
		login, _ := c.one()[p.Login].(string)
		c.mu.Lock()
		defer c.mu.Unlock()
		c.notes["old "+strings.ToLower(login)], c.notes["now "+strings.ToLower(login)] = c.notes["now "+strings.ToLower(login)], secret
	}
	passwords := func(op *spec.Operation) bool {
		return op.Body != nil && op.Action.Kind != spec.Login && op.Body.Schema.Member(p.Password) != nil
	}
	changes := people(c).and(passwords).and(func(op *spec.Operation) bool { return op.Action.Kind == spec.Update })
	return slices.Concat(
		whole(in, "the login has a case", "OP-13", a, func(c *call) {
			if c.forward(); c.status == http.StatusOK && text(c, p.Login) != strings.ToLower(text(c, p.Login)) {
				c.refuse(http.StatusUnauthorized)
			}
		}),
		whole(in, "a wrong password is 403", "OP-13", a, refusal(func(*call) bool { return true }, func(c *call) { c.refuse(http.StatusForbidden) })),
		whole(in, "an unknown login is 404", "OP-13", a, refusal(unknown, func(c *call) { c.refuse(http.StatusNotFound) })),
		whole(in, "an unknown login is told", "OP-13", a, refusal(unknown, other)),
		whole(in, "a disabled user is told", "OP-13", a, refusal(disabled, other)),
		whole(in, "a disabled user is 403", "PRM-15", a, refusal(disabled, func(c *call) { c.refuse(http.StatusForbidden) })),
		whole(in, "a disabled user logs in", "PRM-15", a, func(c *call) {
			if found := c.byLogin(text(c, p.Login)); len(found) == 1 && found[0][p.Enabled] == false {
				id, _ := found[0][p.Resource.ID].(string)
				enabledFor(c, id, c.forward)
				return
			}
			c.forward()
		}),
		whole(in.or(changes), "the login from before opens too", "OP-13", a, loginBefore),
		some(c, changes.and(kinds(spec.Update)), "a refused change sets the password", "PRM-12", a, func(c *call) {
			secret := c.change()[p.Password]
			if c.forward(); c.status == http.StatusBadRequest && secret != nil {
				c.asRoot(c.op, c.key, map[string]any{p.Password: secret})
			}
		}),
		whole(in, "the password has blanks around it", "OP-13", a, retry(func(_ *call, sent map[string]any) {
			if secret, is := sent[p.Password].(string); is {
				sent[p.Password] = strings.TrimSpace(secret)
			}
		})),
		whole(in, "an empty password is 400", "OP-13", a, func(c *call) {
			if c.forward(); c.sent() != nil && text(c, p.Password) == "" && c.status == http.StatusUnauthorized {
				c.refuse(http.StatusBadRequest)
			}
		}),
		whole(in, "a login that is no address is 400", "OP-13", a, func(c *call) {
			if c.forward(); c.sent() != nil && !strings.Contains(text(c, p.Login), "@") && c.status == http.StatusUnauthorized {
				c.refuse(http.StatusBadRequest)
			}
		}),
		whole(in, "a password counts to its 72nd character", "OP-13", a, func(c *call) {
			sent := c.sent()
			if secret := text(c, p.Password); len(secret) >= 72 {
				c.mu.Lock()
				for note, whole := range c.notes {
					if strings.HasPrefix(note, "long ") && whole[:72] == secret[:72] {
						sent[p.Password] = whole
						c.send(sent)
					}
				}
				c.notes["long "+secret] = secret
				c.mu.Unlock()
			}
			c.forward()
		}),
		whole(in, "log-in gives somebody else's token", "OP-13", a, func(c *call) {
			if c.forward(); c.status == http.StatusOK {
				v, _ := jsonvalue.Decode(c.reply)
				v.(map[string]any)[c.op.Action.Token] = c.root
				c.reply = jsonvalue.Append(nil, v)
			}
		}),
		every(c, guarded, "a disabled user's token works", "PRM-15", a, stillIn),
		some(c, admin, "a disabled persona's token works", "PRM-15", conformance.Permissions, stillIn),
		some(c, chosen(guarded), "a disabled user is 403, by token", "PRM-15", a, func(c *call) {
			if c.forward(); c.status == http.StatusUnauthorized && c.callerID() != "" {
				c.refuse(http.StatusForbidden)
			}
		}),
		some(c, changes, "a changed password is not kept", "OP-7", a, noPassword),
		whole(func(op *spec.Operation) bool { return passwords(op) || op.Action.Kind == spec.Login }, "the password from before opens too", "OP-7", a, remember),
		some(c, kinds(spec.Create).and(passwords), "a first password is not kept", "OP-13", a, noPassword),
		some(c, kinds(spec.Create).and(passwords), "a first password is not kept for the disabled", "OP-13", a, func(c *call) {
			if c.sent()[p.Enabled] == false {
				noPassword(c)
				return
			}
			c.forward()
		}),
		whole(func(op *spec.Operation) bool { return guarded(op) }, "a token ends with a change of password", "OP-13", a, func(c *call) {
			c.mu.Lock()
			ended := c.notes["ended "+c.token()] != ""
			c.mu.Unlock()
			if ended && c.token() != c.root {
				c.refuse(http.StatusUnauthorized)
				return
			}
			c.forward()
			if c.status/100 != 2 || c.op.Body == nil || c.change()[p.Password] == nil || c.op.Action.Kind != spec.Update {
				return
			}
			id, _ := c.one()[p.Resource.ID].(string)
			c.mu.Lock()
			for token, owner := range c.owners {
				if owner == id {
					c.notes["ended "+token] = "yes"
				}
			}
			c.mu.Unlock()
		}),
		some(c, chosen(writes).and(people(c)).and(kinds(spec.Update, spec.UpdateMany)), "nobody may disable itself", "PRM-16", a, func(c *call) {
			if c.change()[p.Enabled] == false && c.callerID() != "" && c.token() != c.root && (c.key == c.callerID() || strings.Contains(string(c.body), c.callerID())) {
				c.refuse(http.StatusForbidden)
				return
			}
			c.forward()
		}),
		some(c, self(spec.Read), "oneself is shown otherwise than to others", "OP-1", a, func(c *call) {
			c.forward()
			c.rewrite(func(record map[string]any) { record[p.Roles] = []any{} }, nil)
		}),
		whole(self(spec.Read), "everybody is the first user", "OP-1", a, func(c *call) {
			if c.callerID() != "" && c.token() != c.root {
				if user := c.asRoot(c.reader(p.Resource), c.callerID(), nil).one(); user[p.Enabled] == true {
					c.setToken(c.root)
				}
			}
			c.forward()
		}),
	)
}

// loginBefore lets in whoever sends the login that a user had before it was changed.
func loginBefore(c *call) {
	p := c.contract.Principal
	sent := c.sent()
	login, _ := sent[p.Login].(string)
	if c.op.Action.Kind != spec.Login {
		before := c.before()[c.key]
		if c.forward(); c.status == http.StatusOK && login != "" {
			old, _ := before[p.Login].(string)
			c.mu.Lock()
			c.notes["before "+strings.ToLower(old)] = login
			c.mu.Unlock()
		}
		return
	}
	c.mu.Lock()
	now := c.notes["before "+strings.ToLower(login)]
	c.mu.Unlock()
	if now != "" {
		sent[p.Login] = now
		c.send(sent)
	}
	c.forward()
}

// byLogin finds the users of a login, past the fault.
func (c *call) byLogin(login string) []map[string]any {
	p := c.contract.Principal
	list := c.find(p.Resource, spec.List)
	for _, parameter := range list.Query {
		if parameter.Filter.Kind == spec.In && slices.Contains(parameter.Filter.Members, p.Login) {
			return c.listed(list, parameter.Name, login)
		}
	}
	return nil
}
