package independent

import (
	"fmt"
	"slices"
)

// changeMany is PATCH of many users.
func (c *call) changeMany() *refusal {
	value, refused := c.decode()
	if refused != nil {
		return refused
	}
	members := object(value)
	changes := object(members["changes"])
	if c.fault("bulk-roles-unchecked") {
		delete(changes, "")
		if changes["accessRoles"] != nil && c.writesUsers() {
			c.granted = map[string]bool{"admin-*-write": true}
		}
	}
	if c.fault("bulk-members-unchecked") || c.fault("bulk-of-self-unchecked") && slices.Equal(texts(listOf(members["ids"])), []string{c.caller.id}) {
		c.granted = map[string]bool{"admin-*-write": true}
	}
	if !c.mayWrite(changes, nil) {
		if c.fault("bulk-allowed-half-written") {
			c.writeAllowedHalf(members, changes)
		}
		return no(403, "PRM-7", "not all of that is yours to write")
	}
	r := &reading{c: c}
	for member := range members {
		if member != "ids" && member != "changes" && !c.fault("bulk-further-ignored") {
			r.say("/"+member, "is unknown")
		}
	}
	ids := r.ids(members["ids"])
	known := []string{"jobTitle", "isActive", "accessRoles", "name"}
	if c.fault("bulk-email-written") {
		known = append(known, "email")
	}
	out := r.user(changes, "/changes", known)
	if changes != nil && len(changes) == 0 && !c.fault("bulk-empty-accepted") {
		r.say("/changes", "says nothing")
	}
	if refused := r.refusal(); refused != nil {
		return refused
	}
	if c.fault("bulk-unknown-user-before-role") && slices.ContainsFunc(ids, func(id string) bool { return c.s.find(id) == nil }) {
		return no(404, "OP-8", "one of them is no one")
	}
	if refused := c.checkRoles(out); refused != nil {
		return refused
	}
	return c.commitMany(ids, out)
}

func (c *call) writeAllowedHalf(members, changes map[string]any) {
	for member := range changes {
		if !c.mayWrite(map[string]any{member: changes[member]}, nil) {
			delete(changes, member)
		}
	}
	r := &reading{c: c}
	out := r.user(changes, "/changes", userMembers)
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	for _, id := range texts(listOf(members["ids"])) {
		if u := c.s.users[id]; u != nil && len(r.wrong) == 0 {
			c.apply(u, out)
		}
	}
}

// ids reads whom a change is about.
func (r *reading) ids(value any) []string {
	list := r.texts("/ids", value, r.c.isID)
	if list == nil {
		return nil
	}
	most := 100
	if r.c.fault("bulk-of-101") {
		most = 101
	}
	if r.c.fault("bulk-of-any-size") {
		most = 1 << 30
	}
	if r.c.fault("bulk-of-99") {
		most = 99
	}
	if r.c.fault("bulk-of-50") {
		most = 50
	}
	if len(*list) == 0 && !r.c.fault("bulk-of-none") || len(*list) > most {
		r.say("/ids", "must be 1 to 100")
	}
	once := unique(*list)
	if len(once) < len(*list) {
		if r.c.fault("bulk-repeats-folded") {
			return once
		}
		if r.c.fault("bulk-repeats-kept") {
			return *list
		}
		r.say("/ids", "names someone twice")
	}
	return *list
}

func (c *call) commitMany(ids []string, out change) *refusal {
	unknown := no(404, "OP-8", "one of them is no one")
	if c.fault("bulk-unknown-is-400") {
		unknown.status = 400
	}
	if c.fault("bulk-order-of-creation") || c.fault("bulk-sorted") {
		ids = slices.Clone(ids)
		slices.Sort(ids)
	}
	if c.fault("bulk-locks-in-order") {
		unlock, ok := c.lockEach(ids)
		defer unlock()
		if !ok {
			return no(500, "", "deadlock found when trying to get lock")
		}
	}
	c.s.mu.Lock()
	if c.fault("bulk-order-of-creation") {
		ids = slices.DeleteFunc(slices.Clone(c.s.order), func(id string) bool { return !slices.Contains(ids, id) })
	}
	if c.fault("bulk-skips-unknown") {
		ids = slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return c.s.users[id] == nil })
	}
	changed := []user{}
	for i, id := range ids {
		if c.fault("bulk-until-unknown") || c.fault("bulk-skips-last") && i == len(ids)-1 && len(ids) > 1 {
			continue
		}
		if c.s.users[id] == nil {
			c.s.mu.Unlock()
			return unknown
		}
	}
	if c.fault("bulk-one-by-one") {
		c.s.mu.Unlock()
		for _, id := range ids {
			read := c.s.find(id)
			pause()
			c.s.mu.Lock()
			c.apply(read, out)
			*c.s.users[id] = read.copy()
			c.s.mu.Unlock()
			changed = append(changed, *read)
		}
		return c.send(200, map[string]any{"users": c.shownAll(changed)})
	}
	for i, id := range ids {
		u := c.s.users[id]
		if u == nil {
			c.s.mu.Unlock()
			return unknown
		}
		if c.fault("bulk-skips-own-id") && id == c.caller.id || c.fault("bulk-skips-inactive") && !u.active {
			changed = append(changed, u.copy())
			continue
		}
		if c.fault("bulk-first-only") && i > 0 {
			shown := u.copy()
			c.apply(&shown, out)
			changed = append(changed, shown)
			continue
		}
		if c.fault("bulk-leaves-modified") {
			modified := u.modified
			c.apply(u, out)
			u.modified = modified
		} else {
			before := u.copy()
			c.apply(u, out)
			if c.fault("bulk-answers-before") {
				changed = append(changed, before)
				continue
			}
		}
		changed = append(changed, u.copy())
	}
	c.s.mu.Unlock()
	if c.fault("bulk-answers-count") {
		return c.send(200, map[string]any{"users": []person{}, "modified": len(changed)})
	}
	if c.fault("bulk-answers-bare-list") {
		return c.send(200, c.shownAll(changed))
	}
	shown := map[string]any{"users": c.shownAll(changed)}
	if c.fault("bulk-shows-password") {
		list := c.shownAll(changed)
		for i := range list {
			list[i].Password = fmt.Sprintf("%x", changed[i].hash)
		}
		shown["users"] = list
	}
	return c.send(200, shown)
}
