package connections

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"testing"
	"time"
)

// TestStuckConnectionsAreClosed has clients stop at each place of an exchange,
// beside one that goes on asking.
func TestStuckConnectionsAreClosed(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	states := make(chan http.ConnState, 100)
	w := newWatch()
	server := &http.Server{
		Handler: http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) { io.Copy(out, r.Body) }),
		ConnState: func(c net.Conn, s http.ConnState) {
			w.stateChanged(c, s)
			states <- s
		},
	}
	defer server.Close()
	go server.Serve(w.Listener(listener))
	dial := func(text string, last http.ConnState) net.Conn {
		conn, err := net.Dial("tcp", listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(conn, text); err != nil {
			t.Fatal(err)
		}
		for s := range states {
			if s == last {
				return conn
			}
		}
		return nil
	}
	const get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
	talker := dial(get, http.StateIdle)
	answers := bufio.NewReader(talker)
	ask := func() {
		if _, err := io.WriteString(talker, get); err != nil {
			t.Fatal(err)
		}
		res, err := http.ReadResponse(answers, nil)
		if err != nil {
			t.Fatalf("a connection that goes on asking: %v", err)
		}
		io.Copy(io.Discard, res.Body)
		for s := range states {
			if s == http.StateIdle {
				return
			}
		}
	}
	ask()
	stuck := map[string]net.Conn{
		"asks for nothing":         dial("", http.StateNew),
		"asks for nothing more":    dial(get, http.StateIdle),
		"never ends its header":    dial("GET / HTTP/1.1\r\nHost:", http.StateNew),
		"never sends all its body": dial("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf", http.StateActive),
	}
	for range rounds {
		w.sweep()
	}
	w.mu.Lock()
	open := len(w.open)
	w.mu.Unlock()
	if open != len(stuck)+1 {
		t.Fatalf("%d connections are open after %d rounds, want all %d", open, rounds, len(stuck)+1)
	}
	ask()
	w.sweep()
	for name, conn := range stuck {
		conn.SetReadDeadline(time.Now().Add(10 * time.Second))
		if _, err := io.Copy(io.Discard, conn); errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("a client that %s is still connected", name)
		}
	}
	ask()
}
