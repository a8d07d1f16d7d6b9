package mockserver_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
)

// The personas of the seed world who may read users, and who may write them.
const (
	readers = "bootstrap user-read all-read user-read+user-write all-read+all-write"
	writers = "bootstrap user-write all-write user-read+user-write all-read+all-write"
	anybody = "bootstrap client user-read all-read user-write accesscontrol-read accesscontrol-write all-write inactive-role user-read+user-write all-read+all-write"
	nobody  = ""
	noneOf  = "-" // it is no question who asks
)

// refusedCase is a request that is refused, with what is told of the reason.
type refusedCase struct {
	kind            spec.RefusalKind
	as, line        string // a persona, "METHOD path body"
	headers         []string
	status          int
	rule, line1     string // the requirement, and what stands on the line that is named
	personas        string
	detail, nearest string
}

var refusedCases = []refusedCase{
	{kind: spec.NoPath, as: "TOKEN", line: "GET //v3/users", status: 404, rule: "LOC-3", line1: "/v3/users:", personas: noneOf, detail: "did you mean /api/v3/users?", nearest: "/api/v3/users"},
	{kind: spec.NoMethod, as: "TOKEN", line: "DELETE /users", status: 405, rule: "LOC-3", line1: "/v3/users:", personas: noneOf, detail: "this path answers GET, HEAD, OPTIONS, PATCH, POST only"},
	{kind: spec.BadWish, as: "TOKEN", line: "GET /users/me", headers: []string{"Prefer: code=409"}, status: 400, line1: "", personas: noneOf, detail: "it has the codes 200, 401"},
	{kind: spec.NoToken, line: "GET /users", status: 401, rule: "HDR-1", line1: "security: &readUsers", personas: readers, detail: "send the header Authorization: Bearer with the token of a persona; these personas may: bootstrap, user-read"},
	{kind: spec.NoToken, as: "no such token", line: "GET /users/me", status: 401, rule: "HDR-1", line1: "security: &anyActiveUser", personas: anybody, detail: "nobody has this token"},
	{kind: spec.DisabledCaller, as: "disabled", line: "GET /users/me", status: 401, rule: "PRM-15", line1: "security: &anyActiveUser", personas: anybody, detail: "the user of this token is disabled"},
	{kind: spec.NoHeader, as: "user-read", line: "GET /users", headers: []string{"-Admin"}, status: 403, rule: "HDR-3", line1: "security: &readUsers", personas: readers, detail: "send the header Admin: true"},
	{kind: spec.HeaderValue, as: "user-read", line: "GET /users", headers: []string{"-Admin", "Admin: TRUE"}, status: 403, rule: "HDR-4", line1: `x-value: "true"`, personas: readers, detail: "only the exact header Admin: true counts"},
	{kind: spec.NoPermission, as: "client", line: "GET /users", status: 403, rule: "PRM-3", line1: "security: &readUsers", personas: readers, detail: "needs admin-user-read or admin-*-read; these personas have it: bootstrap"},
	{kind: spec.MediaType, as: "TOKEN", line: "POST /users {}", headers: []string{"-Content-Type", "Content-Type: text/plain"}, status: 415, rule: "HDR-6", line1: "", personas: nobody, detail: "send the body as application/json"},
	{kind: spec.BodySize, as: "TOKEN", line: "POST /users " + strings.Repeat(" ", 1<<20+1), status: 413, rule: "HDR-6", line1: "", personas: nobody, detail: "1 MiB at most"},
	{kind: spec.Syntax, as: "TOKEN", line: `POST /users {"email":}`, status: 400, rule: "OP-10", line1: "", personas: nobody, detail: "not valid JSON"},
	{kind: spec.MemberDefault, as: "accesscontrol-write", line: "PATCH /users/" + ana + ` {"jobTitle":"x"}`, status: 403, rule: "PRM-5", line1: "x-security: *writeUsers", personas: writers, detail: "/jobTitle needs admin-user-write or admin-*-write"},
	{kind: spec.MemberOwn, as: "user-write", line: "PATCH /users/" + ana + ` {"accessRoles":[],"jobTitle":"x"}`, status: 403, rule: "PRM-6", line1: "x-security: *setRoles", personas: "bootstrap all-write all-read+all-write", detail: "/accessRoles needs admin-accesscontrol-write or admin-*-write"},
	{kind: spec.ForbiddenMember, as: "client", line: `PATCH /users/me {"email":"a@example.com"}`, status: 403, rule: "PRM-14", line1: "x-forbidden: [email", personas: nobody, detail: "/email can be written by nobody here"},
	{kind: spec.BadParameter, as: "TOKEN", line: "GET /users?limit=0", status: 400, rule: "OP-3", line1: "&limit", personas: nobody, detail: "limit"},
	{kind: spec.BadParameter, as: "TOKEN", line: "GET /users?nothing=0", status: 400, rule: "OP-3", line1: "parameters:", personas: nobody, detail: "nothing is not a parameter"},
	{kind: spec.BadID, as: "TOKEN", line: "GET /users/7", status: 400, rule: "OP-4", line1: "name: id", personas: nobody, detail: `"7" in the path is not a valid id`},
	{kind: spec.BadBody, as: "TOKEN", line: `POST /users {"email":"nowhere","name":{"names":"A","lastName":"B"}}`, status: 400, rule: "OP-10", line1: "Email:", personas: nobody, detail: "/email"},
	{kind: spec.BadReference, as: "TOKEN", line: `POST /users {"email":"a@example.com","name":{"names":"A","lastName":"B"},"accessRoles":["` + unknown + `"]}`, status: 400, rule: "OP-10", line1: "", personas: nobody, detail: "there is no such record in accessroles"},
	{kind: spec.UnknownID, as: "TOKEN", line: "GET /users/" + unknown, status: 404, rule: "OP-4", line1: "name: id", personas: nobody, detail: "there is no " + unknown},
	{kind: spec.NotUnique, as: "TOKEN", line: `POST /users {"email":"john.doe@example.com","name":{"names":"A","lastName":"B"}}`, status: 409, rule: "OP-6", line1: "unique: [{member: email", personas: nobody, detail: "another has this email"},
	{kind: spec.BadCredentials, line: `POST //auth/local {"email":"john.doe@example.com","password":"wrong"}`, status: 401, rule: "OP-13", line1: "x-principal:", personas: nobody, detail: "no active user has this email and password"},
}

