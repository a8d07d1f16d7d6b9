package independent

import (
	"slices"
	"strings"
	"time"
)

// role shows a role.
func (c *call) roleOf(r role) roleShown {
	shown := roleShown{ID: r.id, Name: r.name, Active: r.active, Permissions: append([]string{}, r.permissions...), Description: r.description, Holders: nil}
	if !c.s.bare {
		shown.Company, shown.Created, shown.Modified = company, stamp(r.created), stamp(r.modified)
	}
	if c.fault("no-permissions-as-null") && len(shown.Permissions) == 0 {
		shown.Permissions = nil
	}
	if c.fault("role-description-empty") && shown.Description == nil {
		empty := ""
		shown.Description = &empty
	}
	return shown
}

// role reads what a body says about a role.
func (r *reading) role(body map[string]any) change {
	c := r.c
	var out change
	if body == nil {
		r.say("", "is no object")
		return out
	}
	for member, value := range body {
		pointer := "/" + member
		switch {
		case member == "name":
			out.label = r.text(pointer, value, 0)
		case member == "description":
			out.description = r.text(pointer, value, 0)
		case member == "active":
			out.active = r.flag(pointer, value)
		case member == "permissions":
			out.permissions = r.texts(pointer, value, func(text string) bool {
				return !c.fault("permissions-known-only") || slices.Contains(names, text)
			})
		default:
			r.unknown(member, pointer, value, &out)
		}
	}
	return out
}

var names = []string{"admin-user-read", "admin-user-write", "admin-accesscontrol-read", "admin-accesscontrol-write", "admin-*-read", "admin-*-write"}

func (c *call) createRole() *refusal {
	value, refused := c.decode()
	if refused != nil {
		return refused
	}
	members := object(value)
	r := &reading{c: c}
	out := r.role(members)
	if members != nil && members["name"] == nil && !c.fault("role-name-not-needed") {
		r.say("/name", "is missing")
	}
	if members != nil && members["permissions"] == nil && !c.fault("role-permissions-not-needed") {
		r.say("/permissions", "is missing")
	}
	if refused := r.refusal(); refused != nil {
		return refused
	}
	c.s.mu.Lock()
	if c.fault("role-names-unique") {
		for _, other := range c.s.roles {
			if out.label != nil && other.name == *out.label {
				c.s.mu.Unlock()
				return no(409, "OP-12", "that name is another's")
			}
		}
	}
	born := c.born()
	made := &role{id: newID(), active: !c.fault("role-born-inactive"), created: born, modified: born}
	if c.fault("role-born-active") {
		out.active = nil
	}
	c.applyRole(made, out)
	made.modified = born
	if c.fault("role-born-modified-later") {
		made.modified = c.s.clock.after(born)
	}
	c.s.roles[made.id] = made
	c.s.rolled = append(c.s.rolled, made.id)
	shown := made.copy()
	c.s.mu.Unlock()
	c.locate(made.id)
	if c.fault("role-created-is-200") {
		return c.send(200, c.roleOf(shown))
	}
	return c.send(201, c.roleOf(shown))
}

// applyRole writes a change to a role. The lock is held.
func (c *call) applyRole(r *role, out change) {
	before := r.modified
	if out.label != nil {
		r.name = c.cut(*out.label)
	}
	if out.description != nil && !c.fault("role-description-not-written") {
		r.description = out.description
	}
	if out.active != nil && !(c.fault("role-false-not-written") && !*out.active) {
		r.active = *out.active
	}
	if out.permissions != nil && !(c.fault("role-permissions-emptied-not") && len(*out.permissions) == 0) {
		next := slices.Clone(*out.permissions)
		if c.fault("role-permissions-added") {
			next = unique(append(slices.Clone(r.permissions), next...))
		}
		if c.fault("role-permissions-sorted") {
			slices.Sort(next)
		}
		if c.fault("role-permissions-once") {
			next = unique(next)
		}
		if c.fault("role-permissions-lower") {
			for i := range next {
				next[i] = strings.ToLower(next[i])
			}
		}
		if c.fault("role-permissions-unknown-dropped") {
			next = slices.DeleteFunc(next, func(text string) bool { return !slices.Contains(names, text) })
		}
		r.permissions = next
	}
	if !c.fault("role-modified-stays") {
		r.modified = c.s.clock.after(r.modified)
	}
	if c.fault("modified-grows-by-a-millisecond") {
		r.modified = before.Truncate(time.Millisecond).Add(time.Millisecond)
	}
	if c.fault("role-created-moves") {
		r.created = r.modified
	}
}

