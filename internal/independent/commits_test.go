package independent

import (
	"slices"
	"strings"
	"time"
)

// checkRoles says whether all role ids of a change are known.
func (c *call) checkRoles(out change) *refusal {
	if out.roles == nil {
		return nil
	}
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	for _, id := range *out.roles {
		r, known := c.s.roles[id]
		if !known && !c.fault("unknown-roles-kept") && !c.fault("unknown-roles-dropped") {
			if c.fault("unknown-role-is-404") {
				return no(404, "OP-10", "no such role")
			}
			if c.fault("unknown-role-is-409") {
				return no(409, "OP-10", "no such role")
			}
			return no(400, "OP-10", "/accessRoles names a role that is none")
		}
		if known && !r.active && c.fault("inactive-roles-refused") {
			return no(400, "OP-10", "that role is not active")
		}
	}
	if c.fault("repeated-roles-refused") && len(unique(*out.roles)) < len(*out.roles) {
		return no(400, "OP-10", "a role is named twice")
	}
	return nil
}

func unique(list []string) []string {
	var out []string
	for _, text := range list {
		if !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	return out
}

// taken says whether another user has an email. The lock is held.
func (c *call) taken(email, but string) bool {
	if c.fault("email-may-repeat") {
		return false
	}
	for id, u := range c.s.users {
		same := strings.EqualFold(u.email, email)
		if c.fault("email-case-counts") {
			same = u.email == email
		}
		if c.fault("email-dots-and-plus") {
			same = strings.EqualFold(strings.ReplaceAll(strings.Split(u.email, "+")[0], ".", ""), strings.ReplaceAll(strings.Split(email, "+")[0], ".", ""))
		}
		if c.fault("email-of-disabled-is-free") && !u.active {
			continue
		}
		if same && (id != but || c.fault("own-email-conflicts")) {
			if id == but && c.fault("own-email-other-case-conflicts") && u.email != email {
				return true
			}
			return true
		}
		if id == but && same && c.fault("own-email-other-case-conflicts") && u.email != email {
			return true
		}
	}
	if c.fault("old-email-stays-taken") && c.s.caches.asked[strings.ToLower(email)] != (time.Time{}) {
		return true
	}
	return false
}

// pause is a trip to a database, in which others may come between.
func pause() { time.Sleep(2 * time.Millisecond) }

// commit writes a change that is allowed and well formed.
func (c *call) commit(id string, out change) *refusal {
	if c.fault("email-checked-too-early") && out.email != nil {
		c.s.mu.Lock()
		taken := c.taken(*out.email, id)
		c.s.mu.Unlock()
		if taken {
			return no(409, "OP-6", "that email is another's")
		}
		pause()
	}
	if c.fault("read-pause-write") {
		read := c.s.find(id)
		pause()
		c.s.mu.Lock()
		c.apply(read, out)
		*c.s.users[id] = read.copy()
		c.s.mu.Unlock()
		return c.send(200, c.shown(*read))
	}
	if c.fault("name-read-pause-write") && out.nameReplaced {
		read := c.s.find(id)
		pause()
		for _, pair := range []struct{ to, from **string }{{&out.displayName, &read.displayName}, {&out.second, &read.second}} {
			if *pair.to == nil {
				*pair.to = *pair.from
			}
		}
		if out.names == nil {
			out.names = &read.names
		}
		if out.lastName == nil {
			out.lastName = &read.lastName
		}
	}
	if c.fault("torn-writes") && (out.names != nil || out.nameReplaced) && out.jobTitle != nil {
		first := out
		first.jobTitle = nil
		c.s.mu.Lock()
		c.apply(c.s.users[id], first)
		c.s.mu.Unlock()
		pause()
	}
	if c.fault("torn-name") && out.names != nil && out.lastName != nil {
		first := out
		first.lastName = nil
		c.s.mu.Lock()
		c.apply(c.s.users[id], first)
		c.s.mu.Unlock()
		pause()
	}
	c.s.mu.Lock()
	u := c.s.users[id]
	if out.email != nil && c.taken(*out.email, id) && !c.fault("email-checked-too-early") {
		c.conflict(u, out)
		c.s.mu.Unlock()
		if c.fault("409-as-400") {
			return no(400, "OP-6", "that email is another's")
		}
		if c.fault("409-as-422") {
			return no(422, "OP-6", "that email is another's")
		}
		return no(409, "OP-6", "that email is another's")
	}
	before := u.copy()
	c.apply(u, out)
	after := u.copy()
	c.s.mu.Unlock()
	return c.sendWritten(200, before, after, out)
}

// conflict is what a faulty server writes all the same. The lock is held.
func (c *call) conflict(u *user, out change) {
	if c.fault("written-but-for-email") && u != nil {
		out.email = nil
		c.apply(u, out)
	}
}

func (c *call) sendWritten(status int, before, after user, out change) *refusal {
	if c.fault("reply-before-change") && status == 200 {
		return c.send(status, c.shown(before))
	}
	if c.fault("write-says-204") && status == 200 {
		c.w.Header().Set("Cache-Control", "no-store")
		c.w.WriteHeader(204)
		return nil
	}
	if c.fault("write-reply-stale-modified") && status == 200 {
		after.modified = before.modified
	}
	shown := c.shown(after)
	if c.fault("password-echoed") && out.password != nil {
		shown.Password = *out.password
	}
	if c.fault("reply-needs-read") && !c.readsUsers() && c.noun != "me" {
		return c.write(status, map[string]any{"data": map[string]any{"_id": after.id}})
	}
	return c.send(status, shown)
}
