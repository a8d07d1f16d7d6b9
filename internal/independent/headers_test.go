package independent

import (
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"
	"time"
)

// identify finds the caller by the token.
func (c *call) identify() *refusal {
	header := c.r.Header.Get("Authorization")
	scheme, token, _ := strings.Cut(header, " ")
	token = strings.TrimSpace(token)
	bearer := strings.EqualFold(scheme, "Bearer")
	if c.fault("scheme-exact") {
		bearer = scheme == "Bearer"
	}
	if c.fault("any-scheme") && token != "" {
		bearer = true
	}
	if c.fault("basic-scheme") && strings.EqualFold(scheme, "Basic") {
		bearer = true
	}
	if c.fault("scheme-prefix") && strings.HasPrefix(strings.ToLower(scheme), "bear") {
		bearer = true
	}
	if c.fault("no-scheme") && token == "" {
		bearer, token = true, header
	}
	if c.fault("token-in-query") && header == "" {
		token = c.r.URL.Query().Get("access_token")
		if token == "" {
			token = c.r.URL.Query().Get("token")
		}
		bearer = token != ""
	}
	c.sent = bearer && token != ""
	refused := no(401, "HDR-1", "who are you")
	if !bearer || token == "" {
		return refused
	}
	if c.fault("token-trimmed") {
		token = strings.TrimRight(token, "0123456789")
	}

	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	id, known := c.owner(token)
	if !known {
		for held, owner := range c.s.tokens {
			if c.fault("token-any-case") && strings.EqualFold(held, token) ||
				c.fault("token-prefix") && strings.HasPrefix(token, held) ||
				c.fault("token-shortened") && len(token) > 3 && strings.HasPrefix(held, token) ||
				c.fault("token-trimmed") && strings.TrimRight(held, "0123456789") == token {
				id, known = owner, true
			}
		}
	}
	if !known {
		return refused
	}
	u := c.s.users[id]
	c.caller = u.copy()
	if c.fault("caller-cached") {
		c.caller = c.s.caches.caller(id, c.caller, 0)
	}
	if c.fault("caller-cached-briefly") {
		c.caller = c.s.caches.caller(id, c.caller, 300*time.Millisecond)
	}
	if c.fault("caller-cached-until-patched") {
		c.caller = c.s.caches.caller(id, c.caller, 0)
	}
	active := c.caller.active
	if c.fault("disabled-may-ask") || c.fault("disabled-may-read") && c.r.Method != "POST" && c.r.Method != "PATCH" {
		active = true
	}
	if c.fault("disabled-by-bulk-may-ask") && u.disabledBy == "bulk" ||
		c.fault("disabled-by-self-may-ask") && u.disabledBy == "self" {
		active = true
	}
	if c.fault("token-ends-with-disabling") && u.disabledBy != "" {
		active = false
	}
	if c.fault("login-frozen-enabled") || c.fault("login-frozen") {
		active = true
	}
	if !active {
		if c.fault("disabled-is-403") {
			return no(403, "PRM-15", "you are out")
		}
		return refused
	}
	c.granted = c.thaw(token, c.s.permissions(c))
	return nil
}

