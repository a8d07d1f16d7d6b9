package mockserver_test

import (
	"strings"
	"testing"
)

func TestAWorldOfPostedData(t *testing.T) {
	c := newClient(t, "v3")
	data := `{"defaults":{"users":{"isActive":true,"accessRoles":[],"password":"rolecall-mock"}},
	  "collections":{"accessroles":[{"_id":"00000000000000000000000a","name":"Auditors","active":true,"permissions":["admin-user-read"]}],
	  "users":[{"_id":"000000000000000000000001","email":"ada@example.com","name":{"names":"Ada","lastName":"Lovelace"},"accessRoles":["00000000000000000000000a"]}]},
	  "personas":{"ada":{"caller":"000000000000000000000001","token":"ada-token"}}}`
	c.control(201, "POST", "/worlds", `{"name":"mine","data":`+data+`}`)
	c.equal("who there is", c.want(200, "", "ada-token", "GET", "/users", "", "Rolecall-World: mine").emails(), "ada")
	c.want(401, "", "TOKEN", "GET", "/users/me", "", "Rolecall-World: mine")
	c.want(401, "", "ada-token", "GET", "/users/me", "")
	c.equal("its personas", c.control(200, "GET", "/worlds/mine/personas", "").at("personas.0.name"), "ada")
	c.control(204, "POST", "/worlds/mine/reset", "")
	c.want(200, "", "ada-token", "GET", "/users/me", "", "Rolecall-World: mine")
	r := c.control(400, "POST", "/worlds", `{"name":"bad","data":{"collections":{"users":[{"email":"no email"}]}}}`)
	if detail, _ := r.at("detail").(string); !strings.Contains(detail, "data") || !strings.Contains(detail, "email") {
		t.Errorf("the refusal: %s", r.text)
	}
}

func TestNumbersOfGeneratedRecords(t *testing.T) {
	c := newClient(t, "v3")
	seeded := c.control(201, "POST", "/worlds", `{"name":"none"}`).at("records.users").(float64)
	for count, want := range map[string]float64{"20": 20, "2e1": 20, "20.0": 20, "0": 0} {
		r := c.control(201, "POST", "/worlds", `{"populate":{"users":`+count+`},"populateSeed":1e3}`)
		c.equal("people after "+count, r.at("records.users"), seeded+want)
	}
	for _, seed := range []string{"18446744073709551616", "1e30"} {
		r := c.control(400, "POST", "/worlds", `{"populate":{"users":1},"populateSeed":`+seed+`}`)
		if detail, _ := r.at("detail").(string); !strings.Contains(detail, "populateSeed "+seed+" is not a whole number") {
			t.Errorf("the seed %s: %s", seed, r.text)
		}
	}
}
