package independent

import "slices"

// createUser is POST of a user.
func (c *call) createUser() *refusal {
	value, refused := c.decode()
	if refused != nil {
		return refused
	}
	members := object(value)
	list, isList := members["accessRoles"].([]any)
	gives := isList && len(list) > 0 || c.fault("no-roles-need-rights") && isList
	if gives && !c.writesRoles() {
		switch {
		case c.fault("roles-given-at-birth-unchecked"):
		case c.fault("roles-given-at-birth-dropped"):
			delete(members, "accessRoles")
		case c.fault("own-roles-given-at-birth") && all(texts(list), func(id string) bool { return slices.Contains(c.caller.roles, id) }):
		case c.fault("created-without-roles"):
			delete(members, "accessRoles")
			r := &reading{c: c}
			out := r.user(members, "", userMembers)
			c.s.mu.Lock()
			if len(r.wrong) == 0 && out.email != nil && out.names != nil && !c.taken(*out.email, "") {
				c.s.insert(c.fresh(out))
			}
			c.s.mu.Unlock()
			return no(403, "PRM-4", "roles are not yours to give")
		default:
			return no(403, "PRM-4", "roles are not yours to give")
		}
	}
	r := &reading{c: c}
	out := r.user(members, "", userMembers)
	if members != nil {
		if members["email"] == nil && !c.fault("email-not-needed") {
			r.say("/email", "is missing")
		}
		name := object(members["name"])
		if members["name"] == nil && !c.fault("name-not-needed") {
			r.say("/name", "is missing")
		}
		if _, sent := name["names"]; !sent && members["name"] != nil && !c.fault("names-not-needed") {
			r.say("/name/names", "is missing")
		}
		if _, sent := name["lastName"]; !sent && members["name"] != nil && !c.fault("last-name-not-needed") {
			r.say("/name/lastName", "is missing")
		}
		if members["password"] == nil && c.fault("password-needed") {
			r.say("/password", "is missing")
		}
		if members["jobTitle"] == nil && c.fault("job-title-needed") {
			r.say("/jobTitle", "is missing")
		}
	}
	if refused := r.refusal(); refused != nil {
		return refused
	}
	if refused := c.checkRoles(out); refused != nil {
		return refused
	}
	return c.create(out)
}

// create makes a user that nothing speaks against but its email.
func (c *call) create(out change) *refusal {
	if out.email == nil {
		email := ""
		out.email = &email
	}
	conflict := no(409, "OP-6", "that email is another's")
	if c.fault("conflict-is-400") {
		conflict.status = 400
	}
	if c.fault("conflict-is-422") {
		conflict.status = 422
	}
	if c.fault("email-checked-too-early") {
		c.s.mu.Lock()
		taken := c.taken(*out.email, "")
		c.s.mu.Unlock()
		if taken {
			return conflict
		}
		pause()
	}
	c.s.mu.Lock()
	if !c.fault("email-checked-too-early") && c.taken(*out.email, "") {
		if c.fault("conflict-updates") {
			for _, u := range c.s.users {
				if u.email == *out.email {
					out.email = nil
					c.apply(u, out)
					break
				}
			}
		}
		if c.fault("conflict-answers-the-other") {
			for _, u := range c.s.users {
				if u.email == *out.email {
					found := u.copy()
					c.s.mu.Unlock()
					return c.send(200, c.shown(found))
				}
			}
		}
		c.s.mu.Unlock()
		return conflict
	}
	u := c.fresh(out)
	c.s.insert(u)
	made := u.copy()
	c.s.mu.Unlock()
	c.locate(made.id)
	status := 201
	if c.fault("created-is-200") {
		status = 200
	}
	return c.sendWritten(status, made, made, out)
}

// fresh is a user as it is born. The lock is held.
func (c *call) fresh(out change) *user {
	born := c.born()
	u := &user{id: newID(), active: true, roles: []string{}, created: born, modified: born}
	if c.fault("born-inactive") {
		u.active = false
	}
	if out.id != nil && objectID.MatchString(*out.id) {
		u.id = *out.id
	}
	if c.fault("born-always-active") {
		out.active = nil
	}
	if c.fault("born-with-own-roles") && out.roles == nil {
		u.roles = slices.Clone(c.caller.roles)
	}
	if c.fault("born-without-roles") {
		out.roles = nil
	}
	if c.fault("born-without-job-title") {
		out.jobTitle = nil
	}
	if c.fault("born-without-password") {
		out.password = nil
	}
	if c.fault("born-without-display-name") {
		out.displayName, out.second = nil, nil
	}
	c.apply(u, out)
	if c.fault("born-with-display-name") && u.displayName == nil {
		full := u.names + " " + u.lastName
		u.displayName = &full
	}
	if out.created == nil {
		u.created = born
	}
	u.modified = u.created
	if c.fault("born-modified-later") {
		u.modified = c.s.clock.after(born)
	}
	if c.fault("born-with-long-password-cut") && out.password != nil && len(*out.password) > 20 {
		u.hash = newHash(c, (*out.password)[:20])
	}
	return u
}

// insert keeps a new user. The lock is held.
func (s *server) insert(u *user) {
	s.users[u.id] = u
	s.order = append(s.order, u.id)
}
