package independent

import (
	"slices"
	"strings"
	"time"
)

// apply writes a change to a user. The lock is held.
func (c *call) apply(u *user, out change) {
	before := u.copy()
	set := func(target *string, value *string) {
		if value != nil && !(c.fault("empty-texts-not-written") && *value == "") {
			*target = c.cut(*value)
			if c.fault("texts-cut-at-50") && len([]rune(*value)) > 50 {
				*target = string([]rune(*value)[:50])
			}
			if c.fault("texts-ascii-only") {
				*target = strings.Map(func(r rune) rune {
					if r > 127 {
						return '?'
					}
					return r
				}, *value)
			}
			if c.fault("texts-without-emoji") {
				*target = strings.Map(func(r rune) rune {
					if r > 0xffff {
						return '?'
					}
					return r
				}, *value)
			}
			if c.fault("texts-escaped") {
				*target = strings.NewReplacer("<", "&lt;", "&", "&amp;").Replace(*value)
			}
		}
	}
	optional := func(target **string, value *string) {
		if value != nil && !(c.fault("empty-texts-not-written") && *value == "") {
			text := ""
			set(&text, value)
			*target = &text
		}
	}
	if out.nameReplaced && c.fault("name-replaced") {
		if out.displayName == nil {
			u.displayName = nil
		}
		if out.second == nil {
			u.second = nil
		}
	}
	if out.nameReplaced && c.fault("name-emptied") {
		u.displayName, u.second, u.lastName = nil, nil, ""
	}
	if out.jobTitle == nil && c.fault("job-title-dropped") && (out.names != nil || out.lastName != nil) {
		u.jobTitle = nil
	}
	if !c.fault("names-not-written") {
		set(&u.names, out.names)
	}
	set(&u.lastName, out.lastName)
	if c.fault("second-last-name-not-written") {
		out.second = nil
	}
	if c.fault("display-name-not-written") {
		out.displayName = nil
	}
	if c.fault("display-name-follows") && u.displayName != nil && out.displayName == nil && out.nameReplaced {
		full := u.names + " " + u.lastName
		out.displayName = &full
	}
	optional(&u.displayName, out.displayName)
	optional(&u.second, out.second)
	if !c.fault("job-title-not-written") {
		optional(&u.jobTitle, out.jobTitle)
	}
	if out.email != nil {
		if c.fault("old-email-stays-taken") && !strings.EqualFold(u.email, *out.email) {
			c.s.caches.asked[strings.ToLower(u.email)] = time.Now()
		}
		u.email = *out.email
		if c.fault("email-kept-lower") {
			u.email = strings.ToLower(u.email)
		}
		if name, domain, found := strings.Cut(u.email, "@"); found && c.fault("email-domain-kept-lower") {
			u.email = name + "@" + strings.ToLower(domain)
		}
	}
	if out.password != nil && !c.fault("password-not-written") {
		u.hash, u.plain = newHash(c, *out.password), *out.password
		if c.fault("password-ends-tokens") {
			for token, owner := range c.s.tokens {
				if owner == u.id && strings.HasPrefix(token, "tk_") {
					delete(c.s.tokens, token)
				}
			}
		}
	}
	if out.active != nil && !(c.fault("false-not-written") && !*out.active) && !(c.fault("true-not-written") && *out.active) {
		u.active = *out.active
		if c.fault("disabling-takes-roles") && !u.active {
			u.roles = nil
		}
		if c.fault("disabling-frees-tokens") && !u.active {
			for token, owner := range c.s.tokens {
				if owner == u.id {
					delete(c.s.tokens, token)
				}
			}
		}
	}
	if out.roles != nil {
		c.giveRoles(u, *out.roles)
	}
	if !u.active && before.active {
		u.disabledBy = map[string]string{"users": "bulk", "user": "patch"}[c.noun]
		if c.caller.id == u.id {
			u.disabledBy = "self"
		}
	}
	c.touch(u, &before, out)
	if c.fault("caller-cached-until-patched") && c.noun == "user" {
		c.s.caches.forget(u.id)
	}
	if c.fault("stale-by-version") || c.fault("stale-by-caller") {
		c.s.caches.mu.Lock()
		delete(c.s.caches.stale, c.version+u.id)
		delete(c.s.caches.stale, c.caller.id+u.id)
		c.s.caches.mu.Unlock()
	}
}

func (c *call) giveRoles(u *user, roles []string) {
	roles = slices.Clone(roles)
	if c.fault("roles-added") {
		roles = unique(append(slices.Clone(u.roles), roles...))
	}
	if c.fault("repeated-roles-dropped") {
		roles = unique(roles)
	}
	if c.fault("roles-sorted") {
		slices.Sort(roles)
	}
	if c.fault("roles-reversed") {
		slices.Reverse(roles)
	}
	if c.fault("roles-emptied-not") && len(roles) == 0 {
		return
	}
	if c.fault("unknown-roles-dropped") {
		roles = slices.DeleteFunc(roles, func(id string) bool { return c.s.roles[id] == nil })
	}
	u.roles = roles
}

// touch moves the time of the last change.
func (c *call) touch(u, before *user, out change) {
	u.modified = c.s.clock.after(u.modified)
	same := u.names == before.names && u.lastName == before.lastName && equal(u.jobTitle, before.jobTitle) && equal(u.displayName, before.displayName) &&
		equal(u.second, before.second) && u.active == before.active && u.email == before.email && slices.Equal(u.roles, before.roles) && out.password == nil
	if c.fault("modified-stays") || c.fault("modified-stays-when-same") && same ||
		c.fault("modified-stays-for-roles") && out.roles != nil && out.names == nil ||
		c.fault("modified-stays-for-password") && out.password != nil ||
		c.fault("modified-stays-for-name") && out.nameReplaced && out.jobTitle == nil ||
		c.fault("modified-stays-for-empty-name") && out.nameReplaced && same {
		u.modified = before.modified
	}
	if c.fault("modified-may-repeat") {
		u.modified = c.s.clock.now()
	}
	if c.fault("modified-in-seconds") {
		u.modified = c.s.clock.now().Truncate(time.Second)
	}
	if c.fault("modified-grows-by-a-millisecond") {
		u.modified = before.modified.Truncate(time.Millisecond).Add(time.Millisecond)
	}
	if c.fault("created-moves") {
		u.created = u.modified
	}
	if out.created != nil {
		if t, err := time.Parse(time.RFC3339, *out.created); err == nil {
			u.created = t
		}
	}
}

func equal(a, b *string) bool { return a == b || a != nil && b != nil && *a == *b }
