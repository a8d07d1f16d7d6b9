package mockserver_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/cotalker/rolecall/internal/race"
	"github.com/cotalker/rolecall/mockserver"
)

// halfSent opens connections that each send half of a body of 1 MB, and no
// more. It returns when the mock has all that it takes.
func halfSent(t *testing.T, address string, number int) []net.Conn {
	t.Helper()
	head := "POST /api/v3/users HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer TOKEN\r\nAdmin: true\r\nContent-Type: application/json\r\nContent-Length: 1048576\r\n\r\n"
	half := []byte(head + strings.Repeat(" ", 512<<10))
	conns := make([]net.Conn, number)
	sent := make(chan error, number)
	for i := range conns {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
		conns[i] = conn
		go func() {
			_, err := conn.Write(half)
			sent <- err
		}()
	}
	for range conns {
		if err := <-sent; err != nil {
			t.Fatal(err)
		}
	}
	return conns
}

// serving has the mock serve a port of its own, as the program does.
func serving(t *testing.T, c *client) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, end := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- c.mock.Serve(ctx, listener) }()
	t.Cleanup(func() {
		end()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	c.url = "http://" + listener.Addr().String()
	return listener.Addr().String()
}

// TestHalfSentBodiesShareRoom has hundreds of clients send half a body each.
// Their memory is bounded, a small body does not wait for them, and they are
// told to come again.
func TestHalfSentBodiesShareRoom(t *testing.T) {
	if testing.Short() {
		t.Skip("500 clients wait until they are told that they were too slow")
	}
	number := 500
	if text := os.Getenv("ROLECALL_HALF_SENT"); text != "" {
		number, _ = strconv.Atoi(text)
	}
	c := newClient(t, "v3")
	if number <= 500 {
		c.mock.SetIntakeTimes(500*time.Millisecond, 3*time.Second)
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	address := serving(t, c)
	conns := halfSent(t, address, number)
	began := time.Now()
	req, _ := http.NewRequest(http.MethodPatch, c.url+"/api/v3/users/me", strings.NewReader(`{"jobTitle":"small"}`))
	req.Header.Set("Authorization", "Bearer TOKEN")
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusOK {
		t.Errorf("a small body is answered by %d", res.StatusCode)
	}
	waited := time.Since(began)
	statuses := map[int]int{}
	for _, conn := range conns {
		conn.SetReadDeadline(time.Now().Add(30 * time.Second))
		res, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Fatalf("a client whose body never ends is not answered: %v", err)
		}
		if statuses[res.StatusCode]++; res.StatusCode == http.StatusServiceUnavailable && res.Header.Get("Retry-After") == "" {
			t.Error("503 without Retry-After")
		}
		if statuses[res.StatusCode] == 1 {
			runtime.ReadMemStats(&after)
		}
	}
	grown := (int64(after.HeapSys) - int64(before.HeapSys) + int64(after.StackSys) - int64(before.StackSys)) >> 20
	t.Logf("%d half-sent bodies: %d MB more from the system, a small request answered in %s, statuses %v", number, grown, waited, statuses)
	if statuses[http.StatusServiceUnavailable] == 0 || statuses[http.StatusRequestTimeout] == 0 {
		t.Errorf("statuses %v, want 408 for those that had room and 503 for the others", statuses)
	}
	if most := int64(64 + 100 + number/20); grown > most {
		t.Errorf("it took %d MB, want %d at most", grown, most)
	}
	if waited > 2*time.Second && !race.Enabled {
		t.Errorf("a small request waited %s", waited)
	}
	large := c.do("TOKEN", "POST", "/users", `{"email":"large@example.com","name":{"names":"L","lastName":""}`+strings.Repeat(" ", 1<<19)+`}`)
	if large.status != http.StatusCreated {
		t.Errorf("a large body after them is answered by %d: %s", large.status, large.text)
	}
}

// TestALargeBodyInManyPiecesHasRoom sends one without saying how long it is.
func TestALargeBodyInManyPiecesHasRoom(t *testing.T) {
	c := newClient(t, "v3")
	for _, size := range []int{1, 8 << 10, 8<<10 + 1, 1 << 19, 1<<20 - 100} {
		text := fmt.Sprintf(`{"email":"pieces%d@example.com","name":{"names":"L","lastName":""}`, size) + strings.Repeat(" ", size) + `}`
		req, _ := http.NewRequest(http.MethodPost, c.url+"/api/v3/users", io.MultiReader(strings.NewReader(text)))
		req.Header.Set("Authorization", "Bearer TOKEN")
		req.Header.Set("Admin", "true")
		req.Header.Set("Content-Type", "application/json")
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != http.StatusCreated {
			t.Errorf("%d bytes more: %d", size, res.StatusCode)
		}
	}
}

// TestARefusalIsNoLongerThanOneReads sends bodies in which as much is wrong as
// can be.
func TestARefusalIsNoLongerThanOneReads(t *testing.T) {
	var members, items strings.Builder
	most := 450_000
	if testing.Short() || race.Enabled {
		most = 50_000
	}
	for i := range 60_000 {
		fmt.Fprintf(&members, `,"member%d":1`, i)
	}
	items.WriteString(`[1`)
	for range most {
		items.WriteString(",1")
	}
	items.WriteString("]")
	var log lockedBuffer
	c := newClient(t, "v3", mockserver.WithLog(log.logger()))
	for name, body := range map[string]string{
		"members":  `{"jobTitle":"x"` + members.String() + `}`,
		"items":    `{"email":"a@example.com","name":{"names":"a","lastName":""},"accessRoles":` + items.String() + `}`,
		"one name": `{"` + strings.Repeat("x", 1<<19) + `":1}`,
	} {
		method, path := "PATCH", "/users/me"
		if name == "items" {
			method, path = "POST", "/users"
		}
		got := c.do("TOKEN", method, path, body)
		if got.status != http.StatusBadRequest || len(got.text) > 1<<20+1<<16 {
			t.Errorf("%s: %d with %d bytes", name, got.status, len(got.text))
		}
		wrong, _ := got.at("errors").([]any)
		if detail, _ := got.at("detail").(string); name != "one name" && (len(wrong) != 100 || len(got.text) > 32<<10 || !strings.Contains(detail, " more")) {
			t.Errorf("%s: names %d places in %d bytes: %.300s", name, len(wrong), len(got.text), detail)
		}
	}
	for line := range strings.SplitSeq(strings.TrimSpace(log.String()), "\n") {
		if len(line) > 1_500 || !json.Valid([]byte(line)) {
			t.Errorf("a line of the log has %d bytes: %.300s", len(line), line)
		}
	}
}

// TestTheLogIsPrintable sends what a terminal would obey.
func TestTheLogIsPrintable(t *testing.T) {
	var log lockedBuffer
	c := newClient(t, "v3", mockserver.WithLog(log.logger()))
	wild := "\x1b[2J\x07\r\nGET  200 \u202etxt.exe\u2066\u2028\u0085\u200b\U000e0041é"
	name, err := json.Marshal(wild)
	if err != nil {
		t.Fatal(err)
	}
	c.do("TOKEN", "PATCH", "/users/me", `{`+string(name)+`:1}`)
	r := httptest.NewRequest(http.MethodGet, "/api/v3/users", nil)
	r.URL.RawQuery = "search=\x1b[31m\xff\u202e"
	r.Header.Set("Authorization", "Bearer TOKEN")
	r.Header.Set("Admin", "true")
	c.mock.ServeHTTP(httptest.NewRecorder(), r)
	decoder := json.NewDecoder(strings.NewReader(log.String()))
	lines := 0
	for ; decoder.More(); lines++ {
		var line map[string]any
		if err := decoder.Decode(&line); err != nil {
			t.Fatal(err)
		}
		for key, value := range line {
			text, _ := value.(string)
			if at := strings.IndexFunc(text, func(r rune) bool { return !strconv.IsPrint(r) }); at >= 0 || !utf8.ValidString(text) {
				t.Errorf("%s holds what is not printable: %q", key, text)
			}
		}
	}
	if lines != 2 || !bytes.Contains([]byte(log.String()), []byte(`\\x1b[2J\\a\\r\\nGET  200 \\u202etxt.exe`)) {
		t.Errorf("the log has %d lines:\n%s", lines, log.String())
	}
}
