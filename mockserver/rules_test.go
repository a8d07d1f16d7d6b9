package mockserver_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cotalker/rolecall/mockserver"
)

// rule is one requirement of the contract, shown over real HTTP.
type rule struct {
	id   string
	show func(c *client)
}

// TestEveryRuleHolds shows each requirement of the contract under both
// versions, each against a fresh mock.
func TestEveryRuleHolds(t *testing.T) {
	rules := slices.Concat(placeRules, headerRules, permissionRules, operationRules)
	var shown []string
	for _, r := range rules {
		shown = append(shown, r.id)
		for _, version := range []string{"v2", "v3"} {
			t.Run(r.id+"/"+version, func(t *testing.T) {
				t.Parallel()
				r.show(newClient(t, version))
			})
		}
	}
	for _, q := range contract(t).Requirements {
		if !slices.Contains(shown, q.ID) {
			t.Errorf("no test shows %s: %s", q.ID, q.Text)
		}
	}
}

var placeRules = []rule{
	{"LOC-1", func(c *client) {
		r := c.want(200, "", "user-read", "GET", "/users/"+ana, "")
		c.equal("the other version", c.do("user-read", "GET", "//api/v2/users/"+ana, "").body, r.body)
		c.want(404, "", "user-read", "GET", "//v3/users/me", "")
	}},
	{"LOC-2", func(c *client) {
		c.want(200, "", "", "POST", "//auth/local", `{"email":"john.doe@example.com","password":"rolecall-mock"}`, "-Admin")
		c.want(404, "", "", "POST", "//api/auth/local", `{"email":"john.doe@example.com","password":"rolecall-mock"}`)
	}},
	{"LOC-3", func(c *client) {
		c.want(404, "LOC-3", "TOKEN", "GET", "/nothing", "")
		c.want(404, "LOC-3", "", "GET", "//", "")
		c.want(404, "LOC-3", "TOKEN", "GET", "/users/", "")
		for path, allow := range map[string]string{
			"/users/me": "GET, HEAD, OPTIONS, PATCH", "/users": "GET, HEAD, OPTIONS, PATCH, POST",
			"/users/" + ana: "GET, HEAD, OPTIONS, PATCH", "//auth/local": "OPTIONS, POST",
		} {
			r := c.want(405, "LOC-3", "TOKEN", "DELETE", path, "")
			c.equal("Allow of "+path, r.header.Get("Allow"), allow)
		}
		c.want(405, "LOC-3", "TOKEN", "POST", "/users/me", "{}")
		c.want(200, "", "TOKEN", "HEAD", "/users/me", "")
		c.want(401, "", "", "HEAD", "/users/me", "")
		r := c.want(204, "", "", "OPTIONS", "/users", "")
		c.equal("Allow of OPTIONS", r.header.Get("Allow"), "GET, HEAD, OPTIONS, PATCH, POST")
	}},
	{"MOD-1", func(c *client) {
		user := c.do("TOKEN", "POST", "/users", `{"email":"a@example.com","name":{"names":"A","lastName":""},"password":"longenough"}`)
		c.equal("a user with the least", user.at("data.name"), map[string]any{"names": "A", "lastName": ""})
		for _, absent := range []string{"jobTitle", "password", "company"} {
			if _, there := user.at("data").(map[string]any)[absent]; there {
				c.t.Errorf("%s is in the reply: %s", absent, user.text)
			}
		}
		c.equal("an empty list", c.do("TOKEN", "GET", "/users?search=nobody-has-this", "").body, map[string]any{"data": map[string]any{"users": []any{}}})
		roles := `["` + members + `","` + admins + `","` + members + `"]`
		r := c.want(200, "", "TOKEN", "PATCH", "/users/"+ana, `{"accessRoles":`+roles+`}`)
		c.equal("repeated roles", r.at("data.accessRoles"), []string{members, admins, members})
	}},
	{"MOD-2", func(c *client) {
		for status, path := range map[int]string{401: "/users/me", 404: "/nothing", 405: "/users/me/"} {
			method := "GET"
			if status == 405 {
				method, path = "DELETE", "/users/me"
			}
			r := c.want(status, "", "", method, path, "")
			c.equal("media type", r.header.Get("Content-Type"), "application/problem+json")
			c.equal("status", r.at("status"), status)
			c.equal("title", r.at("title"), http.StatusText(status))
			for _, member := range []string{"type", "detail"} {
				if s, _ := r.at(member).(string); s == "" {
					c.t.Errorf("no %s in %s", member, r.text)
				}
			}
		}
	}},
}

