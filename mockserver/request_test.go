package mockserver_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
)

// request is one kind of request whose cost is watched.
type request struct {
	name         string
	method, path string
	token        string
	body         func(i int) string // of the i-th request, nil for none
	without      string             // a header that is left out
	world        string             // that it names, "" for none
	status       int
	budget       float64 // allocations of the mock's own
}

func requests() []request {
	create := func(i int) string {
		return fmt.Sprintf(`{"email":"bench-%d@example.com","jobTitle":"engineer","name":{"names":"Bench","lastName":"Mark"}}`, i)
	}
	change := func(i int) string { return fmt.Sprintf(`{"jobTitle":"engineer %d"}`, i) }
	read := func(name, path, token string, status int, budget float64) request {
		return request{name: name, method: "GET", path: "/api/v3" + path, token: token, status: status, budget: budget}
	}
	return []request{
		read("me", "/users/me", "client", 200, 0),
		read("one", "/users/"+john, "user-read", 200, 0),
		read("unknown token", "/users/me", "nobody", 401, 0),
		read("no permission", "/users", "client", 403, 0),
		{name: "no header", method: "GET", path: "/api/v3/users", token: "user-read", without: "Admin", status: 403},
		read("list", "/users", "user-read", 200, 0),
		read("deep page", "/users?page=150&limit=10", "user-read", 200, 0),
		read("disabled", "/users?isActive=false&count=true", "user-read", 200, 0),
		read("with a role", "/users?accessRole="+members, "user-read", 200, 0),
		read("sorted", "/users?orderBy=desc&page=100", "user-read", 200, 0),
		read("by id", "/users?id="+john+"&id="+william, "user-read", 200, 0),
		read("by email", "/users?email=john.doe%40example.com&email=william.tell%40example.com", "user-read", 200, 2),
		{name: "create", method: "POST", path: "/api/v3/users", token: "user-write", body: create, status: 201, budget: 13},
		{name: "change", method: "PATCH", path: "/api/v3/users/" + william, token: "user-write", body: change, status: 200, budget: 9},
	}
}

// ready builds the request that the mock is given.
func (q request) ready() *http.Request {
	r := httptest.NewRequest(q.method, q.path, nil)
	r.Header.Set("Authorization", "Bearer "+q.token)
	r.Header.Set("Admin", "true")
	r.Header.Del(q.without)
	if q.world != "" {
		r.Header.Set("Rolecall-World", q.world)
	}
	if q.body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	return r
}

// send puts the i-th body into a request.
func (q request) send(r *http.Request, i int) {
	if q.body == nil {
		return
	}
	text := q.body(i)
	r.Body, r.ContentLength = io.NopCloser(strings.NewReader(text)), int64(len(text))
}

// text is the request as a client writes it.
func (q request) text(i int) []byte {
	r := q.ready()
	var out bytes.Buffer
	fmt.Fprintf(&out, "%s %s HTTP/1.1\r\nHost: localhost\r\n", q.method, q.path)
	r.Header.Write(&out)
	body := ""
	if q.body != nil {
		body = q.body(i)
		fmt.Fprintf(&out, "Content-Length: %d\r\n", len(body))
	}
	out.WriteString("\r\n" + body)
	return out.Bytes()
}

// sink is a ResponseWriter that keeps the status alone.
type sink struct {
	header http.Header
	status int
	bytes  int
}

func (s *sink) Header() http.Header         { return s.header }
func (s *sink) WriteHeader(status int)      { s.status = status }
func (s *sink) Write(p []byte) (int, error) { s.bytes += len(p); return len(p), nil }
func (s *sink) reset()                      { clear(s.header); s.status, s.bytes = 0, 0 }

// bare is a handler that does nothing but write the bytes that the mock
// answered, with the same headers. Of a body it takes what comes.
func bare(mock http.Handler, q request) http.Handler {
	r, w := q.ready(), httptest.NewRecorder()
	q.send(r, -1)
	mock.ServeHTTP(w, r)
	body, header, status := w.Body.Bytes(), w.Header(), w.Code
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ContentLength > 0 {
			io.Copy(io.Discard, r.Body)
		}
		for name, values := range header {
			w.Header()[name] = values
		}
		w.WriteHeader(status)
		w.Write(body)
	})
}
