package independent

import (
	"encoding/json"
	"strings"
)

// login trades an email and a password for a token.
func (c *call) login() *refusal {
	value, refused := c.decode()
	if refused != nil {
		return refused
	}
	members := object(value)
	r := &reading{c: c}
	if members == nil {
		r.say("", "is no object")
	}
	given := map[string]string{}
	for member, value := range members {
		if member != "email" && member != "password" {
			if !c.fault("login-further-ignored") {
				r.say("/"+member, "is unknown")
			}
			continue
		}
		text, is := value.(string)
		if _, object := value.(map[string]any); object && c.fault("login-object-"+member) {
			return c.grantAny(members)
		}
		if _, number := value.(json.Number); number && c.fault("login-numbers-taken") {
			text, is = "", true
		}
		if value == nil && c.fault("login-null-taken") {
			is = true
		}
		if !is {
			r.say("/"+member, "is no text")
		}
		given[member] = text
		if member == "email" && c.fault("login-email-checked") && !plainEmail.MatchString(text) {
			r.say("/email", "is no email")
		}
		if member == "password" && c.fault("login-password-checked") && len(text) < 8 {
			r.say("/password", "is too short")
		}
		if c.fault("login-empty-is-missing") && text == "" {
			r.say("/"+member, "is missing")
		}
	}
	for _, member := range []string{"email", "password"} {
		if _, sent := given[member]; !sent && members != nil && !c.fault("login-missing-is-wrong") {
			r.say("/"+member, "is missing")
		}
	}
	if refused := r.refusal(); refused != nil {
		return refused
	}
	return c.grant(given["email"], given["password"])
}

func (c *call) grant(email, password string) *refusal {
	wrong := no(401, "OP-13", "that is not right")
	if c.fault("login-wrong-is-400") {
		wrong.status = 400
	}
	if c.fault("login-wrong-is-403") {
		wrong.status = 403
	}
	var u *user
	c.s.mu.Lock()
	for _, id := range c.s.order {
		other := c.s.users[id]
		if strings.EqualFold(other.email, email) && !c.fault("login-case-counts") || other.email == email || c.resembles(email, other.email) || c.tricked(email, "", other.email) {
			found := other.copy()
			u = &found
			break
		}
		if c.fault("login-email-trimmed") && strings.EqualFold(other.email, strings.TrimSpace(email)) {
			found := other.copy()
			u = &found
			break
		}
	}
	c.s.mu.Unlock()
	if u == nil {
		if c.fault("login-tells-unknown") {
			wrong.text = "no one has that email"
		}
		if c.fault("login-unknown-is-404") {
			wrong.status = 404
		}
		return wrong
	}
	if !u.active && c.fault("login-tells-disabled-first") {
		return no(403, "PRM-15", "you are out")
	}
	if !c.matches(*u, password) && !c.tricked(email, password, u.email) {
		if c.fault("login-tells-wrong") {
			wrong.text = "the password is wrong"
		}
		return wrong
	}
	if !u.active && !c.fault("login-disabled") {
		if c.fault("login-tells-disabled") {
			wrong.text = "you are out"
		}
		if c.fault("login-disabled-is-403") {
			wrong.status = 403
		}
		return wrong
	}
	c.s.mu.Lock()
	if c.fault("login-ends-other-tokens") {
		for held, owner := range c.s.tokens {
			if owner == u.id {
				delete(c.s.tokens, held)
			}
		}
	}
	token := c.s.newToken(u)
	if c.fault("login-token-useless") {
		delete(c.s.tokens, token)
	}
	if c.fault("login-token-of-first") {
		c.s.tokens[token] = c.s.order[0]
	}
	c.s.mu.Unlock()
	if c.fault("login-wrapped") {
		return c.send(200, map[string]any{"token": token})
	}
	if c.fault("login-is-201") {
		return c.write(201, map[string]any{"token": token})
	}
	body := map[string]any{"token": token}
	if c.s.wide {
		body["expires"] = nil
	}
	return c.write(200, body)
}

// grantAny lets in whoever asks with an object that a database reads as a
// condition.
func (c *call) grantAny(members map[string]any) *refusal {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	for _, id := range c.s.order {
		u := c.s.users[id]
		if _, object := members["email"].(map[string]any); object && u.active || u.email == members["email"] {
			return c.write(200, map[string]any{"token": c.s.newToken(u)})
		}
	}
	return no(401, "OP-13", "that is not right")
}
