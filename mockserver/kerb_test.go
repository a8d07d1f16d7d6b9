package mockserver_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/spec"
)

const all = "Authorization: Bearer bootstrap"

// kerb serves the document of a page of garages, with four of its own.
func kerb(t *testing.T) (a *api, ids []string) {
	t.Helper()
	a = serve(t, "kerb.yaml")
	for _, body := range []string{
		`{"name":"Lake","capacity":9,"opensAt":"07:00"}`, `{"name":"Airport","capacity":300,"opensAt":"06:00"}`,
		`{"name":"Hill","capacity":40}`, `{"name":"Bay","capacity":9,"opensAt":"08:00"}`,
	} {
		a.do("POST /garages "+body, all, 201)
		ids = append(ids, a.member("id"))
	}
	return a, ids
}

// TestATotalInAHeader has the count of all matches in a header that is called so, and
// pages read it.
func TestATotalInAHeader(t *testing.T) {
	a, _ := kerb(t)
	a.do("GET /garages?limit=2", all+"\nOrigin: http://localhost:5173", 200)
	if got := a.last.Header.Get("X-Total-Count"); got != "4" {
		t.Errorf("X-Total-Count is %q, want 4", got)
	}
	exposed := a.last.Header.Get("Access-Control-Expose-Headers")
	for _, name := range []string{"X-Total-Count", "X-Request-Cost", "Location"} {
		if !strings.Contains(exposed+",", name+",") {
			t.Errorf("pages may read %s, and not %s", exposed, name)
		}
	}
	a.do("GET /garages?limit=2&offset=9", all, 200, "[]")
	if got := a.last.Header.Get("X-Total-Count"); got != "4" {
		t.Errorf("behind the last page X-Total-Count is %q, want 4", got)
	}
}

// TestAListIsOrderedByTheMemberThatIsNamed reads the order of a list by each way in which
// it is written.
func TestAListIsOrderedByTheMemberThatIsNamed(t *testing.T) {
	a, _ := kerb(t)
	for sort, want := range map[string]string{
		"name": "Airport Bay Hill Lake", "-name": "Lake Hill Bay Airport",
		"capacity": "Lake Bay Hill Airport", "%2Bcapacity": "Lake Bay Hill Airport", "-capacity": "Airport Hill Lake Bay", "capacity:desc": "Airport Hill Lake Bay",
		"opens_at_desc": "Bay Lake Airport Hill", // which has none
	} {
		a.do("GET /garages?sort="+sort, all, 200)
		var list []struct{ Name string }
		if err := json.Unmarshal([]byte(a.text), &list); err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, g := range list {
			names = append(names, g.Name)
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("by %s: %s, want %s", sort, got, want)
		}
	}
	a.do("GET /garages?sort=-name&limit=1&offset=2", all, 200, `"Bay"`, "!Lake")
}

// TestWhatWasReadIsSentBack puts a record as it was read: what only the server writes is
// no change, unless the document closes the body, or it is the id of another.
func TestWhatWasReadIsSentBack(t *testing.T) {
	a, ids := kerb(t)
	body := fmt.Sprintf(`{"id":%q,"name":"Lake 2","capacity":9,"checkedAt":"2026-01-02T03:04:05Z","rank":7}`, ids[0])
	a.do("PUT /garages/"+ids[0]+" "+body, all, 200, `"Lake 2"`, "!rank", "!checkedAt")
	a.do("GET /garages/"+ids[0], all, 200, `"Lake 2"`, ids[0], "!rank")
	a.do("PUT /garages/"+ids[1]+" "+body, all, 400, "/id may not be sent here")
	a.do("PUT /garages/"+ids[0]+` {"name":"Lake","capacity":9,"rank":"first"}`, all, 400, "/rank may not be sent here")
	a.do("PATCH /garages/"+ids[0]+fmt.Sprintf(` {"id":%q,"name":"Lake"}`, ids[0]), all, 400, "/id may not be sent here")
	a.do("POST /garages "+body, all, 400, "/id may not be sent here")
	a.do("GET /garages/"+ids[1], all, 200, `"Airport"`)
}

