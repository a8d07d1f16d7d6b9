package mockserver_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
)

const v1 = "//_rolecall/v1"

// control sends a request to the control API, and fails unless its document knows
// the operation and the reply fits it.
func (c *client) control(status int, method, path, body string, headers ...string) reply {
	c.t.Helper()
	r := c.do("", method, v1+path, body, headers...)
	if r.status != status {
		c.t.Errorf("%s %s %s %v: got %d, want %d: %s", method, path, body, headers, r.status, status, r.text)
	}
	for _, op := range controlContract(c.t).Operations {
		if op.Method != method || !fitsPath(op.Path, "/_rolecall/v1"+path) {
			continue
		}
		reply := op.Reply(r.status)
		switch {
		case reply == nil:
			c.t.Errorf("%s %s: the document has no reply %d", method, path, r.status)
		case r.text == "" && reply.MediaType != "":
			c.t.Errorf("%s %s: the reply %d has no body", method, path, r.status)
		case reply.Schema != nil:
			if value, err := jsonvalue.Decode([]byte(r.text)); err != nil {
				c.t.Errorf("%s %s: %v", method, path, err)
			} else if wrong := reply.Schema.Check(value); len(wrong) > 0 {
				c.t.Errorf("%s %s: the reply %d does not fit: %v: %s", method, path, r.status, wrong, r.text)
			}
		}
		return r
	}
	if r.status != 404 && r.status != 405 {
		c.t.Errorf("%s %s is not in the document", method, path)
	}
	return r
}

func fitsPath(template, path string) bool {
	path, _, _ = strings.Cut(path, "?")
	a, b := strings.Split(template, "/"), strings.Split(path, "/")
	for i := range a {
		if len(a) != len(b) || a[i] != b[i] && !strings.HasPrefix(a[i], "{") {
			return false
		}
	}
	return true
}

