package mockserver_test

import (
	"fmt"
	"slices"
	"strings"
)

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
		c.equal("name", r.at("data.name"), map[string]any{"names": "Clara", "lastName": "Méndez", "displayName": "C"})
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
		c.want(403, "PRM-6", "user-write", "PATCH", "/users/"+ana, `{"accessRoles":"none"}`)
		c.want(400, "OP-10", "accesscontrol-write", "PATCH", "/users/"+ana, `{"accessRoles":"none"}`)
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
		c.rightsAreReadAnew()
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
		before := c.do("TOKEN", "GET", "/users/me", "").body
		for _, p := range c.mock.Personas() {
			if !p.Disabled {
				c.want(403, "PRM-14", p.Token, "PATCH", "/users/me", `{"accessRoles":["`+admins+`"]}`)
			}
		}
		for _, body := range []string{`{"accessRoles":[]}`, `{"isActive":true}`, `{"email":"x@example.com"}`, `{"jobTitle":"x","email":"john.doe@example.com"}`} {
			c.want(403, "PRM-14", "TOKEN", "PATCH", "/users/me", body)
			c.want(403, "PRM-14", "TOKEN", "PATCH", "/users/me", body, "-Admin")
		}
		c.equal("the caller after all", c.do("TOKEN", "GET", "/users/me", "").body, before)
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

// rightsAreReadAnew changes what a caller may do in each of the four ways, and
// sees it hold from the next request on.
func (c *client) rightsAreReadAnew() {
	c.t.Helper()
	token := c.person("anew", "admin-user-read")
	me := c.want(200, "", token, "GET", "/users/me", "")
	id, role := me.at("data._id").(string), me.at("data.accessRoles.0").(string)
	may := func(status int) { c.t.Helper(); c.want(status, "", token, "GET", "/users", "") }
	change := func(path, body string) { c.t.Helper(); c.want(200, "", "TOKEN", "PATCH", path, body) }
	may(200)
	change("/accessroles/"+role, `{"permissions":["admin-user-write"]}`)
	may(403)
	change("/accessroles/"+role, `{"permissions":["admin-user-write","admin-*-read"]}`)
	may(200)
	change("/accessroles/"+role, `{"active":false}`)
	may(403)
	change("/users/"+id, `{"accessRoles":["`+role+`","`+admins+`"]}`)
	may(200)
	change("/users/"+id, `{"accessRoles":["`+role+`"]}`)
	may(403)
	change("/accessroles/"+role, `{"active":true}`)
	may(200)
	change("/users/"+id, `{"isActive":false}`)
	may(401)
}
