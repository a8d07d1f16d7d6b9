package mockserver_test

import (
	"fmt"
	"strings"
)

var operationRules = []rule{
	{"OP-1", func(c *client) {
		r := c.want(200, "", "TOKEN", "GET", "/users/me", "", "-Admin")
		c.equal("the page's first reply", r.body, map[string]any{"data": map[string]any{
			"_id": john, "email": "john.doe@example.com", "jobTitle": "full-stack developer", "isActive": true,
			"accessRoles": []any{admins}, "name": map[string]any{"names": "John", "lastName": "Doe"},
			"modifiedAt": "2020-10-26T14:08:48.220Z", "createdAt": "2019-04-26T22:00:31.263Z",
		}})
	}},
	{"OP-2", func(c *client) {
		list := func(query, want string) {
			c.t.Helper()
			c.equal(query, c.want(200, "", "TOKEN", "GET", "/users"+query, "").emails(), want)
		}
		first := "john.doe william.tell ana.rojas edward@cotalker.com guillermo@cotalker.com client user-read all-read user-write accesscontrol-read"
		list("", first)
		list("?email=John.Doe@Example.com&email=william.tell@example.com", "john.doe william.tell")
		list("?id="+ana+"&id="+john+"&id="+unknown+"&id="+john, "john.doe ana.rojas")
		list("?search=ROJ", "ana.rojas")
		list("?search=-Write&limit=2", "user-write accesscontrol-write")
		list("?accessRole="+members, "william.tell")
		list("?accessRole="+unknown, "")
		list("?isActive=false", "disabled")
		list("?isActive=all&limit=3", "john.doe william.tell ana.rojas")
		list("?isActive=true&limit=3&page=2", "edward@cotalker.com guillermo@cotalker.com client")
		list("?limit=5&page=4", "all-read.all-write")
		list("?page="+strings.Repeat("9", 2000), "")
		list("?search=a&limit=2&page=99999999999999999999999", "")
		list("?created=2019-04-26T22:00:31.263Z", "john.doe william.tell")
		list("?created=2019-04-26T23:00:31.263%2B01:00", "john.doe william.tell")
		list("?created_lt=2020-01-01T00:00:00Z", "john.doe william.tell")
		list("?created_lte=2019-04-26T22:00:31.263Z&limit=1", "john.doe")
		list("?created_gt=2019-04-26T22:00:31.263Z&limit=1", "ana.rojas")
		list("?created_gte=2019-04-26T22:00:31.2639Z&limit=1", "john.doe")
		list("?created_gt=2019-04-26T22:00:31.2639Z&limit=1", "ana.rojas")
		list("?created=2019-04-26T22:00:31.263999999Z", "john.doe william.tell")
		list("?created_lt=2019-04-26T22:00:31.2639Z", "")
		list("?created_lt=2019-04-27T00:00:31.264%2B02:00", "john.doe william.tell")
		list("?created_gte=2019-04-26T20:00:31.264-02:00&limit=1", "ana.rojas")
		list("?modified_gte=2020-10-26T14:08:48.221Z&limit=1", "ana.rojas")
		list("?modified_lt=2020-10-26T14:08:48.221Z&email=John.doe@example.com&search=tell", "")
		list("?search=WILLIAM.T", "william.tell")
		list("?search=", first)
		list("?isActive=true&accessRole="+members+"&search=will&id="+william+"&email=william.tell@example.com&created_lt=2020-01-01T00:00:00Z", "william.tell")
		list("?modified_gt=2020-11-18T12:00:00.000Z", "")
		list("?modified_lte=2020-10-26T14:08:48.220Z", "john.doe william.tell")
		list("?modified=2020-10-26T14:08:48.220Z&email=william.tell@example.com", "william.tell")
		list("?orderBy=asc&limit=3", "john.doe william.tell ana.rojas")
		list("?orderBy=desc&limit=2", "ana.rojas edward@cotalker.com")
		list("?orderBy=desc&limit=1&page=16", "william.tell")
		c.want(200, "", "TOKEN", "PATCH", "/users/"+william, `{"jobTitle":"archer"}`)
		list("?orderBy=desc&limit=2", "william.tell ana.rojas")
		list("?orderBy=desc&isActive=true&limit=2", "william.tell ana.rojas")
		list("?orderBy=desc&email=john.doe@example.com&email=william.tell@example.com", "william.tell john.doe")
		list("?limit=3", "john.doe william.tell ana.rojas")
		r := c.want(200, "", "TOKEN", "GET", "/users?search=-write&limit=2&count=true", "")
		c.equal("count", r.at("data.count"), 5)
		c.equal("count of all", c.do("TOKEN", "GET", "/users?count=true&limit=1", "").at("data.count"), 16)
		c.equal("count of active", c.do("TOKEN", "GET", "/users?count=true&limit=1&isActive=true&page=9", "").at("data.count"), 15)
		c.equal("count=false", c.do("TOKEN", "GET", "/users?count=false", "").at("data.count"), nil)
	}},
	{"OP-3", func(c *client) {
		for _, query := range []string{
			"foo=1", "limit=0", "limit=101", "limit=x", "limit=", "limit=1.0", "page=0", "page=-1", "email=nobody", "email=", "id=123",
			"id=" + strings.ToUpper(john), "accessRole=x", "isActive=yes", "isActive=TRUE", "count=1", "orderBy=up", "created=yesterday",
			"modified_gt=2020-13-01T00:00:00Z", "limit=1&limit=2", "page=1&page=1", "search=a&search=b",
			"limit=1e1", "limit=%2B1", "limit=+1", "count=TRUE", "count=", "count=true&count=true", "isActive=", "orderBy=ASC", "orderBy=asc&orderBy=desc", "created=2020-10-26",
			"created=2020-10-26t14:08:48z", "created=2020-10-26T14:08:48", "created=2020-02-30T00:00:00Z", "created=2020-10-26T14:08:48+02:00", "created=2019-04-26T22:00:31Z&created=2019-04-26T22:00:31Z",
			"email=a@b@c", "email=a%20b@example.com", "email=a@example.com,b@example.com", "accessRole=" + strings.ToUpper(members), "accessRole=" + members + "&accessRole=" + members, "Email=a@example.com", "email=a%40example.com&email=x", "search=%zz",
		} {
			c.want(400, "OP-3", "TOKEN", "GET", "/users?"+query, "")
		}
		r := c.want(400, "OP-3", "TOKEN", "GET", "/users?limit=0&foo=1", "")
		c.equal("the parameters named", []any{r.at("errors.0.parameter"), r.at("errors.1.parameter")}, []string{"foo", "limit"})
		for _, query := range []string{"limit=0", "limit=101", "page=0", "count=1", "isActive=yes", "search=a&search=b", "id=" + admins, "created=2020-10-26T14:08:48Z"} {
			c.want(400, "OP-3", "TOKEN", "GET", "/accessroles?"+query, "")
		}
		c.want(200, "", "TOKEN", "GET", "/users/me?foo=1", "")
		c.want(400, "OP-3", "TOKEN", "GET", "/accessroles?ids=x", "")
		c.want(400, "OP-3", "TOKEN", "GET", "/accessroles?email=a@example.com", "")
	}},
	{"OP-4", func(c *client) {
		c.equal("_id", c.want(200, "", "TOKEN", "GET", "/users/"+ana, "").at("data._id"), ana)
		c.want(404, "OP-4", "TOKEN", "GET", "/users/"+unknown, "")
		for _, id := range []string{"x", strings.ToUpper(john), john + "0", "%20", "a%00"} {
			c.want(400, "OP-4", "TOKEN", "GET", "/users/"+id, "")
		}
		c.want(404, "OP-4", "TOKEN", "PATCH", "/users/"+unknown, `{"jobTitle":"x"}`)
		c.want(400, "OP-4", "TOKEN", "PATCH", "/users/x", `{"jobTitle":"x"}`)
	}},
	{"OP-5", func(c *client) {
		r := c.want(201, "", "user-write", "POST", "/users", `{"email":"New@Example.com","name":{"names":"N","lastName":""}}`)
		c.equal("isActive", r.at("data.isActive"), true)
		c.equal("accessRoles", r.at("data.accessRoles"), []any{})
		c.equal("email as sent", r.at("data.email"), "New@Example.com")
		c.equal("stamps", r.at("data.createdAt"), r.at("data.modifiedAt"))
		location := r.header.Get("Location")
		c.equal("Location", location, c.base+"/users/"+r.at("data._id").(string))
		c.equal("what Location shows", c.want(200, "", "TOKEN", "GET", "/"+location, "").body, r.body)
		for _, body := range []string{`{}`, `{"email":"x@example.com"}`, `{"email":"x@example.com","name":{"names":"x"}}`, `{"name":{"names":"x","lastName":"y"}}`, `{"email":"x@example.com","name":{"names":"","lastName":"y"}}`} {
			c.want(400, "OP-10", "TOKEN", "POST", "/users", body)
		}
	}},
	{"OP-6", func(c *client) {
		c.want(409, "OP-6", "TOKEN", "POST", "/users", `{"email":"JOHN.doe@example.com","name":{"names":"x","lastName":"y"}}`)
		before := c.do("TOKEN", "GET", "/users/"+ana, "").body
		c.want(409, "OP-6", "TOKEN", "PATCH", "/users/"+ana, `{"email":"John.Doe@example.com","jobTitle":"x"}`)
		c.equal("after the conflict", c.do("TOKEN", "GET", "/users/"+ana, "").body, before)
		c.want(200, "", "TOKEN", "PATCH", "/users/"+ana, `{"email":"ana@example.com"}`)
		c.want(201, "", "TOKEN", "POST", "/users", `{"email":"ana.rojas@example.com","name":{"names":"x","lastName":"y"}}`)
		counts := atOnce(16, func(i int) int {
			email := "race@example.com"
			if i%2 == 0 {
				email = "RACE@example.com"
			}
			return c.do("TOKEN", "POST", "/users", `{"email":"`+email+`","name":{"names":"x","lastName":"y"}}`).status
		})
		c.equal("racing creates", counts, map[int]int{201: 1, 409: 15})
	}},
	{"OP-7", func(c *client) {
		before := c.do("TOKEN", "GET", "/users/"+john, "")
		r := c.want(200, "", "TOKEN", "PATCH", "/users/"+john, `{"name":{"secondLastName":"Roe"},"email":"JOHN.DOE@example.com"}`)
		c.equal("name", r.at("data.name"), map[string]any{"names": "John", "lastName": "Doe", "secondLastName": "Roe"})
		c.equal("jobTitle", r.at("data.jobTitle"), "full-stack developer")
		c.equal("createdAt", r.at("data.createdAt"), before.at("data.createdAt"))
		stamp := r.at("data.modifiedAt").(string)
		for _, body := range []string{`{"name":{}}`, `{"jobTitle":"full-stack developer"}`, `{"isActive":true}`} {
			next := c.want(200, "", "TOKEN", "PATCH", "/users/"+john, body).at("data.modifiedAt").(string)
			if next <= stamp {
				c.t.Errorf("modifiedAt went from %s to %s", stamp, next)
			}
			stamp = next
		}
	}},
	{"OP-8", func(c *client) {
		r := c.want(200, "", "TOKEN", "PATCH", "/users", `{"ids":["`+ana+`","`+john+`"],"changes":{"name":{"displayName":"D"},"jobTitle":"j"}}`)
		c.equal("order", r.emails(), "ana.rojas john.doe")
		c.equal("merged", r.at("data.users.1.name"), map[string]any{"names": "John", "lastName": "Doe", "displayName": "D"})
		c.want(404, "OP-8", "TOKEN", "PATCH", "/users", `{"ids":["`+ana+`","`+unknown+`"],"changes":{"jobTitle":"k"}}`)
		c.equal("after the 404", c.do("TOKEN", "GET", "/users/"+ana, "").at("data.jobTitle"), "j")
		r = c.want(400, "OP-10", "TOKEN", "PATCH", "/users", `{"ids":["`+unknown+`"],"changes":{"accessRoles":["`+unknown+`"]}}`)
		c.equal("pointer", r.at("errors.0.pointer"), "/changes/accessRoles/0")
		many := make([]string, 101)
		for i := range many {
			many[i] = fmt.Sprintf(`"%024x"`, i)
		}
		c.want(404, "OP-8", "TOKEN", "PATCH", "/users", `{"ids":[`+strings.Join(many[:100], ",")+`],"changes":{"jobTitle":"x"}}`)
		for _, body := range []string{
			`{"ids":[],"changes":{"jobTitle":"x"}}`, `{"ids":["` + ana + `","` + ana + `"],"changes":{"jobTitle":"x"}}`, `{"ids":["x"],"changes":{"jobTitle":"x"}}`,
			`{"ids":["` + ana + `"],"changes":{}}`, `{"ids":["` + ana + `"]}`, `{"changes":{"jobTitle":"x"}}`, `{"ids":["` + ana + `"],"changes":{"email":"x@example.com"}}`,
			`{"ids":["` + ana + `"],"changes":{"password":"longenough"}}`, `{"ids":["` + ana + `"],"changes":{"jobTitle":"x"},"jobTitle":"x"}`,
			`{"ids":[` + strings.Join(many, ",") + `],"changes":{"jobTitle":"x"}}`, `[]`, `{"ids":["` + ana + `"],"changes":[]}`,
		} {
			c.want(400, "OP-10", "TOKEN", "PATCH", "/users", body)
		}
	}},
	{"OP-9", func(c *client) {
		c.want(200, "", "user-write", "PATCH", "/users/"+ana, `{"jobTitle":"seen by all"}`)
		for _, version := range []string{"v2", "v3"} {
			c.equal("read in "+version, c.do("user-read", "GET", "//api/"+version+"/users/"+ana, "").at("data.jobTitle"), "seen by all")
		}
		c.equal("found", c.do("all-read", "GET", "/users?email=ana.rojas@example.com", "").at("data.users.0.jobTitle"), "seen by all")
	}},
	{"OP-10", func(c *client) {
		before := c.do("TOKEN", "GET", "/users/"+ana, "").body
		for body, pointer := range map[string]string{
			`{"_id":"` + ana + `"}`: "/_id", `{"createdAt":"2020-10-26T14:08:48.220Z"}`: "/createdAt", `{"modifiedAt":"2020-10-26T14:08:48.220Z"}`: "/modifiedAt",
			`{"nickname":"x"}`: "/nickname", `{}`: "", `{"jobTitle":1}`: "/jobTitle", `{"jobTitle":null}`: "/jobTitle", `{"isActive":"true"}`: "/isActive",
			`{"accessRoles":["` + unknown + `"]}`: "/accessRoles/0", `{"accessRoles":["` + admins + `","x"]}`: "/accessRoles/1", `{"accessRoles":[null]}`: "/accessRoles/0",
			`{"name":"x"}`: "/name", `{"name":{"first":"x"}}`: "/name/first", `{"name":{"names":""}}`: "/name/names", `{"name":{"lastName":null}}`: "/name/lastName",
			`{"password":"short"}`: "/password", `{"email":"a@b@c"}`: "/email", `{"email":"a b@example.com"}`: "/email", `{"email":""}`: "/email",
			`[]`: "", `"x"`: "", `null`: "", `{"name":{"a/b~c":1}}`: "/name/a~1b~0c",
		} {
			r := c.want(400, "OP-10", "TOKEN", "PATCH", "/users/"+ana, body)
			c.equal("pointer of "+body, r.at("errors.0.pointer"), pointer)
		}
		for _, body := range []string{
			`{`, `{"jobTitle":"x"} {}`, `{"jobTitle":"x","jobTitle":"y"}`, `{'jobTitle':"x"}`, "{\"jobTitle\":\"\xff\"}", `{"jobTitle":1e999}`, ` `,
			strings.Repeat("[", 10_000) + strings.Repeat("]", 10_000),
		} {
			c.want(400, "OP-10", "TOKEN", "PATCH", "/users/"+ana, body)
		}
		c.want(400, "OP-10", "TOKEN", "PATCH", "/users/"+unknown, `{"accessRoles":["`+unknown+`"]}`)
		c.equal("after refused writes", c.do("TOKEN", "GET", "/users/"+ana, "").body, before)
	}},
	{"OP-11", func(c *client) {
		for round := range 5 {
			counts := atOnce(3, func(i int) int {
				body := []string{`{"jobTitle":"j%d"}`, `{"name":{"displayName":"d%d"}}`, `{"name":{"secondLastName":"s%d"}}`}[i]
				return c.do("TOKEN", "PATCH", "/users/"+ana, fmt.Sprintf(body, round)).status
			})
			c.equal("statuses", counts, map[int]int{200: 3})
			r := c.do("TOKEN", "GET", "/users/"+ana, "")
			c.equal("members", []any{r.at("data.jobTitle"), r.at("data.name.displayName"), r.at("data.name.secondLastName")},
				[]string{fmt.Sprint("j", round), fmt.Sprint("d", round), fmt.Sprint("s", round)})
			counts = atOnce(2, func(i int) int {
				body := []string{`{"description":"d%d"}`, `{"permissions":["p%d"]}`}[i]
				return c.do("TOKEN", "PATCH", "/accessroles/"+members, fmt.Sprintf(body, round)).status
			})
			c.equal("statuses of a role", counts, map[int]int{200: 2})
			r = c.do("TOKEN", "GET", "/accessroles/"+members, "")
			c.equal("members of a role", []any{r.at("data.description"), r.at("data.permissions.0")}, []string{fmt.Sprint("d", round), fmt.Sprint("p", round)})
		}
	}},
	{"OP-12", func(c *client) {
		r := c.want(201, "", "TOKEN", "POST", "/accessroles", `{"name":"R","permissions":["b","a","b"],"description":"Deep"}`)
		id := r.at("data._id").(string)
		c.equal("active", r.at("data.active"), true)
		c.equal("permissions", r.at("data.permissions"), []string{"b", "a", "b"})
		c.equal("Location", r.header.Get("Location"), c.base+"/accessroles/"+id)
		c.equal("read", c.want(200, "", "TOKEN", "GET", "/accessroles/"+id, "").body, r.body)
		c.want(200, "", "TOKEN", "PATCH", "/accessroles/"+id, `{"active":false}`)
		found := func(query string, want int) {
			c.t.Helper()
			c.equal(query, c.want(200, "", "TOKEN", "GET", "/accessroles?count=true&limit=1&"+query, "").at("data.count"), want)
		}
		found("search=deep", 1)
		found("search=administrators", 1)
		found("search=ADMIN-USER-WRITE", 2)
		found("isActive=false", 2)
		found("ids="+admins+"&ids="+id, 2)
		found("isActive=all&page=3", 13)
		c.equal("names are not unique", c.want(201, "", "TOKEN", "POST", "/accessroles", `{"name":"R","permissions":[],"active":false}`).at("data.active"), false)
		c.equal("in order of creation", c.want(200, "", "TOKEN", "GET", "/accessroles?ids="+id+"&ids="+admins, "").at("data.accessRoles.0._id"), admins)
		changed := c.want(200, "", "TOKEN", "PATCH", "/accessroles/"+id, `{"name":"S"}`)
		c.equal("what is not sent stays", []any{changed.at("data.description"), changed.at("data.createdAt")}, []any{"Deep", r.at("data.createdAt")})
		if before, after := r.at("data.modifiedAt").(string), changed.at("data.modifiedAt").(string); after <= before {
			c.t.Errorf("modifiedAt went from %s to %s", before, after)
		}
		c.want(404, "OP-12", "TOKEN", "PATCH", "/accessroles/"+unknown, `{"name":"S"}`)
		for _, body := range []string{`{}`, `{"_id":"` + id + `"}`, `{"company":"` + id + `"}`, `{"active":null}`, `{"name":""}`, `{"permissions":[1]}`} {
			c.want(400, "OP-10", "TOKEN", "PATCH", "/accessroles/"+id, body)
		}
		c.want(404, "OP-12", "TOKEN", "GET", "/accessroles/"+unknown, "")
		c.want(400, "OP-12", "TOKEN", "GET", "/accessroles/x", "")
		c.want(400, "OP-10", "TOKEN", "POST", "/accessroles", `{"name":"R"}`)
		c.want(400, "OP-10", "TOKEN", "POST", "/accessroles", `{"name":"R","permissions":"all"}`)
	}},
	{"OP-13", func(c *client) {
		token := c.want(200, "", "", "POST", "//auth/local", `{"email":"JOHN.doe@example.com","password":"rolecall-mock"}`).at("token").(string)
		c.equal("who logged in", c.want(200, "", token, "GET", "/users/me", "").at("data._id"), john)
		wrong := c.want(401, "OP-13", "", "POST", "//auth/local", `{"email":"john.doe@example.com","password":"wrong"}`)
		for _, body := range []string{`{"email":"nobody","password":"x"}`, `{"email":"disabled@example.com","password":"rolecall-mock"}`, `{"email":"","password":""}`} {
			c.equal("the refusal of "+body, c.want(401, "OP-13", "", "POST", "//auth/local", body).text, wrong.text)
		}
		for _, body := range []string{`{}`, `{"email":"a"}`, `{"password":"a"}`, `{"email":"a","password":"b","c":1}`, `{"email":1,"password":"b"}`, `{`, `[]`} {
			c.want(400, "OP-10", "", "POST", "//auth/local", body)
		}
		c.want(200, "", "TOKEN", "PATCH", "/users/me", `{"password":"another-password"}`)
		c.want(401, "OP-13", "", "POST", "//auth/local", `{"email":"john.doe@example.com","password":"rolecall-mock"}`)
		c.want(200, "", token, "GET", "/users/me", "")
		c.want(200, "", "", "POST", "//auth/local", `{"email":"john.doe@example.com","password":"another-password"}`)
	}},
}
