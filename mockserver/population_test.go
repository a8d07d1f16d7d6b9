package mockserver_test

import (
	"encoding/json"
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
	if _, err := mockserver.New(doc, mockserver.WithPopulation(users, 1<<63)); err == nil || !strings.Contains(err.Error(), "told apart") {
		t.Errorf("more than there are: got %v", err)
	}
}

// kiln are documents with ids of three kinds, the first of which no schema requires.
const kiln = `openapi: 3.1.0
info: {title: Kiln, version: "1"}
paths:
  /pots:
    get: {responses: {"200": {description: all, content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Pot"}}}}}}}
    post:
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Pot"}}}}
      responses: {"201": {description: made, content: {application/json: {schema: {$ref: "#/components/schemas/Pot"}}}}}
  /pots/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {$ref: "#/components/schemas/ID"}}]
      responses: {"200": {description: one, content: {application/json: {schema: {$ref: "#/components/schemas/Pot"}}}}}
components:
  schemas:
    ID: {ID}
    Pot: {type: object, required: [glaze], properties: {id: {$ref: "#/components/schemas/ID"}, glaze: {type: string, enum: [ash, salt]}}}
`

// TestPopulationGoesOnAfterWhatIsTaken has records join a world that was made of the same
// seed, and of others: each has an id of its own, whatever ids look like.
func TestPopulationGoesOnAfterWhatIsTaken(t *testing.T) {
	for _, id := range []string{"{type: integer, readOnly: true}", `{type: string, pattern: "^[A-Z]{3}-[0-9]{3}$"}`, "{type: string, format: uuid}", "{type: string}"} {
		doc, err := spec.Load("kiln.yaml", []byte(strings.Replace(kiln, "{ID}", id, 1)))
		if err != nil {
			t.Fatal(err)
		}
		world, err := fixtures.Seed(doc)
		if err != nil {
			t.Fatal(err)
		}
		for seed := range uint64(4) {
			g, err := fixtures.New(doc, seed, fixtures.WithWorld(world))
			if err != nil {
				t.Fatal(err)
			}
			twice := mockserver.WithPopulation(g.People(), 50)
			k := tickets{t, newMock(t, doc, twice, twice)}
			k.ask("POST", "/_rolecall/v1/worlds", "application/json", fmt.Appendf(nil, `{"name": "more", "populate": {"pots": 50}, "populateSeed": %d}`, seed), 201)
			for path, want := range map[string]int{"/pots": 110, "/_rolecall/w/more/pots": 160} {
				var pots []map[string]any
				if err := json.Unmarshal(k.ask("GET", path, "", nil, 200).Body.Bytes(), &pots); err != nil {
					t.Fatal(err)
				}
				ids := map[string]bool{}
				for _, pot := range pots {
					one := fmt.Sprint(pot["id"])
					ids[one] = true
					k.ask("GET", path+"/"+one, "", nil, 200)
				}
				if len(ids) != want || ids["<nil>"] {
					t.Errorf("ids are %s, seed %d: %d records of %s have %d ids, want %d", id, seed, len(pots), path, len(ids), want)
				}
			}
		}
	}
}

// TestPopulationTellsWhatIsTaken asks for more than there are ids.
func TestPopulationTellsWhatIsTaken(t *testing.T) {
	doc, err := spec.Load("kiln.yaml", []byte(strings.Replace(kiln, "{ID}", "{type: string, pattern: '^[a-d]$'}", 1)))
	if err != nil {
		t.Fatal(err)
	}
	_, err = mockserver.New(doc, mockserver.WithPopulation(generator(t, doc).People(), 4))
	if err == nil || !strings.Contains(err.Error(), "another has the id ") || !strings.Contains(err.Error(), "ask for fewer") {
		t.Errorf("four records of four ids, beside some: %v", err)
	}
}
