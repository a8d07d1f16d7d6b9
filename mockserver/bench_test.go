//go:build unix

package mockserver_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/mockserver"
)

// request is one kind of request whose cost is watched.
type request struct {
	name          string
	method, path  string
	token         string
	body          func(i int) string // of the i-th request, nil for none
	withoutHeader bool               // leave out Admin: true
	status        int
	budget        float64 // allocations of the mock's own
}

const (
	page10    = "/api/v3/users"
	twoEmails = "/api/v3/users?email=john.doe@example.com&email=william.tell@example.com"
)

func requests() []request {
	create := func(i int) string {
		return fmt.Sprintf(`{"email":"bench-%d@example.com","jobTitle":"engineer","name":{"names":"Bench","lastName":"Mark"}}`, i)
	}
	change := func(i int) string { return fmt.Sprintf(`{"jobTitle":"engineer %d"}`, i) }
	return []request{
		{name: "me", method: "GET", path: "/api/v3/users/me", token: "client", status: 200},
		{name: "one", method: "GET", path: "/api/v3/users/" + john, token: "user-read", status: 200},
		{name: "list", method: "GET", path: page10, token: "user-read", status: 200},
		{name: "emails", method: "GET", path: twoEmails, token: "user-read", status: 200},
		{name: "401", method: "GET", path: "/api/v3/users/me", token: "nobody", status: 401},
		{name: "403", method: "GET", path: page10, token: "client", status: 403},
		{name: "headerless", method: "GET", path: page10, token: "user-read", withoutHeader: true, status: 403},
		{name: "create", method: "POST", path: "/api/v3/users", token: "user-write", body: create, status: 201},
		{name: "change", method: "PATCH", path: "/api/v3/users/" + william, token: "user-write", body: change, status: 200},
	}
}

// ready builds the request that the mock is given.
func (q request) ready() *http.Request {
	r := httptest.NewRequest(q.method, q.path, nil)
	r.Header.Set("Authorization", "Bearer "+q.token)
	if !q.withoutHeader {
		r.Header.Set("Admin", "true")
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

// BenchmarkServe is what the mock adds to net/http: the handler alone.
func BenchmarkServe(b *testing.B) {
	for _, q := range requests() {
		b.Run(q.name, func(b *testing.B) {
			mock, err := mockserver.New(contract(b))
			if err != nil {
				b.Fatal(err)
			}
			r, w := q.ready(), &sink{header: http.Header{}}
			b.ReportAllocs()
			began := cpuTime()
			for i := 0; b.Loop(); i++ {
				q.send(r, i)
				w.reset()
				mock.ServeHTTP(w, r)
			}
			reportCPU(b, began)
			if w.status != q.status {
				b.Fatalf("got %d, want %d", w.status, q.status)
			}
		})
	}
}

// BenchmarkHTTP sends requests over a loopback connection, one after another,
// to the mock and to a handler that does nothing but write the same bytes.
func BenchmarkHTTP(b *testing.B) {
	for _, q := range requests() {
		mock, err := mockserver.New(contract(b))
		if err != nil {
			b.Fatal(err)
		}
		for _, side := range []struct {
			name    string
			handler http.Handler
		}{{"bare", bare(mock, q)}, {"mock", mock}} {
			b.Run(q.name+"/"+side.name, func(b *testing.B) {
				mock.Reset()
				server := httptest.NewServer(side.handler)
				defer server.Close()
				converse(b, server.Listener.Addr().String(), q)
			})
		}
	}
}

// converse sends requests over one connection.
func converse(b *testing.B, address string, q request) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close()
	in := bufio.NewReaderSize(conn, 64<<10)
	text := q.text(0)
	b.ReportAllocs()
	began := cpuTime()
	for i := 0; b.Loop(); i++ {
		if q.body != nil {
			text = q.text(i)
		}
		if _, err := conn.Write(text); err != nil {
			b.Fatal(err)
		}
		res, err := http.ReadResponse(in, nil)
		if err != nil {
			b.Fatal(err)
		}
		io.Copy(io.Discard, res.Body)
		if res.StatusCode != q.status {
			b.Fatalf("got %d, want %d", res.StatusCode, q.status)
		}
	}
	reportCPU(b, began)
}
