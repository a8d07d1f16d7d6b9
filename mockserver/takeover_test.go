package mockserver_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
)

// edited is the embedded document with one text in the place of another.
func edited(t *testing.T, old, new string) *spec.Contract {
	t.Helper()
	text := string(spec.DefaultSource())
	if !strings.Contains(text, old) {
		t.Fatalf("the document has no %q", old)
	}
	c, err := spec.Load("users.yaml", []byte(strings.Replace(text, old, new, 1)))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestAMockTakesOverTheWorldsOfAnother has a mock of an edited document go on where
// another was: what requests created, changed and wrote in each world is there, and
// so are the tokens of those who logged in.
func TestAMockTakesOverTheWorldsOfAnother(t *testing.T) {
	before := newClient(t, "v3")
	create := func(c *client, email, world string) string {
		r := c.want(201, "", "TOKEN", "POST", "/users", `{"email":"`+email+`","password":"long-enough","jobTitle":"engineer","name":{"names":"Ada","lastName":"Lovelace"}}`, "Rolecall-World: "+world)
		return r.at("data._id").(string)
	}
	ada := create(before, "ada@example.com", "default")
	eve := create(before, "eve@example.com", "w1")
	before.want(200, "", "TOKEN", "PATCH", "/users/"+william, `{"jobTitle":"archer"}`)
	token := before.want(200, "", "", "POST", "//auth/local", `{"email":"ada@example.com","password":"long-enough"}`).at("token").(string)

	w1, err := before.mock.World("w1")
	if err != nil {
		t.Fatal(err)
	}
	minted, err := w1.Mint("reader", "admin-user-read")
	if err != nil {
		t.Fatal(err)
	}
	if err := w1.Snapshot("kept"); err != nil {
		t.Fatal(err)
	}

	same, err := mockserver.New(edited(t, "Cotalker Users", "Edited Users"))
	if err != nil {
		t.Fatal(err)
	}
	told := same.TakeOver(before.mock)
	if told.Worlds != 2 || told.Kept != 5 || told.Lost != 0 {
		t.Errorf("taken over: %+v", told)
	}
	server := httptest.NewServer(same)
	t.Cleanup(server.Close)
	after := &client{t: t, url: server.URL, base: "/api/v3", mock: same}
	after.equal("email", after.want(200, "", token, "GET", "/users/me", "").at("data.email"), "ada@example.com")
	after.equal("job", after.want(200, "", "TOKEN", "GET", "/users/"+william, "").at("data.jobTitle"), "archer")
	after.equal("email", after.want(200, "", "TOKEN", "GET", "/users/"+ada, "").at("data.email"), "ada@example.com")
	after.equal("email in the other world", after.want(200, "", "TOKEN", "GET", "/users/"+eve, "", "Rolecall-World: w1").at("data.email"), "eve@example.com")
	after.want(200, "", minted.Token, "GET", "/users", "", "Rolecall-World: w1")
	after.want(401, "HDR-1", minted.Token, "GET", "/users", "")
	if names := same.Worlds()[1].Snapshots(); len(names) != 1 || names[0] != "kept" {
		t.Errorf("snapshots: %v", names)
	}
	if id := create(after, "new@example.com", "default"); id == ada || id == eve {
		t.Errorf("a new record has an id of one that is kept: %s", id)
	}
	after.want(200, "", "", "POST", "//auth/local", `{"email":"ada@example.com","password":"long-enough"}`)
	after.want(204, "", "", "POST", "//_rolecall/v1/reset", "")
	after.want(404, "", "TOKEN", "GET", "/users/"+ada, "")

	if again := same.TakeOver(before.mock); again.Kept != 5 {
		t.Errorf("taken over again: %+v", again)
	}
}

// TestWhatDoesNotFitIsNamed takes over a world whose record the new document has no
// room for.
func TestWhatDoesNotFitIsNamed(t *testing.T) {
	before := newClient(t, "v3")
	r := before.want(201, "", "TOKEN", "POST", "/users", `{"email":"ada@example.com","jobTitle":"`+strings.Repeat("x", 60)+`","name":{"names":"Ada","lastName":"Lovelace"}}`)
	id := r.at("data._id").(string)
	after, err := mockserver.New(edited(t, "jobTitle: &jobTitle\n", "jobTitle: &jobTitle\n          maxLength: 20\n"))
	if err != nil {
		t.Fatal(err)
	}
	told := after.TakeOver(before.mock)
	if told.Kept != 0 || told.Lost != 1 || len(told.Why) != 1 || !strings.HasPrefix(told.Why[0], "users "+id+": /jobTitle ") {
		t.Errorf("taken over: %+v", told)
	}
}
