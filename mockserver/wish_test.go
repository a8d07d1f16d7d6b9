package mockserver_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/cotalker/rolecall/mockserver"
)

// TestWishes asks a library for replies that it would not give.
func TestWishes(t *testing.T) {
	a := serve(t, "wishes.yaml")
	const as = "Authorization: Bearer bootstrap\n"
	const book = `POST /books {"title":"Emma"}`
	for _, c := range []struct {
		name, line, headers string
		status              int
		applied             string
		holds               string
	}{
		{"a status of a range", book, as + "Prefer: code=503", 503, "code=503", `"detail":"Something broke. (wished for by the header Prefer: code=503)"`},
		{"a status with an example", book, as + "Prefer: code=409", 409, "code=409", `{"code":7,"message":"taken"}`},
		{"a status of a schema alone", book, as + "Prefer: code=422", 422, "code=422", `{"code":422,"message":"No. (wished for by the header Prefer: code=422)"}`},
		{"whoever asks", book, "Prefer: code=201", 201, "code=201", `{"id":1,"title":"It"}`},
		{"an example of the success", book, as + `Prefer: example="long, with a comma"`, 201, `example="long, with a comma"`, `À la recherche`},
		{"an example of another reply", book, as + "Prefer: example=taken", 409, "example=taken", `"taken"`},
		{"both", book, as + "Prefer: CODE = 409 , example=taken", 409, "code=409, example=taken", `"taken"`},
		{"a semicolon between them", book, as + "Prefer: code=201;example=short", 201, "code=201, example=short", `"It"`},
		{"the first of two", book, as + "Prefer: code=409, code=201", 409, "code=409", ""},
		{"what is not known", "GET /books", as + "Prefer: respond-async, handling=lenient, return=minimal", 200, "", "["},
		{"a value that is made", "GET /books/7", as + "Prefer: dynamic", 200, "dynamic", `"title"`},
		{"none that is made", "GET /books", as + "Prefer: dynamic=false", 200, "", "["},
		{"no body", "GET /books/7", as + "Prefer: code=304", 304, "code=304", ""},
		{"a place to go to", "GET /books/7", as + "Prefer: code=307", 307, "code=307", ""},
		{"any status where there is a default", "GET /books/7", as + "Prefer: code=418", 418, "code=418", `{"code":418,"message":"Wrong. (`},
		{"what is not declared", "DELETE /books/7", as + "Prefer: code=409", 400, "", "the document declares no 409 of DELETE /books/{id}; it has the codes 204"},
		{"an example of another status", book, as + "Prefer: code=201, example=taken", 422, "", "examples of 201: short, long, with a comma; of 409: taken"},
		{"no such example", "GET /books/7", as + "Prefer: example=none", 400, "", "it has the codes 200, 304, 307, default"},
		{"no status", book, as + "Prefer: code=9000", 422, "", "code=9000 is not a status from 200 to 599; it has the codes 201, 409, 422, 5XX"},
		{"a status with a sign", book, as + "Prefer: code=+201", 422, "", "code=+201 is not a status from 200 to 599"},
		{"a wait that a person would not write", book, as + "Prefer: wait=0x1p-2", 422, "", "wait=0x1p-2 is not a number of seconds"},
		{"a wait without a whole", book, as + "Prefer: wait=.5", 422, "", "wait=.5 is not a number of seconds"},
		{"no number", book, as + "Prefer: code", 422, "", ""},
		{"too long a wait", book, as + "Prefer: wait=31", 422, "", "from 0 to 30"},
		{"a wait that is no time", book, as + "Prefer: wait=NaN", 422, "", "from 0 to 30"},
		{"no wait", "GET /books", as + "Prefer: wait=0", 200, "wait=0", ""},
		{"a wait, and then the order of checks", "GET /books", "Prefer: wait=0.001", 401, "wait=0.001", ""},
		{"no such path", "GET /nothing", "Prefer: code=200", 404, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			a.t = t
			client := http.DefaultClient.CheckRedirect
			http.DefaultClient.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
			defer func() { http.DefaultClient.CheckRedirect = client }()
			a.do(c.line, c.headers, c.status, c.holds)
			if got := a.last.Header.Get("Preference-Applied"); got != c.applied {
				t.Errorf("Preference-Applied: %s, want %s", got, c.applied)
			}
			if c.status == 307 && a.last.Header.Get("Location") == "" {
				t.Error("nowhere to go")
			}
		})
	}
	a.t = t
	a.do("GET /books", as, 200, "[]") // nothing was kept
	a.do("GET /books/7", as+"Prefer: dynamic", 200)
	first := a.text
	if a.do("GET /books/7", as+"Prefer: dynamic", 200); a.text == first {
		t.Errorf("what is made is the same twice: %s", first)
	}
}

// TestWishesOfTheUsers has a page wish, and a mock that takes any status.
func TestWishesOfTheUsers(t *testing.T) {
	c := newClient(t, "v3")
	user := `{"email":"a@example.com","name":{"names":"A","lastName":"B"}}`
	r := c.want(409, "OP-6", "TOKEN", "POST", "/users", user, "Prefer: code=409", "Origin: http://page.test")
	if got := r.header.Get("Access-Control-Expose-Headers"); !strings.Contains(got, "Preference-Applied") {
		t.Errorf("a page may read %s", got)
	}
	c.want(403, "PRM-4", "TOKEN", "POST", "/users", user, "Prefer: code=403")
	c.want(201, "", "TOKEN", "POST", "/users", user) // the wish before was for that request alone
	r = c.want(401, "HDR-1", "TOKEN", "GET", "/users/me", "", "Prefer: code=401")
	c.equal("challenge", r.header.Get("WWW-Authenticate"), `Bearer realm="rolecall"`)
	c.want(400, "", "TOKEN", "GET", "/users/me", "", "Prefer: code=418")
	preflight := c.do("", "OPTIONS", "/users", "", "Origin: http://page.test", "Access-Control-Request-Method: POST", "Access-Control-Request-Headers: prefer")
	c.equal("a preflight allows", preflight.header.Get("Access-Control-Allow-Headers"), "prefer")

	any := newClient(t, "v3", mockserver.WithAnyStatus())
	any.want(418, "", "TOKEN", "GET", "/users/me", "", "Prefer: code=418")
	any.want(202, "", "TOKEN", "GET", "/users/me", "", "Prefer: code=202")
	any.want(400, "", "TOKEN", "GET", "/users/me", "", "Prefer: code=202, example=none")
}

// TestAWaitEndsWithItsClient has a client go away meanwhile.
func TestAWaitEndsWithItsClient(t *testing.T) {
	var log lockedBuffer
	c := newClient(t, "v3", mockserver.WithLog(log.logger()))
	w := c.dial(t)
	w.ask("GET /api/v3/users/me", "Prefer: wait=30\r\n", "")
	w.conn.Close()
	for end := time.Now().Add(10 * time.Second); !strings.Contains(log.String(), `"status":0`); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("the log has %s", log.String())
		}
	}
}
