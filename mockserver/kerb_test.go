package mockserver_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
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