var headerRules = []rule{
	{"HDR-1", func(c *client) {
		for _, op := range c.mock.World().Personas[:1] {
			for _, header := range []string{"Bearer", "Bearer ", "Basic " + op.Token, op.Token, "Bearer " + op.Token + "x", "Bearer " + strings.ToLower(op.Token), "Bearer T OKEN"} {
				c.want(401, "HDR-1", "", "GET", "/users/me", "", "Authorization: "+header)
			}
			for _, scheme := range []string{"bearer", "BEARER", "BeArEr"} {
				c.want(200, "", "", "GET", "/users/me", "", "Authorization: "+scheme+" "+op.Token)
			}
		}
		c.want(401, "HDR-1", "", "GET", "/users/me?access_token=TOKEN", "")
		c.want(401, "HDR-1", "", "POST", "/users", "not even JSON")
	}},
	{"HDR-2", func(c *client) {
		challenge := func(r reply) string { return r.header.Get("WWW-Authenticate") }
		c.equal("no token", challenge(c.want(401, "", "", "GET", "/users/me", "")), `Bearer realm="rolecall"`)
		c.equal("other scheme", challenge(c.want(401, "", "", "GET", "/users/me", "", "Authorization: Basic eDp5")), `Bearer realm="rolecall"`)
		c.equal("unknown token", challenge(c.want(401, "", "nobody", "GET", "/users/me", "")), `Bearer realm="rolecall", error="invalid_token"`)
		c.equal("disabled", challenge(c.want(401, "", "disabled", "GET", "/users/me", "")), `Bearer realm="rolecall", error="invalid_token"`)
		c.equal("log-in", challenge(c.want(401, "", "", "POST", "//auth/local", `{"email":"a","password":"b"}`)), `Bearer realm="rolecall"`)
	}},
	{"HDR-3", func(c *client) {
		c.want(403, "HDR-3", "TOKEN", "GET", "/users", "", "-Admin")
		c.want(403, "HDR-3", "TOKEN", "POST", "/users", `{}`, "-Admin")
		c.want(403, "HDR-3", "TOKEN", "PATCH", "/users/"+ana, `{}`, "-Admin")
		c.want(403, "HDR-3", "TOKEN", "GET", "/accessroles", "", "-Admin")
		c.want(200, "", "TOKEN", "GET", "/users", "", "-Admin", "ADMIN: true")
	}},
	{"HDR-4", func(c *client) {
		for _, value := range []string{"false", "1", "TRUE", "", "true,true", "yes"} {
			c.want(403, "HDR-4", "TOKEN", "GET", "/users", "", "-Admin", "Admin: "+value)
		}
		c.want(403, "HDR-4", "TOKEN", "GET", "/users", "", "Admin: true")
		c.want(200, "", "TOKEN", "GET", "/users", "", "-Admin", "Admin:  true ")
	}},
	{"HDR-5", func(c *client) {
		c.want(200, "", "client", "GET", "/users/me", "", "-Admin")
		c.want(200, "", "client", "GET", "/users/me", "", "-Admin", "Admin: nonsense")
		c.want(200, "", "client", "PATCH", "/users/me", `{"jobTitle":"x"}`, "-Admin")
		c.want(403, "PRM-14", "TOKEN", "PATCH", "/users/me", `{"isActive":false}`)
	}},
	{"HDR-6", func(c *client) {
		create := `{"email":"a@example.com","name":{"names":"A","lastName":"B"}}`
		for _, media := range []string{"text/plain", "application/json-patch+json", "application/x-www-form-urlencoded"} {
			c.want(415, "HDR-6", "TOKEN", "POST", "/users", create, "-Content-Type", "Content-Type: "+media)
		}
		c.want(415, "HDR-6", "TOKEN", "POST", "/users", create, "-Content-Type")
		c.want(415, "HDR-6", "", "POST", "//auth/local", create, "-Content-Type", "Content-Type: text/plain")
		c.want(201, "", "TOKEN", "POST", "/users", create, "-Content-Type", "Content-Type: Application/JSON; charset=utf-8")
		big := `{"jobTitle":"` + strings.Repeat("x", 1<<20) + `"}`
		c.want(413, "HDR-6", "TOKEN", "PATCH", "/users/me", big)
		c.want(413, "HDR-6", "TOKEN", "PATCH", "/users/"+ana, big)
		c.want(200, "", "TOKEN", "PATCH", "/users/me", `{"jobTitle":"`+strings.Repeat("x", 1<<20-15)+`"}`)
	}},
	{"HDR-7", func(c *client) {
		for _, r := range []reply{
			c.want(200, "", "TOKEN", "GET", "/users", ""),
			c.want(201, "", "TOKEN", "POST", "/users", `{"email":"a@example.com","name":{"names":"A","lastName":"B"}}`),
			c.want(200, "", "", "POST", "//auth/local", `{"email":"john.doe@example.com","password":"rolecall-mock"}`),
		} {
			c.equal("Cache-Control", r.header.Get("Cache-Control"), "no-store")
			c.equal("X-Content-Type-Options", r.header.Get("X-Content-Type-Options"), "nosniff")
		}
		r := c.want(404, "", "TOKEN", "GET", "/users/"+unknown, "")
		c.equal("X-Content-Type-Options of a refusal", r.header.Get("X-Content-Type-Options"), "nosniff")
	}},
	{"HDR-8", func(c *client) {
		r := c.want(200, "", "TOKEN", "GET", "/users/me", "")
		c.equal("media type", r.header.Get("Content-Type"), "application/json")
	}},
}