// TestAVerbThatIsAStateSetsIt opens a gate, and closes it.
func TestAVerbThatIsAStateSetsIt(t *testing.T) {
	a := serve(t, "kerb.yaml")
	a.do(`POST /gates {"lane":3}`, all, 201, `"state":"closed"`) // the first that the document lists
	gate := "/gates/" + a.member("id")
	a.do("POST "+gate+"/open", all, 200, `"state":"open"`)
	a.do("GET "+gate, all, 200, `"state":"open"`)
	a.do("POST "+gate+"/close", all, 200, `"state":"closed"`)
	a.do("GET "+gate, all, 200, `"state":"closed"`)
}

// TestAVerbRepliesARecordThatIsWrittenAgain has each operation write the schema anew, as
// generated documents do.
func TestAVerbRepliesARecordThatIsWrittenAgain(t *testing.T) {
	door := `{content: {application/json: {schema: {type: object, required: [id, state], properties: {id: {type: string}, state: {type: string, enum: [closed, open, ajar]}, locked: {type: boolean}}}}}, description: one}`
	list := strings.Replace(strings.Replace(door, "schema: ", "schema: {type: array, items: ", 1), "}}}, description", "}}}}, description", 1)
	contract, err := spec.Load("doors.yaml", []byte(`openapi: 3.1.0
info: {title: Doors, version: "1"}
paths:
  /doors:
    get: {responses: {"200": `+list+`}}
  /doors/{doorId}:
    parameters: [{name: doorId, in: path, required: true, schema: {type: string}}]
    get: {responses: {"200": `+door+`}}
  /doors/{doorId}/open:
    parameters: [{name: doorId, in: path, required: true, schema: {type: string}}]
    post: {responses: {"200": `+door+`}}
  /doors/{doorId}/close:
    parameters: [{name: doorId, in: path, required: true, schema: {type: string}}]
    post: {responses: {"200": `+door+`}}
`))
	if err != nil {
		t.Fatal(err)
	}
	world, err := fixtures.Seed(contract)
	if err != nil {
		t.Fatal(err)
	}
	a := serveWorld(t, contract, world)
	one := fmt.Sprint("/doors/", world.Of("doors")[0]["id"])
	for verb, state := range map[string]string{"open": "open", "close": "closed"} {
		a.do("POST "+one+"/"+verb, "", 200, `"state":"`+state+`"`)
		a.do("GET "+one, "", 200, `"state":"`+state+`"`)
	}
}

// TestARefusalNamesTheOtherCredential is told to whom a right is missing that another
// credential does without.
func TestARefusalNamesTheOtherCredential(t *testing.T) {
	a := serve(t, "kerb.yaml")
	a.do("GET /gates", "X-Gate-Key: none", 200)
	a.do("GET /gates", "Authorization: Bearer none", 403, "needs gate:read or a key in the header X-Gate-Key; these personas have the right: bootstrap, gate:read", `"code":"FORBIDDEN"`)
	a.do("GET /garages", "Authorization: Bearer none", 403, "these personas have it: bootstrap, garage:read")
	a.do("GET /gates/1234567", all, 404, `"code":"NOT_FOUND"`)
}

// TestACursorThatNoPageGave is refused: from the first page again, a client would read
// for ever.
func TestACursorThatNoPageGave(t *testing.T) {
	a := serve(t, "kerb.yaml")
	for range 3 {
		a.do(`POST /tickets {"plate":"A 1"}`, all, 201)
	}
	a.do("GET /tickets?limit=2", all, 200)
	a.do("GET /tickets?limit=2&cursor="+a.member("nextCursor"), all, 200, "!nextCursor")
	for _, shown := range []string{"", "begin"} {
		a.do("GET /tickets?cursor="+shown, all, 200, `"plate"`)
	}
	for _, wrong := range []string{"zzzz", "c", "c-1", "C1", "1"} {
		a.do("GET /tickets?cursor="+wrong, all, 422, "is not a cursor of this list")
	}
}

// TestANewRecordBegins has what nobody sent be as of something new: its time is that of
// the world, its status the first.
func TestANewRecordBegins(t *testing.T) {
	contract := document(t, "kerb.yaml")
	world, err := fixtures.Seed(contract)
	if err != nil {
		t.Fatal(err)
	}
	a := serveWorld(t, contract, &fixtures.World{Personas: world.Personas})
	a.do(`PUT /_rolecall/v1/worlds/default/clock {"now":"2031-05-06T07:08:09Z","frozen":true}`, "", 200)
	a.do(`POST /tickets {"plate":"A 1"}`, all, 201, `"status":"parked"`, `"enteredAt":"2031-05-06T07:08:09.000Z"`, `!"leavesAt":"2031`)
}