// TestEveryRefusalIsExplained has every kind of refusal name the requirement, the
// place in the document, and the personas that would pass.
func TestEveryRefusalIsExplained(t *testing.T) {
	lines := strings.Split(string(spec.DefaultSource()), "\n")
	kinds := map[spec.RefusalKind]bool{
		spec.NoAnswer: true, // TestNoAnswerIsExplained
		spec.Busy:     true, // TestSlowAndBusyAreExplained
		spec.Slow:     true,
		spec.Outdated: true, // TestEntityTagsNameVersions
	}
	for _, f := range refusedCases {
		kinds[f.kind] = true
		t.Run(fmt.Sprint(f.kind, " ", f.detail), func(t *testing.T) {
			c := newClient(t, "v3")
			method, rest, _ := strings.Cut(f.line, " ")
			path, body, _ := strings.Cut(rest, " ")
			r := c.want(f.status, "", f.as, method, path, body, f.headers...)
			if rule, _ := r.at("rule").(string); rule != f.rule {
				t.Errorf("it cites %q, want %q", rule, f.rule)
			}
			if detail, _ := r.at("detail").(string); !strings.Contains(detail, f.detail) {
				t.Errorf("it says %q", detail)
			}
			if nearest, _ := r.at("nearest").(string); nearest != f.nearest {
				t.Errorf("the nearest path is %q, want %q", nearest, f.nearest)
			}
			checkPlace(t, r, lines, f.line1)
			checkPersonas(t, r, f.personas)
			checkReason(t, r.header.Get("Rolecall-Reason"), f.rule, r.at("where.line"))
		})
	}
	if all := spec.RefusalKinds(); len(kinds) != len(all) {
		t.Errorf("explained are %v, of %v", slices.Sorted(maps.Keys(kinds)), all)
	}
}

// checkPlace looks at the place in the document: a line that is there, with what
// it should hold.
func checkPlace(t *testing.T, r reply, lines []string, holds string) {
	t.Helper()
	line, _ := r.at("where.line").(float64)
	if line < 1 || int(line) > len(lines) {
		t.Fatalf("the refusal names no place: %s", r.text)
	}
	if text := lines[int(line)-1]; !strings.Contains(text, holds) {
		t.Errorf("it names line %.0f, which is %q, want one with %q", line, text, holds)
	}
	if file := r.at("where.file"); file != "spec/users.yaml" {
		t.Errorf("it names the file %v", file)
	}
	if pointer, _ := r.at("where.pointer").(string); !strings.HasPrefix(pointer, "/") {
		t.Errorf("it names the pointer %q", pointer)
	}
}

func checkPersonas(t *testing.T, r reply, want string) {
	t.Helper()
	list, told := r.at("personas").([]any)
	if told == (want == noneOf) {
		t.Errorf("are personas told? %s", r.text)
	}
	var names []string
	for _, name := range list {
		names = append(names, fmt.Sprint(name))
	}
	if got := strings.Join(names, " "); want != noneOf && got != want {
		t.Errorf("would pass: %q, want %q", got, want)
	}
}

