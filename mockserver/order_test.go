package mockserver_test

import (
	"strings"
	"testing"
)

// TestOrderOfChecks breaks two rules with each request: the one that is checked
// first answers.
func TestOrderOfChecks(t *testing.T) {
	taken := `{"email":"john.doe@example.com"}`
	large := `{"jobTitle":` + strings.Repeat("x", 1<<20)
	for _, version := range []string{"v2", "v3"} {
		c := newClient(t, version)
		c.want(404, "LOC-3", "", "GET", "/nothing", "")
		c.want(405, "LOC-3", "", "DELETE", "/users", "")
		c.want(401, "HDR-1", "", "GET", "/users", "", "-Admin")
		c.want(403, "HDR-3", "client", "GET", "/users", "", "-Admin")
		c.want(403, "HDR-3", "client", "GET", "/users?limit=0", "", "-Admin")
		c.want(403, "PRM-3", "client", "GET", "/users?limit=0", "")
		c.want(403, "PRM-4", "client", "POST", "/users", "x", "-Content-Type", "Content-Type: text/plain")
		c.want(415, "HDR-6", "TOKEN", "POST", "/users", "no JSON", "-Content-Type", "Content-Type: text/plain")
		c.want(413, "HDR-6", "TOKEN", "POST", "/users", large)
		c.want(400, "OP-10", "user-write", "PATCH", "/users/"+ana, `{"accessRoles":[]`)
		c.want(403, "PRM-6", "user-write", "PATCH", "/users/"+ana, `{"accessRoles":[],"jobTitle":1}`)
		c.want(403, "PRM-6", "user-write", "PATCH", "/users/no-id", `{"accessRoles":[]}`)
		c.want(400, "OP-10", "TOKEN", "PATCH", "/users/"+unknown, `{"jobTitle":1}`)
		c.want(400, "OP-10", "TOKEN", "PATCH", "/users/"+unknown, `{"accessRoles":["`+unknown+`"]}`)
		c.want(400, "OP-4", "TOKEN", "PATCH", "/users/"+strings.ToUpper(ana), taken)
		c.want(404, "OP-4", "TOKEN", "PATCH", "/users/"+unknown, taken)
		c.want(409, "OP-6", "TOKEN", "PATCH", "/users/"+ana, taken)
		c.want(415, "HDR-6", "", "POST", "//auth/local", "no JSON", "-Content-Type", "Content-Type: text/plain")
		c.want(400, "OP-10", "", "POST", "//auth/local", `{"email":"nobody"}`)
	}
}

// TestStampsGrowWhenTheClockStands shows that two changes in one millisecond
// have different times.
func TestStampsGrowWhenTheClockStands(t *testing.T) {
	c := newClient(t, "v3", frozen())
	c.equal("first", c.do("TOKEN", "PATCH", "/users/"+ana, `{"jobTitle":"a"}`).at("data.modifiedAt"), "2023-11-14T22:13:20.123Z")
	c.equal("second", c.do("TOKEN", "PATCH", "/users/"+ana, `{"jobTitle":"a"}`).at("data.modifiedAt"), "2023-11-14T22:13:20.124Z")
	c.equal("in bulk", c.do("TOKEN", "PATCH", "/users", `{"ids":["`+ana+`"],"changes":{"jobTitle":"a"}}`).at("data.users.0.modifiedAt"), "2023-11-14T22:13:20.125Z")
}