func (c *call) readRole() *refusal {
	if refused := c.wellNamed(); refused != nil {
		return refused
	}
	c.s.mu.Lock()
	r, known := c.s.roles[c.id]
	var found role
	if known {
		found = r.copy()
	}
	c.s.mu.Unlock()
	if !known || c.fault("inactive-roles-hidden") && !found.active {
		return no(404, "OP-12", "no such role")
	}
	return c.send(200, c.roleOf(found))
}

func (c *call) changeRole() *refusal {
	if c.fault("unknown-role-before-body") && c.isID(c.id) {
		c.s.mu.Lock()
		known := c.s.roles[c.id] != nil
		c.s.mu.Unlock()
		if !known {
			return no(404, "OP-12", "no such role")
		}
	}
	value, refused := c.decode()
	if refused != nil {
		return refused
	}
	members := object(value)
	r := &reading{c: c}
	out := r.role(members)
	if value != nil && len(members) == 0 && !c.fault("empty-change-accepted") {
		r.say("", "says nothing")
	}
	if refused := r.refusal(); refused != nil {
		return refused
	}
	if refused := c.wellNamed(); refused != nil {
		return refused
	}
	c.s.mu.Lock()
	found, known := c.s.roles[c.id]
	if !known {
		c.s.mu.Unlock()
		return no(404, "OP-12", "no such role")
	}
	if c.fault("role-read-pause-write") {
		read := found.copy()
		c.s.mu.Unlock()
		pause()
		c.s.mu.Lock()
		c.applyRole(&read, out)
		*found = read
	} else {
		c.applyRole(found, out)
	}
	shown := found.copy()
	c.s.mu.Unlock()
	return c.send(200, c.roleOf(shown))
}

var roleParameters = []string{"limit", "page", "count", "search", "ids", "isActive"}

func (c *call) listRoles() *refusal {
	q := c.ask(roleParameters)
	if refused := q.broken(); refused != nil {
		return refused
	}
	limit, page := q.window()
	counting := q.choice("count", "false", "true", "false")
	ids := q.ids("ids")
	active := q.choice("isActive", "all", "all", "true", "false")
	text, _ := q.first("search")
	if len(q.wrong) > 0 {
		return no(400, "OP-3", strings.Join(q.wrong, "; "))
	}
	c.s.mu.Lock()
	found := []role{}
	for _, id := range c.s.rolled {
		r := c.s.roles[id]
		if q.values["ids"] != nil && !slices.Contains(ids, id) && !c.fault("role-ids-ignored") ||
			active == "true" && !r.active && !c.fault("role-active-ignored") || active == "false" && r.active && !c.fault("role-active-ignored") ||
			!c.roleFound(text, r) {
			continue
		}
		found = append(found, r.copy())
	}
	c.s.mu.Unlock()
	if c.fault("roles-newest-first") {
		slices.Reverse(found)
	}
	shown := []roleShown{}
	for _, r := range paged(c, found, limit, page) {
		shown = append(shown, c.roleOf(r))
	}
	data := map[string]any{"accessRoles": shown}
	if c.fault("roles-under-another-name") {
		data = map[string]any{"accessroles": shown}
	}
	if counting == "true" && !c.fault("roles-not-counted") {
		data["count"] = len(found)
		if c.fault("roles-counted-by-page") {
			data["count"] = len(shown)
		}
	}
	return c.send(200, data)
}

func (c *call) roleFound(text string, r *role) bool {
	looks := []string{r.name}
	if r.description != nil && !c.fault("role-search-not-description") {
		looks = append(looks, *r.description)
	}
	if !c.fault("role-search-not-permissions") {
		looks = append(looks, r.permissions...)
	}
	if c.fault("role-search-first-permission") && len(r.permissions) > 1 {
		looks = looks[:len(looks)-len(r.permissions)+1]
	}
	return text == "" || c.fault("role-search-ignored") || c.lookIn(looks, text)
}
