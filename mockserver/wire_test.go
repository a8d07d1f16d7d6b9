package mockserver_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/cotalker/rolecall/mockserver"
)

// wire is one connection to a mock, spoken to byte by byte.
type wire struct {
	t    *testing.T
	conn net.Conn
	in   *bufio.Reader
}

func (c *client) dial(t *testing.T) *wire {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(c.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(20 * time.Second))
	return &wire{t, conn, bufio.NewReader(conn)}
}

// ask writes a request line and headers, John's among them, and a body as it
// stands.
func (w *wire) ask(line, headers, body string) {
	fmt.Fprintf(w.conn, "%s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer TOKEN\r\nAdmin: true\r\n%s\r\n%s", line, headers, body)
}

// status reads one reply whole.
func (w *wire) status() int {
	w.t.Helper()
	res, err := http.ReadResponse(w.in, nil)
	if err != nil {
		w.t.Errorf("no reply: %v", err)
		return 0
	}
	io.Copy(io.Discard, res.Body)
	res.Body.Close()
	return res.StatusCode
}

const asJSON = "Content-Type: application/json\r\n"

func sized(body string) string { return fmt.Sprintf("%sContent-Length: %d\r\n", asJSON, len(body)) }

// TestOddRequests sends what HTTP libraries do not send by themselves.
func TestOddRequests(t *testing.T) {
	c := newClient(t, "v3")
	const item = "PATCH /api/v3/users/" + ana
	change := `{"jobTitle":"x"}`
	deep := strings.Repeat(`{"a":`, 100_000) + "1" + strings.Repeat("}", 100_000)
	large := `{"jobTitle":"` + strings.Repeat("x", 1<<20) + `"}`
	full := `{"jobTitle":"` + strings.Repeat("x", 1<<20-15) + `"}`
	chunked := func(body string) string { return fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(body), body) }
	for name, odd := range map[string]struct {
		line, headers, body string
		status              int
	}{
		"an escaped letter in the path":      {"GET /api/v3/%75sers/%6De", "", "", 200},
		"an escaped slash is no slash":       {"GET /api/v3/users%2Fme", "", "", 404},
		"an escaped slash in an id":          {"GET /api/v3/users/a%2Fb", "", "", 400},
		"an escaped id":                      {"GET /api/v3/users/%35" + ana[1:], "", "", 200},
		"an escaped NUL":                     {"GET /api/v3/users/%00", "", "", 400},
		"a broken escape":                    {"GET /api/v3/users/%zz", "", "", 400},
		"dots are no steps":                  {"GET /api/v3/accessroles/../users/me", "", "", 404},
		"an absolute target":                 {"GET http://elsewhere/api/v3/users/me", "", "", 200},
		"a method in small letters":          {"get /api/v3/users/me", "", "", 405},
		"two Authorization headers":          {"GET /api/v3/users/me", "Authorization: Bearer client\r\n", "", 401},
		"a body with a read":                 {"GET /api/v3/users/me", sized(change), change, 200},
		"chunks":                             {item, asJSON + "Transfer-Encoding: chunked\r\n", chunked(change), 200},
		"a broken chunk":                     {item, asJSON + "Transfer-Encoding: chunked\r\n", "zz\r\n" + change, 400},
		"chunks of exactly 1 MiB":            {item, asJSON + "Transfer-Encoding: chunked\r\n", chunked(full), 200},
		"chunks of more than 1 MiB":          {item, asJSON + "Transfer-Encoding: chunked\r\n", chunked(large), 413},
		"a blank more than 1 MiB":            {item, sized(full + " "), full + " ", 413},
		"compressed":                         {item, "Content-Encoding: gzip\r\n" + sized(change), change, 415},
		"coded as it is":                     {item, "Content-Encoding: identity\r\n" + sized(change), change, 200},
		"two Content-Type headers":           {item, asJSON + sized(change), change, 415},
		"no body and no type":                {item, "", "", 415},
		"no body":                            {item, asJSON, "", 400},
		"nested deep":                        {item, sized(deep), deep, 400},
		"UTF-8 with a byte order mark":       {item, sized("\ufeff" + change), "\ufeff" + change, 400},
		"a name twice, once escaped":         {item, sized(`{"jobTitle":"x","job\u0054itle":"y"}`), `{"jobTitle":"x","job\u0054itle":"y"}`, 400},
		"half a surrogate":                   {item, sized(`{"jobTitle":"\ud800"}`), `{"jobTitle":"\ud800"}`, 400},
		"a bare NUL":                         {item, sized("{\"jobTitle\":\"\x00\"}"), "{\"jobTitle\":\"\x00\"}", 400},
		"an escaped NUL in a text is a text": {item, sized(`{"jobTitle":"\u0000"}`), `{"jobTitle":"\u0000"}`, 200},
		"no number":                          {item, sized(`{"jobTitle":NaN}`), `{"jobTitle":NaN}`, 400},
		"a number too large":                 {item, sized(`{"jobTitle":1e400}`), `{"jobTitle":1e400}`, 400},
	} {
		t.Run(name, func(t *testing.T) {
			w := c.dial(t)
			w.ask(odd.line, odd.headers, odd.body)
			if got := w.status(); got != odd.status {
				t.Errorf("got %d, want %d", got, odd.status)
			}
		})
	}
}