func controlContract(t testing.TB) *spec.Contract {
	t.Helper()
	c, err := spec.Load("control.yaml", mockserver.ControlSource())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestTheControlDocumentIsWhole compares the document with what is served.
func TestTheControlDocumentIsWhole(t *testing.T) {
	document := controlContract(t)
	served := mockserver.ControlRoutes()
	for _, op := range document.Operations {
		route := op.Method + " " + strings.TrimPrefix(op.Path, "/_rolecall/v1")
		if served[op.ID] != route {
			t.Errorf("the document has %s %s, and %q is served", op.ID, route, served[op.ID])
		}
		delete(served, op.ID)
	}
	for id, route := range served {
		t.Errorf("%s %s is not in the document", id, route)
	}
	for _, p := range document.Lint() {
		t.Errorf("%s", p)
	}
	c := newClient(t, "v3")
	r := c.control(200, "GET", "/openapi.json", "")
	again, err := spec.Load("control.json", []byte(r.text))
	if err != nil || len(again.Operations) != len(document.Operations) {
		t.Errorf("the document as JSON: %v", err)
	}
	res, err := http.Get(c.url + "/_rolecall/v1/openapi.yaml")
	if err != nil || res.StatusCode != 200 || res.Header.Get("Content-Type") != "application/yaml" {
		t.Errorf("the document as YAML: %v %v", res, err)
	}
	res.Body.Close()
}

// names are those of the worlds, in their order.
func (c *client) worlds() string {
	var names []string
	list, _ := c.control(200, "GET", "/worlds", "").at("worlds").([]any)
	for _, w := range list {
		names = append(names, w.(map[string]any)["name"].(string))
	}
	return strings.Join(names, " ")
}

func TestWorldsOverHTTP(t *testing.T) {
	c := newClient(t, "v3")
	made := c.control(201, "POST", "/worlds", `{"name":"a"}`)
	c.equal("Location", made.header.Get("Location"), "/_rolecall/v1/worlds/a")
	c.control(409, "POST", "/worlds", `{"name":"a"}`)
	c.want(201, "", "TOKEN", "POST", "/users", newUser, "Rolecall-World: a")
	users := func(world string) any {
		t.Helper()
		return c.control(200, "GET", "/worlds/"+world, "").at("records.users")
	}
	before := users("default")
	c.control(201, "POST", "/worlds", `{"name":"b","from":"a"}`)
	c.equal("users of a fork", users("b"), users("a"))
	c.want(409, "", "TOKEN", "POST", "/users", newUser, "Rolecall-World: b")
	c.control(201, "POST", "/worlds", `{"name":"a","replace":true,"populate":{"users":25}}`)
	c.equal("users of a populated world", users("a"), json.Number(fmt.Sprint(before.(float64)+25)))
	c.control(201, "POST", "/worlds", `{"name":"c","populate":{"users":5},"from":"a"}`)
	c.equal("users of a world that is populated again", users("c"), json.Number(fmt.Sprint(before.(float64)+30)))
	c.control(201, "POST", "/worlds", "")
	c.equal("worlds", c.worlds(), "default a b c world-1")
	c.control(204, "POST", "/worlds/b/reset", "")
	c.want(409, "", "TOKEN", "POST", "/users", newUser, "Rolecall-World: b")
	c.control(204, "DELETE", "/worlds/b", "")
	c.control(404, "DELETE", "/worlds/b", "")
	c.control(404, "GET", "/worlds/b", "")
	c.control(409, "DELETE", "/worlds/default", "")
	c.control(409, "POST", "/worlds", `{"name":"default","replace":true}`)
	for _, body := range []string{`{"name":"a b"}`, `{"name":".."}`, `{"from":"a","data":{}}`, `{"snapshot":"a"}`, `{"other":1}`, `[]`, `{`, `{"populate":{"users":-1}}`, `{"populate":{"users":1000000}}`, `{"data":{"collections":{"users":[{}]}}}`} {
		c.control(400, "POST", "/worlds", body)
	}
	c.control(404, "POST", "/worlds", `{"from":"nowhere"}`)
	c.control(404, "POST", "/worlds", `{"from":"a","snapshot":"none"}`)
	c.control(404, "POST", "/worlds", `{"populate":{"nobody":1}}`)
	c.control(415, "POST", "/worlds", `{}`, "-Content-Type", "Content-Type: text/plain")
	c.equal("worlds after what was refused", c.worlds(), "default a c world-1")
}

func TestSnapshots(t *testing.T) {
	c := newClient(t, "v3")
	as := "Rolecall-World: w"
	c.want(201, "", "TOKEN", "POST", "/users", newUser, as)
	c.control(201, "POST", "/worlds/w/snapshots", `{"name":"one"}`)
	c.want(200, "", "TOKEN", "PATCH", "/users/"+ana, `{"jobTitle":"changed"}`, as)
	c.control(204, "POST", "/worlds/w/reset", "")
	c.want(201, "", "TOKEN", "POST", "/users", newUser, as)
	c.control(204, "POST", "/worlds/w/snapshots/one/restore", "")
	c.want(409, "", "TOKEN", "POST", "/users", newUser, as)
	if title := c.want(200, "", "TOKEN", "GET", "/users/"+ana, "", as).at("data.jobTitle"); title == "changed" {
		t.Error("the snapshot holds what came after it")
	}
	c.control(201, "POST", "/worlds", `{"name":"v","from":"w","snapshot":"one"}`)
	c.want(409, "", "TOKEN", "POST", "/users", newUser, "Rolecall-World: v")
	c.equal("snapshots", c.control(200, "GET", "/worlds/w", "").at("snapshots"), []string{"one"})
	c.control(204, "DELETE", "/worlds/w/snapshots/one", "")
	c.control(404, "DELETE", "/worlds/w/snapshots/one", "")
	c.control(404, "POST", "/worlds/w/snapshots/one/restore", "")
	for i := range 101 {
		status := 201
		if i == 100 {
			status = 400
		}
		c.control(status, "POST", "/worlds/w/snapshots", fmt.Sprintf(`{"name":"s%d"}`, i))
	}
}

// TestMintedPersonas mints personas, in a contract that stores callers and in one
// whose tokens hold rights.
func TestMintedPersonas(t *testing.T) {
	c := newClient(t, "v3")
	persona := c.control(201, "POST", "/worlds/w/personas", `{"name":"reader","permissions":["admin-user-read"]}`)
	c.equal("token", persona.at("token"), "reader")
	c.want(200, "", "reader", "GET", "/users", "", "Rolecall-World: w")
	c.want(403, "PRM-5", "reader", "PATCH", "/users/"+ana, `{"jobTitle":"x"}`, "Rolecall-World: w")
	me := c.want(200, "", "reader", "GET", "/users/me", "", "Rolecall-World: w")
	c.equal("own record", me.at("data._id"), persona.at("caller"))
	c.equal("roles", len(me.at("data.accessRoles").([]any)), 1)
	c.want(401, "", "reader", "GET", "/users/me", "")
	c.control(409, "POST", "/worlds/w/personas", `{"name":"reader"}`)
	taken := c.control(201, "POST", "/worlds/w/personas", `{"name":"TOKEN"}`)
	if token := taken.at("token").(string); token == "TOKEN" || !strings.HasPrefix(token, "TOKEN-") {
		t.Errorf("the token of one whose name is taken: %s", token)
	}
	c.want(403, "PRM-3", taken.at("token").(string), "GET", "/users", "", "Rolecall-World: w")
	r := c.control(400, "POST", "/worlds/w/personas", `{"permissions":["admin-nothing"]}`)
	if !strings.Contains(r.text, "admin-user-read") {
		t.Errorf("the permissions that there are: %s", r.text)
	}
	for range 30 {
		c.control(201, "POST", "/worlds/many/personas", `{"name":"p`+fmt.Sprint(time.Now().UnixNano())+`","permissions":["admin-*-read"]}`)
	}
	c.control(204, "POST", "/worlds/w/reset", "")
	c.want(401, "", "reader", "GET", "/users/me", "", "Rolecall-World: w")

	text, err := os.ReadFile("../internal/corpus/testdata/petstore.yaml")
	if err != nil {
		t.Fatal(err)
	}
	document, err := spec.Load("petstore.yaml", text)
	if err != nil {
		t.Fatal(err)
	}
	pets := newClientOf(t, "", document)
	names := document.Permissions.Names()
	minted := pets.control(201, "POST", "/worlds/w/personas", `{"name":"mine","permissions":["`+names[0]+`"]}`)
	pets.equal("permissions", minted.at("permissions"), []string{names[0]})
	pets.equal("token", minted.at("token"), "mine")
	pets.equal("caller", minted.at("caller"), "")
	for _, token := range []string{"mine", names[0], "bootstrap"} {
		pets.control(204, "POST", "/worlds/w/tokens/expire", `{"token":"`+token+`"}`)
		for _, op := range document.Operations {
			if len(op.PathKeys) > 0 || op.Method != "GET" || op.Access.Public() || pets.do("bootstrap", "GET", "/"+op.Path, "").status == 401 {
				continue // or it wants its token in another way
			}
			if r := pets.do(token, "GET", "/"+op.Path, "", "Rolecall-World: w"); r.status != 401 {
				t.Errorf("%s with the expired token %s: %d", op.Path, token, r.status)
			}
			if r := pets.do(token, "GET", "/"+op.Path, ""); r.status == 401 && token != "mine" {
				t.Errorf("%s with the token %s in another world: %d", op.Path, token, r.status)
			}
		}
	}
}

// TestEndedTokens expires a token in one world and revokes one in another.
func TestEndedTokens(t *testing.T) {
	c := newClient(t, "v3")
	c.control(204, "POST", "/worlds/a/tokens/expire", `{"token":"client"}`)
	r := c.want(401, "HDR-1", "client", "GET", "/users/me", "", "Rolecall-World: a")
	if !strings.Contains(r.text, "passed") {
		t.Errorf("expired: %s", r.text)
	}
	c.control(204, "POST", "/worlds/b/tokens/revoke", `{"persona":"client"}`)
	r = c.want(401, "HDR-1", "client", "GET", "/users/me", "", "Rolecall-World: b")
	if strings.Contains(r.text, "passed") {
		t.Errorf("revoked: %s", r.text)
	}
	c.want(200, "", "client", "GET", "/users/me", "")
	c.control(204, "POST", "/worlds/a/tokens/expire", `{"token":"client"}`)
	for _, body := range []string{`{"token":"nobody"}`, `{"persona":"nobody"}`} {
		c.control(404, "POST", "/worlds/a/tokens/expire", body)
	}
	for _, body := range []string{`{}`, `{"token":"client","persona":"client"}`, `{"token":""}`} {
		c.control(400, "POST", "/worlds/a/tokens/revoke", body)
	}
	login := c.want(200, "", "", "POST", "//auth/local", `{"email":"john.doe@example.com","password":"rolecall-mock"}`, "Rolecall-World: a")
	token := login.at("token").(string)
	c.control(204, "POST", "/worlds/a/tokens/expire", `{"token":"`+token+`"}`)
	c.want(401, "", token, "GET", "/users/me", "", "Rolecall-World: a")
}
