package mockserver_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
)

// generator makes records of a contract.
func generator(t testing.TB, c *spec.Contract, options ...fixtures.Option) *fixtures.Generator {
	t.Helper()
	g, err := fixtures.New(c, 42, options...)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// TestPopulation has generated people live in the mock as any others do: they
// are found, log in, may what their roles permit, change, and come back whole
// with a reset.
func TestPopulation(t *testing.T) {
	doc := contract(t)
	g := generator(t, doc, fixtures.WithGenerated("accessroles", 20))
	options := []mockserver.Option{}
	for _, r := range g.Referred() {
		options = append(options, mockserver.WithPopulation(r.Population, r.Count))
	}
	options = append(options, mockserver.WithPopulation(g.People(), 500))
	c, users := newClientOf(t, "v3", doc, options...), g.People()
	seeded := 16.0

	if got := c.want(200, "", "TOKEN", "GET", "/users?count=true&limit=1", "").at("data.count"); got != 500+seeded {
		t.Errorf("there are %v users, want 516", got)
	}
	disabled, roles := 0, map[string]int{}
	for i := range uint64(500) {
		want := users.Record(i)
		if want["isActive"] == false {
			disabled++
		}
		list, _ := want["accessRoles"].([]any)
		for _, role := range list {
			roles[role.(string)]++
		}
		if i%50 != 0 {
			continue
		}
		delete(want, "password")
		got := c.want(200, "", "TOKEN", "GET", "/users/"+want["_id"].(string), "").at("data")
		c.equal(fmt.Sprint("record ", i), got, want)
		email := strings.ToUpper(want["email"].(string))
		c.equal("found by email", c.want(200, "", "TOKEN", "GET", "/users?email="+email, "").at("data.users.0"), want)
	}
	if got := c.do("TOKEN", "GET", "/users?isActive=false&count=true", "").at("data.count"); got != float64(disabled+1) {
		t.Errorf("%v users are disabled, want %d", got, disabled+1)
	}
	for role, n := range roles {
		if got := c.do("TOKEN", "GET", "/users?accessRole="+role+"&count=true", "").at("data.count"); got != float64(n) {
			t.Errorf("%v users have the role %s, want %d", got, role, n)
		}
	}

	first := users.Record(0)
	id, email := first["_id"].(string), first["email"].(string)
	c.want(409, "OP-6", "TOKEN", "POST", "/users", `{"email":"`+email+`","name":{"names":"A","lastName":"B"}}`)
	c.want(200, "", "TOKEN", "PATCH", "/users/"+id, `{"jobTitle":"changed","isActive":true}`)
	token, _ := c.do("", "POST", "//auth/local", `{"email":"`+email+`","password":"`+fixtures.DefaultPassword+`"}`).at("token").(string)
	c.equal("the caller", c.want(200, "", token, "GET", "/users/me", "").at("data.jobTitle"), "changed")
	c.mock.Reset()
	delete(first, "password")
	c.equal("after a reset", c.want(200, "", "TOKEN", "GET", "/users/"+id, "").at("data"), first)
}

// TestPopulationRefused names what cannot join a world.
func TestPopulationRefused(t *testing.T) {
	doc := contract(t)
	users := generator(t, doc).People()
	if _, err := mockserver.New(contract(t), mockserver.WithPopulation(users, 1)); err == nil || !strings.Contains(err.Error(), "another contract") {
		t.Errorf("a population of another contract: got %v", err)
	}
	twice := mockserver.WithPopulation(users, 3)
	if _, err := mockserver.New(doc, twice, twice); err == nil || !strings.Contains(err.Error(), "already") {
		t.Errorf("a population that joins twice: got %v", err)
	}
	if _, err := mockserver.New(doc, mockserver.WithPopulation(users, 1<<63)); err == nil || !strings.Contains(err.Error(), "told apart") {
		t.Errorf("more than there are: got %v", err)
	}
}
