package mockserver_test

import (
	"net/http"
	"strings"
	"time"
)

var generalRules = []rule{
	{"GEN-1", func(c *client) { c.rightsAreReadAnew() }},
	{"GEN-2", func(c *client) {
		near := func(r reply, path string) {
			c.t.Helper()
			text, _ := r.at(path).(string)
			at, err := time.Parse(time.RFC3339, text)
			date, errDate := http.ParseTime(r.header.Get("Date"))
			if off := at.Sub(date).Abs(); err != nil || errDate != nil || off > 6*time.Second {
				c.t.Errorf("%s is %s, and the reply's Date %s", path, text, r.header.Get("Date"))
			}
		}
		near(c.want(201, "", "TOKEN", "POST", "/users", `{"email":"a@example.com","name":{"names":"A","lastName":"B"}}`), "data.createdAt")
		near(c.want(200, "", "TOKEN", "PATCH", "/users/"+ana, `{"jobTitle":"x"}`), "data.modifiedAt")
		near(c.want(200, "", "client", "PATCH", "/users/me", `{"jobTitle":"x"}`), "data.modifiedAt")
	}},
	{"GEN-3", func(c *client) {
		path := "/" + c.base + "/users"
		for _, other := range []string{"/" + strings.ToUpper(c.base) + "/Users", path + "/", path + "//", path + "/.", path + ";x=y", strings.Replace(path, "users", "%75sers", 1), strings.Replace(path, "/users", "//users", 1)} {
			for _, as := range []string{"", "client"} {
				if r := c.do(as, "GET", other, ""); r.status < 300 {
					c.t.Errorf("GET %s as %q: %d", other, as, r.status)
				}
			}
		}
		job := func() any { return c.do("TOKEN", "GET", "/users/"+ana, "").at("data.jobTitle") }
		before := job()
		for _, name := range []string{"X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"} {
			c.do("user-read", "GET", "/users/"+ana, `{"jobTitle":"overridden"}`, name+": PATCH")
			c.equal("jobTitle", job(), before)
		}
	}},
	{"GEN-4", func(c *client) {
		for _, text := range []string{`\u0000`, `\ud800`, `\udfff\ud800`} {
			for _, r := range []reply{
				c.do("TOKEN", "PATCH", "/users/"+ana, `{"jobTitle":"a`+text+`"}`),
				c.do("", "POST", "//auth/local", `{"email":"`+text+`","password":"`+text+`"}`),
			} {
				if r.status >= 500 {
					c.t.Errorf("%s: %d: %s", text, r.status, r.text)
				}
			}
		}
		for _, text := range []string{"%00", "%ED%A0%80"} {
			if r := c.do("TOKEN", "GET", "/users?search="+text, ""); r.status >= 500 {
				c.t.Errorf("%s: %d: %s", text, r.status, r.text)
			}
		}
	}},
}