var permissionRules = []rule{
	{"PRM-1", func(c *client) {
		for _, p := range c.mock.Personas() {
			if !p.Disabled {
				c.want(200, "", p.Token, "GET", "/users/me", "")
			}
		}
	}},
	{"PRM-2", func(c *client) {
		r := c.want(200, "", "client", "PATCH", "/users/me", `{"name":{"displayName":"C"},"jobTitle":"j","password":"new-password"}`)
		c.equal("name", r.at("data.name"), map[string]any{"names": "Persona", "lastName": "client", "displayName": "C"})
		c.want(200, "", "", "POST", "//auth/local", `{"email":"client@example.com","password":"new-password"}`)
	}},
	{"PRM-3", matrix("GET", []string{"/users", "/users/" + ana}, "", "PRM-3", "user-read", "all-read")},
	{"PRM-4", func(c *client) {
		matrix("POST", []string{"/users"}, `{"email":"%d@example.com","name":{"names":"A","lastName":"B"}}`, "PRM-4", "user-write", "all-write")(c)
		roles := `{"email":"r%d@example.com","name":{"names":"A","lastName":"B"},"accessRoles":["` + members + `"]}`
		c.want(403, "PRM-6", "user-write", "POST", "/users", roles)
		c.want(201, "", "all-write", "POST", "/users", roles)
		c.want(201, "", "user-write", "POST", "/users", `{"email":"e@example.com","name":{"names":"A","lastName":"B"},"accessRoles":[]}`)
		c.want(400, "OP-10", "user-write", "POST", "/users", `{"email":"n@example.com","name":{"names":"A","lastName":"B"},"accessRoles":"x"}`)
	}},
	{"PRM-5", func(c *client) {
		matrix("PATCH", []string{"/users/" + ana}, `{"jobTitle":"j"}`, "PRM-5", "user-write", "all-write")(c)
		c.want(403, "PRM-5", "accesscontrol-write", "PATCH", "/users/"+ana, `{"isActive":false}`)
		c.want(403, "PRM-5", "accesscontrol-write", "PATCH", "/users/"+ana, `{"whatever":1}`)
	}},
	{"PRM-6", func(c *client) {
		body := `{"accessRoles":["` + members + `"]}`
		c.want(403, "PRM-6", "user-write", "PATCH", "/users/"+ana, body)
		c.want(403, "PRM-6", "user-write", "PATCH", "/users/"+ana, `{"accessRoles":[]}`)
		c.want(200, "", "accesscontrol-write", "PATCH", "/users/"+ana, body)
		c.want(200, "", "all-write", "PATCH", "/users/"+ana, body)
		c.want(403, "PRM-5", "user-read", "PATCH", "/users/"+ana, body)
	}},
	{"PRM-7", func(c *client) {
		bulk := func(changes string) string { return `{"ids":["` + ana + `"],"changes":` + changes + `}` }
		c.want(403, "PRM-7", "accesscontrol-write", "PATCH", "/users", bulk(`{"isActive":false}`))
		c.want(403, "PRM-7", "user-write", "PATCH", "/users", bulk(`{"accessRoles":[]}`))
		c.want(403, "PRM-7", "accesscontrol-write", "PATCH", "/users", bulk(`{"email":"x@example.com"}`))
		c.want(403, "PRM-7", "all-read", "PATCH", "/users", bulk(`{"isActive":false}`))
		c.want(200, "", "accesscontrol-write", "PATCH", "/users", bulk(`{"accessRoles":["`+members+`"]}`))
		c.want(200, "", "user-write", "PATCH", "/users", bulk(`{"isActive":false}`))
	}},
	{"PRM-8", matrix("GET", []string{"/accessroles", "/accessroles/" + admins}, "", "PRM-8", "accesscontrol-read", "all-read")},
	{"PRM-9", func(c *client) {
		matrix("POST", []string{"/accessroles"}, `{"name":"R","permissions":[]}`, "PRM-9", "accesscontrol-write", "all-write")(c)
		matrix("PATCH", []string{"/accessroles/" + members}, `{"description":"d"}`, "PRM-9", "accesscontrol-write", "all-write")(c)
	}},
	{"PRM-10", func(c *client) {
		for i, name := range []string{"admin-user-reader", "Admin-User-Read", "admin-*", "admin-user-*", "*", "admin-user-rea", " admin-user-read"} {
			token := c.person(fmt.Sprintf("p%d", i), name)
			c.want(403, "PRM-3", token, "GET", "/users", "")
		}
	}},
	{"PRM-11", func(c *client) {
		c.want(403, "PRM-3", "all-write", "GET", "/users/"+ana, "")
		c.want(403, "PRM-5", "all-read", "PATCH", "/users/"+ana, `{"jobTitle":"x"}`)
		r := c.want(200, "", "user-write", "PATCH", "/users/"+ana, `{"jobTitle":"seen"}`)
		c.equal("the reply to a write", r.at("data.jobTitle"), "seen")
	}},
	{"PRM-12", func(c *client) {
		before := c.do("TOKEN", "GET", "/users/"+ana, "").body
		c.want(403, "", "user-write", "PATCH", "/users/"+ana, `{"jobTitle":"x","accessRoles":[]}`)
		c.want(403, "", "accesscontrol-write", "PATCH", "/users/"+ana, `{"jobTitle":"x","accessRoles":["`+members+`"]}`)
		c.want(403, "", "user-write", "PATCH", "/users", `{"ids":["`+ana+`"],"changes":{"jobTitle":"x","accessRoles":[]}}`)
		c.equal("after denied writes", c.do("TOKEN", "GET", "/users/"+ana, "").body, before)
	}},
	{"PRM-13", func(c *client) {
		for _, id := range []string{ana, unknown, "no-id"} {
			c.want(403, "", "client", "GET", "/users/"+id, "")
			c.want(403, "", "client", "PATCH", "/users/"+id, `{"jobTitle":"x"}`)
			c.want(403, "", "user-write", "PATCH", "/users/"+id, `{"accessRoles":[]}`)
			c.want(403, "", "client", "GET", "/accessroles/"+id, "")
		}
	}},
	{"PRM-14", func(c *client) {
		for _, body := range []string{`{"accessRoles":[]}`, `{"isActive":true}`, `{"email":"x@example.com"}`, `{"jobTitle":"x","email":"john.doe@example.com"}`} {
			c.want(403, "PRM-14", "TOKEN", "PATCH", "/users/me", body)
			c.want(403, "PRM-14", "TOKEN", "PATCH", "/users/me", body, "-Admin")
		}
		c.equal("job title", c.do("TOKEN", "GET", "/users/me", "").at("data.jobTitle"), "full-stack developer")
	}},
	{"PRM-15", func(c *client) {
		c.want(401, "PRM-15", "disabled", "GET", "/users/me", "")
		c.want(401, "PRM-15", "disabled", "GET", "/users", "")
		c.want(401, "", "", "POST", "//auth/local", `{"email":"disabled@example.com","password":"rolecall-mock"}`)
		id := c.do("client", "GET", "/users/me", "").at("data._id").(string)
		c.want(200, "", "TOKEN", "PATCH", "/users/"+id, `{"isActive":false}`)
		c.want(401, "PRM-15", "client", "GET", "/users/me", "")
		c.want(200, "", "TOKEN", "PATCH", "/users/"+id, `{"isActive":true}`)
		c.want(200, "", "client", "GET", "/users/me", "")
	}},
	{"PRM-16", func(c *client) {
		id := c.do("user-write", "GET", "/users/me", "").at("data._id").(string)
		c.want(200, "", "user-write", "PATCH", "/users/"+id, `{"isActive":false}`)
		c.want(401, "PRM-15", "user-write", "GET", "/users/me", "")
	}},
}