// admin asks for the header of the Admin API.
func (c *call) admin() *refusal {
	values := c.r.Header.Values("Admin")
	value := strings.Join(values, ",")
	ok := len(values) == 1 && value == "true"
	ok = ok || c.fault("admin-any-case") && strings.EqualFold(value, "true")
	ok = ok || c.fault("admin-one") && value == "1"
	ok = ok || c.fault("admin-present") && value != ""
	ok = ok || c.fault("admin-present-even-empty") && len(values) > 0
	ok = ok || c.fault("admin-not-false") && value != "" && value != "false"
	ok = ok || c.fault("admin-first-line") && len(values) > 0 && values[0] == "true"
	ok = ok || c.fault("admin-last-line") && len(values) > 0 && values[len(values)-1] == "true"
	ok = ok || c.fault("admin-not-needed")
	ok = ok || c.fault("admin-not-needed-to-read") && c.r.Method != "POST" && c.r.Method != "PATCH"
	ok = ok || c.fault("admin-not-needed-for-all-rights") && (c.granted["admin-*-write"] || c.granted["admin-*-read"])
	ok = ok || c.fault("admin-not-needed-for-own-id") && c.id == c.caller.id
	if c.noun == "me" {
		if c.fault("me-refuses-admin") && value == "true" || c.fault("me-refuses-admin-false") && len(values) > 0 && value != "true" || c.fault("me-needs-admin") && !ok {
			return no(403, "HDR-5", "not on your own page")
		}
		if c.fault("me-with-admin-needs-rights") && value == "true" && len(c.granted) == 0 {
			return no(403, "HDR-5", "not on your own page")
		}
		return nil
	}
	if !ok {
		if c.fault("admin-is-401") {
			return no(401, "HDR-3", "not an admin")
		}
		if c.fault("admin-is-404") {
			return no(404, "HDR-3", "nothing lives here")
		}
		if c.fault("admin-is-400") {
			return no(400, "HDR-3", "a header is missing")
		}
		return no(403, "HDR-3", "say that you come as an admin")
	}
	return nil
}

const mebibyte = 1 << 20

// body reads what was sent, when its media type and size allow.
func (c *call) body() ([]byte, *refusal) {
	kind := c.r.Header.Get("Content-Type")
	media, _, err := mime.ParseMediaType(kind)
	ok := err == nil && media == "application/json"
	ok = ok || c.fault("no-content-type") && kind == ""
	ok = ok || c.fault("json-suffix") && strings.HasSuffix(media, "+json")
	ok = ok || c.fault("text-json") && media == "text/json"
	ok = ok || c.fault("media-type-prefix") && strings.HasPrefix(kind, "application/json")
	ok = ok || c.fault("media-type-contains") && strings.Contains(kind, "json")
	ok = ok || c.fault("any-media-type")
	ok = ok || c.fault("text-plain") && media == "text/plain"
	ok = ok || c.fault("merge-patch") && media == "application/merge-patch+json"
	if c.fault("no-parameters") && kind != "application/json" {
		ok = false
	}
	if c.fault("media-type-case") && strings.ToLower(kind) != kind {
		ok = false
	}
	if !ok {
		if c.fault("415-as-400") {
			return nil, no(400, "HDR-6", "not JSON")
		}
		return nil, no(415, "HDR-6", "only JSON is read here")
	}
	limit := int64(mebibyte)
	if c.fault("limit-100k") {
		limit = 100_000
	}
	if c.fault("limit-16m") {
		limit = 16 * mebibyte
	}
	if c.fault("limit-by-length-only") && c.r.ContentLength < 0 {
		limit = 64 * mebibyte
	}
	text, err := io.ReadAll(http.MaxBytesReader(nil, c.r.Body, limit))
	if err != nil {
		if c.fault("413-as-400") {
			return nil, no(400, "HDR-6", "too long")
		}
		return nil, no(413, "HDR-6", "too long")
	}
	return text, nil
}

// challenge is what a 401 asks for.
func (c *call) challenge() string {
	if c.fault("challenge-missing") || c.fault("login-challenge-missing") && c.noun == "login" {
		return ""
	}
	if c.fault("challenge-basic") {
		return `Basic realm="people"`
	}
	words := []string{`realm="people, places"`, `charset="UTF-8"`}
	if (c.sent || c.fault("challenge-error-always")) && !c.fault("challenge-without-error") {
		words = append(words, `error_description="say \"please\", and Bearer error=none"`, `error="invalid_token"`)
	}
	if c.fault("challenge-other-error") && c.sent {
		words[len(words)-1] = `error="invalid_request"`
	}
	if c.s.terse {
		slices.Reverse(words)
		return "bearer " + strings.ReplaceAll(strings.ReplaceAll(strings.Join(words, " ,"), `"UTF-8"`, "UTF-8"), `"invalid_token"`, "invalid_token")
	}
	return "Bearer " + strings.Join(words, ", ")
}
