package mockserver_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
)

// api is a mock of one of the documents in testdata, spoken to over HTTP.
type api struct {
	t    *testing.T
	url  string
	last *http.Response
	text string // of the last reply
}

// serve starts a mock of a document, with personas and no records.
func serve(t *testing.T, file string) *api {
	t.Helper()
	contract := document(t, file)
	world, err := fixtures.Seed(contract)
	if err != nil {
		t.Fatal(err)
	}
	return serveWorld(t, contract, &fixtures.World{Personas: world.Personas})
}

func document(t *testing.T, file string) *spec.Contract {
	t.Helper()
	text, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	contract, err := spec.Load(file, text)
	if err != nil {
		t.Fatal(err)
	}
	return contract
}

func serveWorld(t *testing.T, contract *spec.Contract, world *fixtures.World) *api {
	t.Helper()
	mock := newMock(t, contract, mockserver.WithWorld(world))
	server := httptest.NewServer(mock)
	t.Cleanup(server.Close)
	return &api{t: t, url: server.URL}
}

// do sends "METHOD /path BODY" with headers, and wants a status and texts in the
// reply. A text after ! must not be there.
func (a *api) do(line, headers string, status int, holds ...string) {
	a.t.Helper()
	method, rest, _ := strings.Cut(line, " ")
	path, body, _ := strings.Cut(rest, " ")
	r, err := http.NewRequest(method, a.url+path, strings.NewReader(body))
	if err != nil {
		a.t.Fatal(err)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for header := range strings.SplitSeq(headers, "\n") {
		if name, value, is := strings.Cut(header, ": "); is {
			r.Header.Set(name, value)
		}
	}
	if a.last, err = http.DefaultClient.Do(r); err != nil {
		a.t.Fatal(err)
	}
	text, _ := io.ReadAll(a.last.Body)
	a.last.Body.Close()
	a.text = string(text)
	if a.last.StatusCode != status {
		a.t.Errorf("%s: %d %s, want %d", line, a.last.StatusCode, a.text, status)
	}
	if status >= 400 && a.last.Header.Get("Rolecall-Reason") == "" {
		a.t.Errorf("%s: no header tells the reason", line)
	}
	for _, part := range holds {
		part, without := strings.CutPrefix(part, "!")
		if strings.Contains(a.text, part) == without {
			a.t.Errorf("%s: %s: does it hold %s?", line, a.text, part)
		}
	}
}

// member is a member of the last reply as it is written.
func (a *api) member(name string) string {
	a.t.Helper()
	var object map[string]json.RawMessage
	if err := json.Unmarshal([]byte(a.text), &object); err != nil {
		a.t.Fatalf("%s: %v", a.text, err)
	}
	return strings.Trim(string(object[name]), `"`)
}

func TestARecordsLife(t *testing.T) {
	a, all := serve(t, "gallery.yaml"), "Authorization: Basic Ym9vdHN0cmFwOng="
	a.do("GET /v1/events", "", 401)
	if got := a.last.Header.Get("WWW-Authenticate"); !strings.HasPrefix(got, "Basic ") {
		t.Errorf("the challenge is %q", got)
	}
	a.do("GET /v1/events", "Authorization: Basic d3Jvbmc6eA==", 401)
	a.do("GET /v1/events", "Authorization: Bearer bootstrap", 401)
	a.do("POST /v1/events {\"price\":-1}", all, 400, `"detail"`, "/name is missing", "/price")
	a.do(`POST /v1/events {"name":"Night","price":3}`, all, 201, `"place":"Main hall"`)
	id := a.member("eventId")
	if at := a.last.Header.Get("Location"); at != "/v1/events/"+id {
		t.Errorf("Location is %q", at)
	}
	a.do("GET /v1/events/"+id, all, 200, `"name":"Night"`)
	a.do("PUT /v1/events/"+id+` {"name":"Day","price":2.5}`, all, 200, `"name":"Day"`, `"eventId":"`+id+`"`, "Main hall")
	a.do("GET /v1/events/"+id, all, 200, `"price":2.5`)
	a.do("GET /v1/events/not-a-uuid", all, 404, "is not a valid uuid") // what the document declares
	for range 4 {
		a.do("POST /v1/events name=Form&price=7", all+"\nContent-Type: application/x-www-form-urlencoded", 201, `"price":7`)
	}
	a.do("POST /v1/events name=Form&price=cheap", all+"\nContent-Type: application/x-www-form-urlencoded", 400)
	a.do("POST /v1/events <x/>", all+"\nContent-Type: application/xml", 400)
	a.do("DELETE /v1/events/"+id, all, 204)
	if a.text != "" || a.last.Header.Get("Content-Type") != "" {
		t.Errorf("204 has the body %q", a.text)
	}
	a.do("GET /v1/events/"+id, all, 404)
	a.do("PUT /v1/events/"+id+` {"name":"Day","price":2}`, all, 404)
	a.do("DELETE /v1/events/"+id, all, 404)

	seen := map[string]bool{}
	next := "/v1/events?limit=3"
	for pages := 0; next != "" && pages < 9; pages++ {
		a.do("GET "+next, all, 200, "!"+id)
		var list []map[string]any
		if err := json.Unmarshal([]byte(a.text), &list); err != nil {
			t.Fatal(err)
		}
		for _, one := range list {
			seen[one["eventId"].(string)] = true
		}
		link := a.last.Header.Get("Link")
		next, _, _ = strings.Cut(strings.TrimPrefix(link, "<"), ">")
	}
	if len(seen) != 4 {
		t.Errorf("the pages hold %d of 4 events", len(seen))
	}
}

func TestAnswersWithoutState(t *testing.T) {
	a := serve(t, "gallery.yaml")
	a.do("GET /v1/hours/monday", "X-Zone: 1", 200, `{"opens":"09:00:00Z","day":"monday"}`)
	a.do("GET /v1/hours/someday", "X-Zone: 1", 400)
	a.do("GET /v1/hours/monday", "", 400, "X-Zone is missing")
	a.do("GET /v1/hours/monday", "X-Zone: east", 400)
	a.do("GET /v1/hours.csv", "", 200, "day,opens\n")
	if got := a.last.Header.Get("Content-Type"); got != "text/csv" {
		t.Errorf("the media type is %q", got)
	}
	a.do("GET /v1/nothing", "", 501, "declares no reply")
	a.do("GET /v1/hours/monday", "X-Zone: 1", 200)
	first := a.text
	if a.do("GET /v1/hours/monday", "X-Zone: 1", 200); a.text != first {
		t.Errorf("the same request is answered with %s and %s", first, a.text)
	}
	b := serve(t, "blog.yaml")
	b.do("GET /files/report.json", "", 200, `"name":"report"`)
	b.do("GET /files/.json", "", 404)
	b.do("GET /files/report.xml", "", 404)
}

func TestWhatTokensMay(t *testing.T) {
	a := serve(t, "blog.yaml")
	a.do(`POST /authors {"author":{"username":"ana","email":"ana@example.com","password":"secret"}}`, "", 200, "!secret")
	post := `POST /authors/ana/posts {"title":"One"}`
	a.do(post, "", 401)
	a.do(post, "Authorization: Bearer nobody", 401)
	a.do(post, "Authorization: Bearer none", 403)
	a.do(post, "Authorization: Bearer posts:write", 403, "posts:read and posts:write", "bootstrap")
	a.do(post, "Authorization: Bearer bootstrap", 202, `"author":"ana"`)
	a.do(post, "Authorization: Bearer posts:read+posts:write", 202)
	a.do(post, "Authorization: Bearer posts:read+posts:nothing", 401)
	a.do("GET /authors/ana/posts", "Authorization: Bearer posts:read", 200, `"object":"list"`, `"total":2`)
	a.do("GET /authors/ana/posts?api_key=none", "", 200)
	a.do("GET /authors/ana/posts?api_key=wrong", "", 401)
	a.do("GET /authors/ana/posts/1", "Authorization: Token none", 200)
	a.do("GET /authors/ana/posts/1", "Cookie: sid=none", 200)
	a.do("GET /authors/ana/posts/1", "Cookie: sid=wrong", 401)

	a.do("GET /vault", "", 401, "cookie sid", "; or the header Authorization: Bearer")
	a.do("GET /vault", "Cookie: sid=none", 401)
	a.do("GET /vault", "Cookie: sid=none\nAuthorization: Token none", 204)
	a.do("GET /vault?api_key=none", "Authorization: Bearer posts:write", 204)
	a.do("GET /vault?api_key=none", "Authorization: Bearer none", 403)

	form := "Content-Type: application/x-www-form-urlencoded"
	a.do("POST /token grant_type=client_credentials&scope=posts:read", form, 200, `"token_type":"Bearer"`)
	a.do("GET /authors/ana/posts", "Authorization: Bearer "+a.member("access_token"), 200)
	a.do(post, "Authorization: Bearer posts:read", 403)
	a.do("POST /token grant_type=client_credentials", form, 200)
	a.do(post, "Authorization: Bearer "+a.member("access_token"), 202)
	a.do("POST /session {}", "", 200, `"token":"bootstrap"`)
	if a.last.Header.Get("Rolecall-Answer") != "example" {
		t.Error("no header tells that the answer is an example")
	}
}

func TestRecordsStandBelowParents(t *testing.T) {
	a, all := serve(t, "blog.yaml"), "Authorization: Bearer bootstrap"
	for _, name := range []string{"ana", "ben"} {
		a.do(`POST /authors {"author":{"username":"`+name+`","email":"`+name+`@example.com"}}`, "", 200, `"author":{"username":"`+name, `"first":true`, `"welcome":"hello"`)
		a.do("POST /authors/"+name+`/posts {"title":"of `+name+`"}`, all, 202)
	}
	a.do(`POST /authors {"author":{"username":"ana","email":"other@example.com"}}`, "", 422, `{"errors":{"body":[`, "username")
	a.do(`POST /authors {"author":{"username":"cem","email":"ana@example.com"}}`, "", 422, "/email is taken")
	a.do("GET /authors/nobody/posts", all, 404)
	a.do("GET /authors/ana/posts", all, 200, "of ana", "!of ben")
	a.do("GET /posts", all, 200, "of ana", "of ben", `"total":2`)
	a.do("GET /authors/ana/posts/2", "Authorization: Bearer none", 404)
	a.do(`PATCH /authors/ben/posts/2 {"title":"of ben","note":null}`, "", 200, `"note":null`, `"title":"of ben"`)
	a.do(`POST /authors/ana/posts/1/comments {"text":"yes"}`, "", 201)
	a.do(`POST /authors/ana/posts/2/comments {"text":"no"}`, "", 404)
	a.do("GET /authors/ana/posts/1/comments", "", 200, "yes")

	a.do("GET /authors/ana/settings", "", 200, `"theme":`)
	a.do(`PATCH /authors/ana/settings {"theme":"dark"}`, "", 200)
	a.do("GET /authors/ana/settings", "", 200, `"theme":"dark"`)
	a.do("GET /authors/nobody/settings", "", 404)
	a.do("DELETE /authors/ana/settings", "", 204)
	a.do("GET /authors/ana/settings", "", 404)
	a.do("GET /authors/ben/settings", "", 200)

	a.do("DELETE /authors/ana", "", 200, `"deleted":`, `"username":"ana"`)
	a.do("GET /authors/ana/posts", all, 404)
	a.do("GET /posts", all, 200, "!of ana", `"total":1`)
	a.do(`PUT /authors/ana {"username":"ana","email":"ana@example.com"}`, "", 201)
	a.do(`PUT /authors/ana {"username":"ana","email":"new@example.com"}`, "", 204)
	a.do("GET /authors/ana/posts/1/comments", "", 404)
	a.do("GET /authors/ana", "", 200, "new@example.com")
}

// TestPathsThatAreWrittenWithEscapesAreServed has some in the server's address too.
func TestPathsThatAreWrittenWithEscapesAreServed(t *testing.T) {
	contract, err := spec.Load("escapes.yaml", []byte(`openapi: 3.1.0
info: {title: Escapes, version: "1"}
servers: [{url: "https://example.com/café/a%20b"}]
paths:
  /menu%20card: {get: {responses: {"200": {description: ok, content: {application/json: {schema: {type: object}, example: {soup: 3}}}}}}}
  /dishes:
    get: {responses: {"200": {description: ok, content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Dish"}}}}}}}
    post:
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Dish"}}}}
      responses: {"201": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Dish"}}}}}
  /dishes/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get: {responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Dish"}}}}, "404": {description: no}}}
components: {schemas: {Dish: {type: object, required: [id, name], properties: {id: {type: string, readOnly: true}, name: {type: string}}}}}
`))
	if err != nil {
		t.Fatal(err)
	}
	a := serveWorld(t, contract, nil)
	a.do("GET /caf%C3%A9/a%20b/menu%20card", "", 200, `"soup":3`)
	a.do(`POST /caf%C3%A9/a%20b/dishes {"name":"soup"}`, "", 201, `"name":"soup"`)
	a.do("GET "+a.last.Header.Get("Location"), "", 200, `"name":"soup"`)
	a.do("GET /cafe/dishes", "", 404)
}

// TestRecordsFitTheirReplies creates what the document takes, and less than what
// its replies promise.
func TestRecordsFitTheirReplies(t *testing.T) {
	a := serve(t, "blog.yaml")
	a.do(`POST /badges {"owner":{"id":"7"},"weight":3,"color":"blue","spare":"x"}`, "", 201, `{"number":"1","owner":{"id":"7","kind":"author"},"weight":"3","color":"red"}`)
	a.do("GET /badges/1", "", 200, `"kind":"author"`)
}

// TestPermissionsStandInRepliesThatNobodyStored, of the contract where it has any.
func TestPermissionsStandInRepliesThatNobodyStored(t *testing.T) {
	for security, want := range map[string]string{"[{token: [cards:read]}]": `["cards:read"]`, "[{token: []}]": `["`, "[]": `["`} {
		contract, err := spec.Load("grants.yaml", []byte(`openapi: 3.1.0
info: {title: Grants, version: "1"}
security: `+security+`
paths:
  /grants: {get: {responses: {"200": {description: ok, content: {application/json: {schema: {type: array, minItems: 1, items: {type: string}, x-fake: permissions}}}}}}}
components: {securitySchemes: {token: {type: oauth2, flows: {clientCredentials: {tokenUrl: /token, scopes: {"cards:read": read}}}}}}
`))
		if err != nil {
			t.Fatal(err)
		}
		serveWorld(t, contract, nil).do("GET /grants", "Authorization: Bearer bootstrap", 200, want)
	}
}

// TestAMemberThatAHeaderAloneOpensIsRefusedByIt names what is needed, permission or not.
func TestAMemberThatAHeaderAloneOpensIsRefusedByIt(t *testing.T) {
	contract, err := spec.Load("secret.yaml", []byte(`openapi: 3.1.0
info: {title: Secret, version: "1"}
security: [{token: []}]
paths:
  /things:
    get: {responses: {"200": {description: ok, content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Thing"}}}}}}}
    post: {requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}}, responses: {"201": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}}}}
components:
  securitySchemes: {token: {type: http, scheme: bearer}, admin: {type: apiKey, in: header, name: X-Admin, x-value: "true"}}
  schemas: {Thing: {type: object, properties: {id: {type: string, readOnly: true}, secret: {type: string, x-security: [{admin: []}, {token: ["things:secret"]}]}}}}
`))
	if err != nil {
		t.Fatal(err)
	}
	a := serveWorld(t, contract, nil)
	a.do(`POST /things {"secret":"x"}`, "Authorization: Bearer none", 403, "/secret needs the header X-Admin: true or things:secret")
	a.do(`POST /things {"secret":"x"}`, "Authorization: Bearer none\nX-Admin: true", 201)
}

func TestCursorsLeadThroughAList(t *testing.T) {
	a, all := serve(t, "blog.yaml"), "Authorization: Bearer bootstrap"
	a.do(`POST /authors {"author":{"username":"ana","email":"ana@example.com"}}`, "", 200)
	for range 5 {
		a.do(`POST /authors/ana/posts {"title":"one"}`, all, 202)
	}
	a.do("GET /authors/ana/posts?size=2", all, 200, `"total":5`, `"next":"`)
	if got := a.last.Header.Get("Content-Type"); got != "application/vnd.blog.v1+json" {
		t.Errorf("the media type is %q", got)
	}
	a.do("GET /authors/ana/posts?size=2&cursor="+a.member("next"), all, 200, `"id":3`, `"id":4`, "!\"id\":5")
	a.do("GET /authors/ana/posts?size=2&cursor="+a.member("next"), all, 200, `"id":5`, `!"next"`)
	a.do("GET /posts?startIndex=1&count=2", "", 200, `"id":1`, `"id":2`, `!"id":3`, `"total":5`)
	a.do("GET /posts?startIndex=3&count=2", "", 200, `!"id":2`, `"id":3`, `"id":4`)
	a.do("GET /posts?startIndex=9&count=2", "", 200, `"items":[]`)
	a.do("GET /posts?count=0", "", 200, `"items":[]`, `"total":5`)
}

// TestAFreshMockShowsRecords begins with the world that is made of the document.
func TestAFreshMockShowsRecords(t *testing.T) {
	contract := document(t, "blog.yaml")
	world, err := fixtures.Seed(contract)
	if err != nil {
		t.Fatal(err)
	}
	a, all := serveWorld(t, contract, world), "Authorization: Bearer bootstrap"
	a.do("GET /posts", all, 200, `"total":10`)
	post := world.Of("posts")[0]
	a.do(fmt.Sprintf("GET /authors/%v/posts/%v", post["author"], post["id"]), all, 200, fmt.Sprintf(`"author":%q`, post["author"]))
}