// matrix shows that the personas named, and they alone, are granted requests.
func matrix(method string, paths []string, body, rule string, able ...string) func(*client) {
	return func(c *client) {
		able := append(able, "TOKEN", "all-read+all-write", "user-read+user-write")
		for i, p := range c.mock.Personas() {
			if p.Disabled {
				continue
			}
			may := slices.Contains(able, p.Token)
			switch p.Token {
			case "user-read+user-write":
				may = slices.Contains(able, "user-read") || slices.Contains(able, "user-write")
			case "accesscontrol-write":
				if strings.HasPrefix(paths[0], "/users/") && method == "PATCH" {
					may = false // may call it, but not write this member
				}
			}
			for _, path := range paths {
				sent := strings.ReplaceAll(body, "%d", fmt.Sprint(i))
				if !may {
					c.want(403, rule, p.Token, method, path, sent)
				} else if r := c.do(p.Token, method, path, sent); r.status/100 != 2 {
					c.t.Errorf("%s %s as %s: got %d: %s", method, path, p.Token, r.status, r.text)
				}
			}
		}
	}
}

// person creates a user with a role of its own and logs it in.
func (c *client) person(name string, permissions ...string) string {
	c.t.Helper()
	role := c.want(201, "", "TOKEN", "POST", "/accessroles", fmt.Sprintf(`{"name":%q,"permissions":["%s"]}`, name, strings.Join(permissions, `","`)))
	c.want(201, "", "TOKEN", "POST", "/users", fmt.Sprintf(`{"email":"%s@example.com","name":{"names":"P","lastName":"Q"},"password":"rolecall-mock","accessRoles":["%s"]}`,
		name, role.at("data._id")))
	return c.want(200, "", "", "POST", "//auth/local", fmt.Sprintf(`{"email":"%s@example.com","password":"rolecall-mock"}`, name)).at("token").(string)
}

// frozen is a clock that stands still: stamps must grow all the same.
func frozen() mockserver.Option {
	return mockserver.WithClock(func() time.Time { return time.UnixMilli(1_700_000_000_123) })
}

// race runs n calls at once and counts the statuses.
func race(n int, call func(i int) int) map[int]int {
	var mu sync.Mutex
	var all sync.WaitGroup
	counts := map[int]int{}
	for i := range n {
		all.Go(func() {
			status := call(i)
			mu.Lock()
			counts[status]++
			mu.Unlock()
		})
	}
	all.Wait()
	return counts
}
