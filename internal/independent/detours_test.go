package independent

import (
	"path"
	"strings"
)

// lenient is the path as it is routed. A faulty server reads it more leniently
// than what guards it does.
func (c *call) lenient() string {
	at, written := c.r.URL.Path, c.r.URL.EscapedPath()
	switch {
	case c.fault("path-any-case-unguarded"), c.fault("path-any-case-without-admin"):
		at = strings.ToLower(at)
	case c.fault("path-slashes-unguarded"), c.fault("path-slashes-without-permission"):
		at = path.Clean(at)
	case c.fault("path-endings-unguarded"):
		at, _, _ = strings.Cut(strings.TrimSuffix(at, ".json"), ";")
	case c.fault("path-percents-unguarded"):
	default:
		return at
	}
	c.round = at != written
	return at
}

// becomeAll makes the caller one who may do all.
func (c *call) becomeAll() {
	c.granted = map[string]bool{"admin-*-read": true, "admin-*-write": true}
	if c.caller.id == "" {
		c.s.mu.Lock()
		c.caller = c.s.users[c.s.order[len(c.s.order)-1]].copy()
		c.s.mu.Unlock()
	}
}

// override takes another method from a header, which no guard has seen.
func (c *call) override() {
	named := ""
	switch {
	case c.fault("override-by-header"):
		named = c.r.Header.Get("X-HTTP-Method-Override")
	case c.fault("override-by-short-header"):
		named = c.r.Header.Get("X-HTTP-Method")
	case c.fault("override-by-other-header"):
		named = c.r.Header.Get("X-Method-Override")
	case c.fault("override-by-query"):
		named = c.r.URL.Query().Get("_method")
	}
	if named != "" {
		c.r.Method = named
		c.becomeAll()
	}
}
