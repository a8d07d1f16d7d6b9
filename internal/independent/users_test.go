package independent

// changeUser is PATCH of one user by an admin.
func (c *call) changeUser() *refusal {
	if c.fault("unknown-id-before-body") {
		if c.s.find(c.id) == nil {
			return no(404, "OP-4", "no one has that id")
		}
	}
	if c.fault("malformed-id-before-body") && !c.isID(c.id) {
		return no(400, "OP-4", "that is no id")
	}
	value, refused := c.decode()
	if refused != nil {
		return refused
	}
	members := object(value)
	var now []user
	target := c.s.find(c.id)
	if target != nil {
		now = []user{*target}
	}
	if c.fault("unknown-id-before-members") && target == nil && c.isID(c.id) {
		return no(404, "OP-4", "no one has that id")
	}
	denied := !c.mayWrite(members, now)
	if denied && c.fault("denied-members-ignored") {
		for member := range members {
			if !c.mayWrite(map[string]any{member: members[member]}, now) {
				delete(members, member)
			}
		}
		denied = false
		if len(members) == 0 && target != nil {
			return c.send(200, c.shown(*target))
		}
	}
	if denied && c.fault("denied-after-schema") {
		r := &reading{c: c}
		r.user(members, "", userMembers)
		if refused := r.refusal(); refused != nil {
			return refused
		}
	}
	if denied && c.fault("allowed-half-written") {
		for member := range members {
			if !c.mayWrite(map[string]any{member: members[member]}, now) {
				delete(members, member)
			}
		}
		r := &reading{c: c}
		out := r.user(members, "", userMembers)
		if refused := r.refusal(); refused == nil && target != nil && len(members) > 0 {
			c.s.mu.Lock()
			c.apply(c.s.users[c.id], out)
			c.s.mu.Unlock()
		}
	}
	if denied && c.fault("denied-moves-modified") && target != nil {
		c.s.mu.Lock()
		u := c.s.users[c.id]
		u.modified = c.s.clock.after(u.modified)
		c.s.mu.Unlock()
	}
	if denied {
		return no(403, "PRM-5", "not all of that is yours to write")
	}
	r := &reading{c: c}
	out := r.user(members, "", userMembers)
	if value != nil && len(members) == 0 && !c.fault("empty-change-accepted") {
		r.say("", "says nothing")
	}
	if refused := r.refusal(); refused != nil {
		if c.fault("good-half-of-bad-written") && target != nil && members != nil {
			c.s.mu.Lock()
			c.apply(c.s.users[c.id], out)
			c.s.mu.Unlock()
		}
		return refused
	}
	if refused := c.wellNamed(); refused != nil {
		return refused
	}
	if c.fault("unknown-user-before-role") && target == nil {
		return no(404, "OP-4", "no one has that id")
	}
	if refused := c.checkRoles(out); refused != nil {
		if c.fault("written-but-for-unknown-role") && target != nil {
			c.s.mu.Lock()
			out.roles = nil
			c.apply(c.s.users[c.id], out)
			c.s.mu.Unlock()
		}
		return refused
	}
	if target == nil {
		if c.fault("unknown-is-created") {
			return c.create(out)
		}
		return no(404, "OP-4", "no one has that id")
	}
	return c.commit(c.id, out)
}
