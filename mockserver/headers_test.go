package mockserver_test

import (
	"net/http"
	"strings"
)

var placeRules = []rule{
	{"LOC-1", func(c *client) {
		paths := map[string]int{}
		for _, op := range contract(c.t).Operations {
			if under, found := strings.CutPrefix(op.Path, "/api/v2"); found {
				paths[op.Method+under]++
			} else if under, found := strings.CutPrefix(op.Path, "/api/v3"); found {
				paths[op.Method+under]--
			}
		}
		for path, more := range paths {
			if more != 0 {
				c.t.Errorf("%s is not in both versions", path)
			}
		}
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
		c.want(404, "LOC-3", "", "GET", "//nothing", "")
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
		for _, op := range c.mock.Seed().Personas[:1] {
			for _, header := range []string{"Bearer", "Bearer ", "Basic " + op.Token, op.Token, "Bearer " + op.Token + "x", "Bearer " + strings.ToLower(op.Token), "Bearer T OKEN"} {
				c.want(401, "HDR-1", "", "GET", "/users/me", "", "Authorization: "+header)
			}
			for _, scheme := range []string{"bearer", "BEARER", "BeArEr"} {
				c.want(200, "", "", "GET", "/users/me", "", "Authorization: "+scheme+" "+op.Token)
			}
		}
		c.want(401, "HDR-1", "", "GET", "/users/me?access_token=TOKEN", "")
		c.want(401, "HDR-1", "", "POST", "/users", "not even JSON")
		c.everyCall(func(method, path, body string) {
			c.want(401, "HDR-1", "", method, path, body)
			c.want(401, "HDR-1", "nobody", method, path, body)
		})
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
		before := c.do("TOKEN", "GET", "/users?limit=100&count=true", "").body
		c.everyCall(func(method, path, body string) {
			if path != "/users/me" {
				c.want(403, "HDR-3", "TOKEN", method, path, body, "-Admin")
			}
		})
		c.equal("after denied writes", c.do("TOKEN", "GET", "/users?limit=100&count=true", "").body, before)
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
		c.want(413, "HDR-6", "", "POST", "//auth/local", big)
		c.want(200, "", "TOKEN", "PATCH", "/users/me", `{"jobTitle":"`+strings.Repeat("x", 1<<20-15)+`"}`)
	}},
	{"HDR-7", func(c *client) {
		kept := func(r reply) {
			c.t.Helper()
			c.equal("Cache-Control", r.header.Get("Cache-Control"), "no-store")
			c.equal("X-Content-Type-Options", r.header.Get("X-Content-Type-Options"), "nosniff")
		}
		c.everyCall(func(method, path, body string) { kept(c.do("TOKEN", method, path, body)) })
		kept(c.want(200, "", "", "POST", "//auth/local", `{"email":"john.doe@example.com","password":"rolecall-mock"}`))
		for path, status := range map[string]int{"/users/" + unknown: 404, "/nothing": 404, "/users/x": 400, "/users?limit=0": 400} {
			r := c.want(status, "", "TOKEN", "GET", path, "")
			c.equal("X-Content-Type-Options of a refusal", r.header.Get("X-Content-Type-Options"), "nosniff")
		}
	}},
	{"HDR-8", func(c *client) {
		c.everyCall(func(method, path, body string) {
			r := c.do("TOKEN", method, path, body)
			if r.status/100 != 2 {
				c.t.Errorf("%s %s: %d %s", method, path, r.status, r.text)
			}
			c.equal("media type", r.header.Get("Content-Type"), "application/json")
		})
		r := c.want(200, "", "", "POST", "//auth/local", `{"email":"john.doe@example.com","password":"rolecall-mock"}`)
		c.equal("media type of log-in", r.header.Get("Content-Type"), "application/json")
	}},
}