// checkReason looks at the header: one line of printable ASCII that ends in rule
// and place.
func checkReason(t *testing.T, reason, rule string, line any) {
	t.Helper()
	if len(reason) > 1100 || strings.ContainsFunc(reason, func(r rune) bool { return r < ' ' || r > '~' }) {
		t.Errorf("the header is not a line of ASCII: %q", reason)
	}
	end := fmt.Sprintf("%s:%v", "spec/users.yaml", line)
	if rule != "" {
		end = rule + ", " + end
	}
	if !strings.Contains(reason, "["+end) {
		t.Errorf("the header is %q, want its rule and place: %s", reason, end)
	}
}

// TestNoAnswerIsExplained asks an operation that declares no success.
func TestNoAnswerIsExplained(t *testing.T) {
	a := serve(t, "gallery.yaml")
	a.do("GET /v1/nothing", "", 501, `"where":{"file":"gallery.yaml","line":32,"pointer":"/paths/~1nothing/get/responses"}`)
	a.do("GET /v1/events", "", 401, `"rule":"AUTH-1"`, `"where":{"file":"gallery.yaml","line":5,"pointer":"/security"}`, `"personas":["bootstrap","none"]`)
	a.do("GET /event", "", 404, `"nearest":"/v1/events"`)
	a.do("GET /v1/event/x", "", 404, `"nearest":"/v1/events/x"`)
	a.do(`POST /v1/events {"name":1}`, "Authorization: Basic Ym9vdHN0cmFwOng=", 400, `"pointer":"/name"`, `"where":{"file":"gallery.yaml","line":16,`)
}

// TestSlowAndBusyAreExplained has a body not arrive in time, and more large bodies
// come than there is room for, of which none arrives.
func TestSlowAndBusyAreExplained(t *testing.T) {
	if testing.Short() {
		t.Skip("it waits for slow replies")
	}
	t.Parallel() // it waits
	for _, f := range []struct {
		number  int
		timeout time.Duration
		status  int
		detail  string
	}{
		{1, 50 * time.Millisecond, 408, "did not arrive within"},
		{65, time.Hour, 503, "too many large bodies"}, // a MiB each, and there is room for 64
	} {
		c := newClient(t, "v3")
		c.mock.SetIntakeTimes(50*time.Millisecond, f.timeout)
		answers := make(chan *http.Response, f.number)
		for _, conn := range halfSent(t, serving(t, c), f.number) {
			go func() {
				if res, err := http.ReadResponse(bufio.NewReader(conn), nil); err == nil { // else the test is over
					answers <- res
				}
			}()
		}
		res := <-answers
		text, _ := io.ReadAll(res.Body)
		res.Body.Close()
		said := string(text) + res.Header.Get("Rolecall-Reason")
		if res.StatusCode != f.status || strings.Count(said, f.detail) != 2 || !strings.Contains(said, `"line":`) {
			t.Errorf("%d says %s, want %d", res.StatusCode, said, f.status)
		}
	}
}

// TestWithoutHints shows that a mock tells no more than the document declares.
func TestWithoutHints(t *testing.T) {
	c := newClient(t, "v3", mockserver.WithoutHints())
	for _, f := range refusedCases {
		method, rest, _ := strings.Cut(f.line, " ")
		path, body, _ := strings.Cut(rest, " ")
		r := c.want(f.status, "", f.as, method, path, body, f.headers...)
		for name := range r.body.(map[string]any) {
			if !slices.Contains([]string{"type", "title", "status", "detail", "rule", "errors"}, name) { // which the document declares
				t.Errorf("%s: %s", f.kind, r.text)
			}
		}
		if reason := r.header.Get("Rolecall-Reason"); reason != "" || r.at("type") != "about:blank" || strings.Contains(r.text, "persona") && f.kind != spec.NoToken || strings.Contains(r.text, "where") {
			t.Errorf("%s: %s, with the reason %s", f.kind, r.text, reason)
		}
	}
	text, err := os.ReadFile("testdata/gallery.yaml")
	if err != nil {
		t.Fatal(err)
	}
	gallery, err := spec.Load("gallery.yaml", text)
	if err != nil {
		t.Fatal(err)
	}
	c = newClientOf(t, "v1", gallery, mockserver.WithoutHints())
	r := c.do("", "GET", "//v1/events", "")
	var problem map[string]any
	if err := json.Unmarshal([]byte(r.text), &problem); err != nil {
		t.Fatal(err)
	}
	if got := slices.Sorted(maps.Keys(problem)); r.status != 401 || !slices.Equal(got, []string{"detail", "status", "title", "type"}) {
		t.Errorf("%d with %v", r.status, got)
	}
}
