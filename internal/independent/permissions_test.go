package independent

import (
	"path"
	"slices"
	"strings"
)

// permissions are those of the caller's active roles, read anew. The lock is
// held.
func (s *server) permissions(c *call) map[string]bool {
	granted := map[string]bool{}
	for i, id := range c.caller.roles {
		r, known := s.roles[id]
		if !known {
			continue
		}
		now := r.copy()
		if c.fault("role-permissions-cached") {
			now = s.caches.role(id, now, false, true)
		}
		if c.fault("role-active-cached") {
			now = s.caches.role(id, now, true, false)
		}
		if c.fault("first-role-only") && i > 0 || c.fault("last-role-only") && i < len(c.caller.roles)-1 {
			continue
		}
		if !now.active && !c.fault("inactive-role-counts") {
			if c.fault("inactive-role-ends-all") {
				return map[string]bool{}
			}
			continue
		}
		if c.fault("first-permission-only") && len(now.permissions) > 0 {
			now.permissions = now.permissions[:1]
		}
		for _, permission := range now.permissions {
			if c.fault("permission-any-case") {
				permission = strings.ToLower(permission)
			}
			if c.fault("permission-trimmed") {
				permission = strings.TrimSpace(permission)
			}
			granted[permission] = true
		}
	}
	if c.fault("roles-by-name") && len(c.caller.roles) > 0 {
		for _, id := range c.caller.roles {
			if r := s.roles[id]; r != nil && strings.Contains(strings.ToLower(r.name), "admin") {
				granted["admin-*-write"], granted["admin-*-read"] = true, true
			}
		}
	}
	return granted
}

// holds says whether the caller has one of some permissions.
func (c *call) holds(names ...string) bool {
	if c.fault("wildcards-forgotten") {
		names = slices.DeleteFunc(slices.Clone(names), func(name string) bool { return strings.Contains(name, "*") })
	}
	if c.fault("singles-forgotten") && len(names) > 1 {
		names = slices.DeleteFunc(slices.Clone(names), func(name string) bool { return !strings.Contains(name, "*") })
	}
	for _, name := range names {
		if c.granted[name] {
			return true
		}
		for held := range c.granted {
			matched, _ := path.Match(name, held)
			reversed, _ := path.Match(held, name)
			if c.fault("permission-prefix") && strings.HasPrefix(held, name) ||
				c.fault("permission-prefix-held") && strings.HasPrefix(name, held) && held != "" ||
				c.fault("permission-suffix") && strings.HasSuffix(held, name) ||
				c.fault("permission-contains") && strings.Contains(held, name) ||
				c.fault("permission-glob") && matched ||
				c.fault("permission-glob-held") && reversed && held != "admin-*-read" && held != "admin-*-write" ||
				c.fault("write-is-read") && strings.HasSuffix(held, "-write") && held[:len(held)-6] == strings.TrimSuffix(name, "-read") ||
				c.fault("read-is-write") && strings.HasSuffix(held, "-read") && held[:len(held)-5] == strings.TrimSuffix(name, "-write") {
				return true
			}
		}
	}
	return false
}

func (c *call) readsUsers() bool {
	return c.holds("admin-user-read", "admin-*-read") ||
		c.fault("accesscontrol-reads-users") && c.holds("admin-accesscontrol-read") ||
		c.fault("accesscontrol-write-reads-users") && c.holds("admin-accesscontrol-write")
}

func (c *call) writesUsers() bool {
	return c.holds("admin-user-write", "admin-*-write")
}

func (c *call) writesRoles() bool {
	return c.holds("admin-accesscontrol-write", "admin-*-write") || c.fault("user-write-grants-roles") && c.holds("admin-user-write") ||
		c.fault("two-reads-write-roles") && c.holds("admin-user-write") && c.holds("admin-accesscontrol-read")
}

// may says whether the caller may ask for the operation at all.
func (c *call) may() bool {
	read := c.r.Method == "GET" || c.r.Method == "HEAD"
	self := c.id == c.caller.id
	switch c.noun {
	case "me":
		return !(c.fault("me-needs-a-role") && len(c.caller.roles) == 0) && !(c.fault("me-needs-a-permission") && len(c.granted) == 0)
	case "role", "roles":
		if read {
			return c.holds("admin-accesscontrol-read", "admin-*-read") || c.fault("user-read-reads-roles") && c.holds("admin-user-read") ||
				c.fault("own-role-readable") && slices.Contains(c.caller.roles, c.id)
		}
		return c.holds("admin-accesscontrol-write", "admin-*-write") || c.fault("user-write-writes-roles") && c.holds("admin-user-write")
	}
	if c.fault("own-id-readable") && self && read || c.fault("own-id-writable") && self && !read {
		return true
	}
	if read {
		return c.readsUsers()
	}
	if c.r.Method == "POST" {
		return c.writesUsers() || c.fault("accesscontrol-creates") && c.holds("admin-accesscontrol-write")
	}
	if c.fault("accesscontrol-may-not-ask") {
		return c.writesUsers()
	}
	if c.fault("patch-needs-read") && !c.readsUsers() {
		return false
	}
	return c.writesUsers() || c.writesRoles()
}

// mayWrite says whether the caller may write each member of a change.
func (c *call) mayWrite(members map[string]any, now []user) bool {
	self := c.id == c.caller.id
	if c.fault("own-id-writable") && self {
		return true
	}
	for member, value := range members {
		list, isList := value.([]any)
		if member == "accessRoles" {
			if c.fault("same-roles-are-no-write") && len(now) == 1 && isList && slices.Equal(texts(list), now[0].roles) ||
				c.fault("taking-roles-is-free") && isList && len(list) == 0 ||
				c.fault("own-roles-writable") && self && c.writesUsers() ||
				c.fault("roles-one-holds-are-free") && isList && all(texts(list), func(id string) bool { return slices.Contains(c.caller.roles, id) }) ||
				c.fault("roles-of-no-rights-are-free") && isList && all(texts(list), c.s.rightless) {
				continue
			}
			if c.fault("user-write-writes-accessRoles") && c.writesUsers() {
				continue
			}
			if !c.writesRoles() {
				return false
			}
			continue
		}
		if c.fault("role-writer-writes-"+member) && c.writesRoles() {
			continue
		}
		if c.fault("role-writer-writes-unknown") && c.writesRoles() && !slices.Contains(userMembers, member) {
			continue
		}
		if c.fault("role-writer-may-disable") && member == "isActive" && value == false && c.writesRoles() {
			continue
		}
		if c.fault("mixed-with-roles-is-free") && c.writesRoles() && len(members) > 1 && members["accessRoles"] != nil {
			continue
		}
		if !c.writesUsers() {
			return false
		}
	}
	return true
}

// rightless says that a role grants nothing.
func (s *server) rightless(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, known := s.roles[id]
	return known && len(r.permissions) == 0
}

func all(list []string, is func(string) bool) bool {
	return !slices.ContainsFunc(list, func(text string) bool { return !is(text) })
}

func texts(list []any) []string {
	out := []string{}
	for _, item := range list {
		if text, is := item.(string); is {
			out = append(out, text)
		}
	}
	return out
}
