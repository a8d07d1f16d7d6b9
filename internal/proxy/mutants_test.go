package proxy_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/internal/mutants"
	"github.com/cotalker/rolecall/internal/proxy"
	"github.com/cotalker/rolecall/spec"
)

// asAnAppDoes asks what an app asks, and forgets something now and then: it reads,
// lists, creates and changes; the number of requests is what it returns.
func asAnAppDoes(t *testing.T, at string, c *spec.Contract) (number int) {
	auth, admin, asJSON := "Authorization: Bearer TOKEN", "Admin: true", "Content-Type: application/json"
	say := func(method, path, body string, headers ...string) {
		number++
		ask(t, method, at+c.BasePath+path, body, headers...)
	}
	for _, version := range []string{"/v3", "/v2"} {
		users, roles := version+"/users", version+"/accessroles"
		email := strings.Trim(version, "/") + "@example.com"
		say("GET", users+"/me", "", auth)
		say("GET", users+"/me", "") // nobody has logged in yet
		say("GET", users+"?limit=5&count=true", "", auth, admin)
		say("GET", users+"/581118cf1dabccc92616be4f", "", auth, admin)
		say("GET", users+"/00000000000000000000dead", "", auth, admin)
		say("GET", roles, "", auth, admin)
		say("PATCH", users+"/me", `{"jobTitle":"engineer"}`, auth, asJSON)
		say("PATCH", users+"/me", `{"jobTitle":"engineer"}`, auth, "Content-Type: text/plain")
		say("PATCH", users+"/me", `{"jobTitle":`, auth, asJSON)
		say("POST", users, `{"email":"`+email+`","name":{"names":"A","lastName":"B"}}`, auth, asJSON, admin)
		say("POST", users, `{"email":"`+email+`","name":{"names":"A","lastName":"B"}}`, auth, asJSON, admin)
		say("POST", users, `{"email":"x`+email+`","nickname":"x","name":{"names":"A","lastName":"B"}}`, auth, asJSON, admin)
		say("PATCH", users+"/581118cf1dabccc92616be4f", `{"isActive":true}`, auth, asJSON, admin)
		say("POST", roles, `{"name":"Auditors `+version+`","permissions":["admin-user-read"]}`, auth, asJSON, admin)
		say("GET", users, "", auth) // the header is forgotten
		say("GET", users, "", auth, "Admin: TRUE")
		for _, query := range []string{"isActive=maybe", "count=perhaps", "limit=many", "page=first", "page=1&page=2", "created_gt=yesterday", "orderBy=age", "ids=7", "id=7"} {
			say("GET", users+"?"+query, "", auth, admin)
		}
		say("GET", users+"/7", "", auth, admin)
		for _, body := range []string{`{"jobTitle":null}`, `{"jobTitle":"x"} end`, `{"jobTitle":"x",}`, `{}`, `{"jobTitle":7}`, `{"isActive":true}`, ``} {
			say("PATCH", users+"/me", body, auth, asJSON)
		}
		say("PATCH", users+"/me", `{"jobTitle":"x"}`, auth)
		say("POST", users, `{"email":"nowhere","name":{"names":"A","lastName":"B"}}`, auth, asJSON, admin)
		say("POST", users, `{"email":"y`+email+`","isActive":"true","name":{"names":"A","lastName":"B"}}`, auth, asJSON, admin)
		say("POST", users, `{"email":"z`+email+`","name":{"names":"A"}}`, auth, asJSON, admin)
		say("PATCH", users+"/581118cf1dabccc92616be4f", `{"shoeSize":42}`, auth, asJSON, admin)
		say("POST", roles, `{"name":"Clerks `+version+`","permissions":[],"colour":"red"}`, auth, asJSON, admin)
	}
	return number
}

// shownByTraffic are the kinds of fault that a proxy has to see in what an app asks:
// those of single replies. Who may do what, and what was kept, it cannot know.
var shownByTraffic = []string{
	"a 401 challenges with another scheme",
	"a 401 has no challenge",
	"a body without a media type is read",
	"a comma too many is passed over",
	"a create has no Location",
	"a create is 200",
	"a date has no milliseconds",
	"a date is a number",
	"a forbidden member is ignored",
	"a list is null",
	"a list that is empty is null",
	"a name needs no last name",
	"a record has no envelope",
	"a refusal has no detail",
	"a refusal is plain JSON",
	"a refusal is text",
	"a reply is cached for a while",
	"a reply is no JSON",
	"a reply is text",
	"a reply may be cached",
	"a reply shows the password",
	"an id has another name",
	"an id is",
	"an id may have other letters",
	"any media type is read",
	"any text is an email",
	"no body is an empty object",
	"no token is let",
	"numbers are read as texts",
	"one's own state is written",
	"page may be given twice",
	"pages begin at 0",
	"the header is not needed",
	"the header",
	"the parameter count is ignored",
	"the parameter created_gt is ignored",
	"the parameter id is ignored",
	"the parameter isActive is ignored",
	"the parameter orderBy is ignored",
	"truth is read from texts",
	"unknown members are passed over",
	"what is no JSON is 500",
	"what is no count is passed over",
	"what is no created_gt is passed over",
	"what is no id is passed over",
	"what is no isActive is passed over",
	"what is no limit is passed over",
	"what is no orderBy is passed over",
	"what is no page is passed over",
	"what stands behind the JSON is passed over",
}

// TestEveryKindOfFaultThatTrafficShows has an app ask, through a proxy, servers with a
// fault of each kind until it is seen: of every fourth kind, of all of them where
// ROLECALL_MUTANTS is all. Before a server without a fault nothing is held against it.
func TestEveryKindOfFaultThatTrafficShows(t *testing.T) {
	c := embedded(t)
	all, err := mutants.All(c, spec.DefaultSource())
	if err != nil {
		t.Fatal(err)
	}
	heldAgainst := func(m mutants.Mutant) (proxy.Report, []string) {
		target, stop, err := m.Serve(c)
		if err != nil {
			t.Fatal(err)
		}
		defer stop()
		p, at := before(t, c, target.Address)
		r := settled(t, p, asAnAppDoes(t, at, c))
		return r, of(r, proxy.Server)
	}
	if r, found := heldAgainst(mutants.Clean()); len(found) > 0 || r.Verdict != proxy.Conformant {
		t.Errorf("the right server is %s: %v", r.Verdict, found)
	}
	for i, kind := range shownByTraffic {
		if os.Getenv("ROLECALL_MUTANTS") != "all" && i%4 > 0 {
			continue
		}
		seen := slices.ContainsFunc(all, func(m mutants.Mutant) bool {
			name, _, _ := strings.Cut(m.Name, " in ")
			if name != kind {
				return false
			}
			_, found := heldAgainst(m)
			return len(found) > 0
		})
		if !seen {
			t.Errorf("nothing is held against a server where %s", kind)
		}
	}
}