// TestTooLargeKeepsTheConnection shows that a client which has sent too much
// reads the answer, and can go on.
func TestTooLargeKeepsTheConnection(t *testing.T) {
	w := newClient(t, "v3").dial(t)
	large := `{"jobTitle":"` + strings.Repeat("x", 1<<20) + `"}`
	w.ask("PATCH /api/v3/users/me", sized(large), large)
	if got := w.status(); got != 413 {
		t.Errorf("got %d, want 413", got)
	}
	w.ask("GET /api/v3/users/me", "", "")
	if got := w.status(); got != 200 {
		t.Errorf("then got %d, want 200", got)
	}
}

// TestAskingFirst has clients ask whether to send their body: a refusal that
// needs no body comes at once, and only a body that is wanted is asked for.
func TestAskingFirst(t *testing.T) {
	c := newClient(t, "v3")
	const ask = "Expect: 100-continue\r\n"
	change := `{"jobTitle":"x"}`
	for name, first := range map[string]struct {
		line, headers string
		status        int
	}{
		"wanted":       {"PATCH /api/v3/users/me", sized(change), 100},
		"too large":    {"PATCH /api/v3/users/me", asJSON + "Content-Length: 2000000\r\n", 413},
		"another type": {"PATCH /api/v3/users/me", "Content-Type: text/plain\r\nContent-Length: 9\r\n", 415},
		"no such path": {"PATCH /api/v3/nothing", sized(change), 404},
	} {
		t.Run(name, func(t *testing.T) {
			w := c.dial(t)
			w.ask(first.line, ask+first.headers, "")
			if got := w.status(); got != first.status {
				t.Fatalf("got %d, want %d", got, first.status)
			}
			if first.status == 100 {
				fmt.Fprint(w.conn, change)
				if got := w.status(); got != 200 {
					t.Errorf("then got %d, want 200", got)
				}
			}
		})
	}
}

// closing notes that it was closed.
type closing struct {
	io.Reader
	closed bool
}

func (c *closing) Close() error { c.closed = true; return nil }

// TestReadBodyIsClosed has net/http be told that nothing is left of a body: it would
// look for more before the reply, at each write.
func TestReadBodyIsClosed(t *testing.T) {
	mock, err := mockserver.New(contract(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range requests() {
		if q.body == nil {
			continue
		}
		r, w := q.ready(), &sink{header: http.Header{}}
		q.send(r, 0)
		body := &closing{Reader: r.Body}
		r.Body = body
		mock.ServeHTTP(w, r)
		if w.status != q.status || !body.closed {
			t.Errorf("%s: got %d, want %d; the body was closed: %v, want true", q.name, w.status, q.status, body.closed)
		}
	}
}
