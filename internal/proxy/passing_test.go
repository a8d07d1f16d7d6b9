package proxy_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/internal/proxy"
)

// TestItPassesEverythingOn sends what is not judged: a body larger than is kept,
// events as they come, and another protocol.
func TestItPassesEverythingOn(t *testing.T) {
	events := make(chan string)
	large := strings.Repeat("x", 9<<20)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/base/large":
			text, _ := io.ReadAll(r.Body)
			w.Header().Set("X-Query", r.URL.RawQuery)
			w.Write(text)
		case "/base/events":
			w.Header().Set("Content-Type", "text/event-stream")
			http.NewResponseController(w).Flush()
			for event := range events {
				fmt.Fprintf(w, "data: %s\n\n", event)
				http.NewResponseController(w).Flush()
			}
		case "/base/upgrade":
			conn, buffered, err := http.NewResponseController(w).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			defer conn.Close()
			io.WriteString(conn, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n")
			line, _ := buffered.ReadString('\n')
			io.WriteString(conn, line)
		case "/a/b c":
			io.WriteString(w, r.URL.EscapedPath())
		}
	}))
	t.Cleanup(server.Close)
	p, at := before(t, embedded(t), server.URL+"/base")
	if status, text := ask(t, "POST", at+"/api/large?a=%20b", large); status != 200 || text != large {
		t.Errorf("%d, %d bytes of %d", status, len(text), len(large))
	}
	if status, text := ask(t, "GET", at+"/a/b%20c", ""); status != 200 || text != "/a/b%20c" {
		t.Errorf("outside of the base path: %d %s", status, text)
	}
	res, err := http.Get(at + "/api/events")
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(res.Body)
	for _, event := range []string{"one", "two"} {
		events <- event
		if line, err := lines.ReadString('\n'); err != nil || line != "data: "+event+"\n" {
			t.Fatalf("%q, %v", line, err)
		}
		lines.ReadString('\n')
	}
	close(events)
	res.Body.Close()
	conn, err := net.Dial("tcp", strings.TrimPrefix(at, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	io.WriteString(conn, "GET /api/upgrade HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n")
	answer := bufio.NewReader(conn)
	for _, want := range []string{"HTTP/1.1 101 Switching Protocols", "hello"} {
		for {
			line, err := answer.ReadString('\n')
			if err != nil {
				t.Fatalf("%q never comes: %v", want, err)
			}
			if strings.TrimSpace(line) == want {
				break
			}
		}
		io.WriteString(conn, "hello\n")
	}
	conn.Close()
	server.Close()
	if status, text := ask(t, "GET", at+"/api/large", ""); status != http.StatusBadGateway || !strings.Contains(text, "does not answer") {
		t.Errorf("%d %s", status, text)
	}
	if r := settled(t, p, 5); r.Verdict != proxy.Inconclusive || r.Unanswered != 1 {
		t.Errorf("%s, %d unanswered", r.Verdict, r.Unanswered)
	}
}
