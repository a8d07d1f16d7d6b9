package independent

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// newToken gives a user a token: one that says nothing, or one that says whose
// it is and is signed. The lock is held.
func (s *server) newToken(u *user) string {
	token := "tk_" + hex.EncodeToString(random(20))
	if s.jwt {
		head := part(map[string]any{"alg": "HS256", "typ": "JWT"})
		body := part(map[string]any{"sub": u.id, "email": u.email, "jti": hex.EncodeToString(random(8)), "admin": false})
		token = head + "." + body + "." + s.sign(head+"."+body)
	} else {
		s.tokens[token] = u.id
	}
	if strings.HasPrefix(s.fault, "login-frozen") {
		s.held[token] = s.snapshot(u)
	}
	return token
}

func part(v any) string {
	text, _ := json.Marshal(v)
	return base64.RawURLEncoding.EncodeToString(text)
}

func (s *server) sign(text string) string {
	mac := hmac.New(sha256.New, s.key)
	mac.Write([]byte(text))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// owner is whose token it is. The lock is held.
func (c *call) owner(token string) (string, bool) {
	if c.fault("expired-works") && token == expired {
		return c.s.order[len(c.s.order)-1], true
	}
	if !c.s.jwt {
		id, known := c.s.tokens[token]
		return id, known
	}
	parts := strings.Split(token, ".")
	if len(parts) == 2 && (c.fault("jwt-verified-when-present") || c.fault("jwt-unverified")) {
		parts = append(parts, "")
	}
	if len(parts) != 3 {
		return "", false
	}
	var head, body map[string]any
	for i, to := range []*map[string]any{&head, &body} {
		text, err := base64.RawURLEncoding.DecodeString(parts[i])
		if err != nil || json.Unmarshal(text, to) != nil {
			return "", false
		}
	}
	if !c.verified(parts, head) {
		return "", false
	}
	id, _ := body["sub"].(string)
	_, known := c.s.users[id]
	return id, known
}

func (c *call) verified(parts []string, head map[string]any) bool {
	alg, _ := head["alg"].(string)
	right := hmac.Equal([]byte(parts[2]), []byte(c.s.sign(parts[0]+"."+parts[1])))
	keyless := hmac.New(sha256.New, nil)
	keyless.Write([]byte(parts[0] + "." + parts[1]))
	switch {
	case c.fault("jwt-unverified"):
		return true
	case c.fault("jwt-none"):
		return alg == "none" || right
	case c.fault("jwt-none-in-any-case"):
		return alg != "none" && strings.EqualFold(alg, "none") || right
	case c.fault("jwt-verified-when-present"):
		return parts[2] == "" || right
	case c.fault("jwt-signed-by-nothing"):
		return right || parts[2] == base64.RawURLEncoding.EncodeToString(keyless.Sum(nil))
	case c.fault("jwt-signature-begun"):
		return right || len(parts[2]) > 20 && strings.HasSuffix(c.s.sign(parts[0]+"."+parts[1]), parts[2][20:])
	}
	return alg == "HS256" && right
}

// expired is a token that was good once, as a target file may tell.
const expired = "eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjF9.b2xk"

// snapshot is what a user held when it logged in.
type snapshot struct {
	roles  []string
	held   map[string]role
	rights map[string]bool
}

// snapshot takes one. The lock is held.
func (s *server) snapshot(u *user) snapshot {
	out := snapshot{roles: slices.Clone(u.roles), held: map[string]role{}, rights: map[string]bool{}}
	for _, id := range u.roles {
		r, known := s.roles[id]
		if !known {
			continue
		}
		out.held[id] = r.copy()
		for _, permission := range r.permissions {
			if r.active {
				out.rights[permission] = true
			}
		}
	}
	return out
}

// thaw is what a caller may do, by what its roles say now; a faulty server
// looks at what they said at log-in. The lock is held.
func (c *call) thaw(token string, now map[string]bool) map[string]bool {
	then, known := c.s.held[token]
	if !known {
		return now
	}
	rights := func(roles []string, active, permissions func(id string) (bool, []string)) map[string]bool {
		out := map[string]bool{}
		for _, id := range roles {
			on, _ := active(id)
			_, names := permissions(id)
			for _, name := range names {
				if on {
					out[name] = true
				}
			}
		}
		return out
	}
	fresh := func(id string) (bool, []string) {
		if r := c.s.roles[id]; r != nil {
			return r.active, r.permissions
		}
		return false, nil
	}
	old := func(id string) (bool, []string) {
		if r, held := then.held[id]; held {
			return r.active, r.permissions
		}
		return fresh(id)
	}
	switch {
	case c.fault("login-frozen"):
		return then.rights
	case c.fault("login-frozen-merged"):
		out := maps.Clone(now)
		maps.Copy(out, then.rights)
		return out
	case c.fault("login-frozen-roles"):
		return rights(then.roles, fresh, fresh)
	case c.fault("login-frozen-held-roles"):
		return rights(unique(append(slices.Clone(then.roles), c.caller.roles...)), fresh, fresh)
	case c.fault("login-frozen-edits"):
		return rights(c.caller.roles, fresh, old)
	case c.fault("login-frozen-switches"):
		return rights(c.caller.roles, old, fresh)
	}
	return now
}
