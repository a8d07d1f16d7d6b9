package connections

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// observedConn notes what net/http does with a connection.
type observedConn struct {
	net.Conn
	readers     atomic.Int32
	overlapping atomic.Bool
	small       atomic.Int32 // reads of one byte
	mu          sync.Mutex
	deadlines   []time.Time // to read
}

func (c *observedConn) Read(p []byte) (int, error) {
	if c.readers.Add(1) > 1 {
		c.overlapping.Store(true)
	}
	defer c.readers.Add(-1)
	if len(p) == 1 {
		c.small.Add(1)
	}
	return c.Conn.Read(p)
}

func (c *observedConn) SetReadDeadline(t time.Time) error {
	c.mu.Lock()
	c.deadlines = append(c.deadlines, t)
	c.mu.Unlock()
	return c.Conn.SetReadDeadline(t)
}

type observedListener struct {
	net.Listener
	accepted chan *observedConn
}

func (l observedListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	observed := &observedConn{Conn: c}
	l.accepted <- observed
	return observed, nil
}

// TestNetHTTPIsAsAssumed looks at what a server of net/http does with its
// connections: another release of Go may do something else, and then this
// package must be read again.
func TestNetHTTPIsAsAssumed(t *testing.T) {
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := observedListener{inner, make(chan *observedConn, 1)}
	states := make(chan http.ConnState, 100)
	server := &http.Server{
		Handler:   http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.Copy(w, r.Body) }),
		ConnState: func(_ net.Conn, s http.ConnState) { states <- s },
	}
	defer server.Close()
	go server.Serve(l)
	client, err := net.Dial("tcp", inner.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	begun, answers := time.Now(), bufio.NewReader(client)
	for range 5 {
		if _, err := io.WriteString(client, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody"); err != nil {
			t.Fatal(err)
		}
		res, err := http.ReadResponse(answers, nil)
		if err != nil {
			t.Fatal(err)
		}
		io.Copy(io.Discard, res.Body)
		for _, want := range []http.ConnState{http.StateActive, http.StateIdle} {
			got := <-states
			if got == http.StateNew {
				got = <-states
			}
			if got != want {
				t.Fatalf("net/http told %v, want %v", got, want)
			}
		}
	}
	observed := <-l.accepted
	if observed.overlapping.Load() {
		t.Error("two goroutines read at once")
	}
	if observed.small.Load() == 0 {
		t.Error("no read while a handler runs was of one byte")
	}
	observed.mu.Lock()
	defer observed.mu.Unlock()
	calledBack := false
	for _, d := range observed.deadlines {
		switch {
		case d.IsZero():
			calledBack = false
		case d.Before(begun):
			calledBack = true
		default:
			t.Errorf("net/http set the deadline %v, want one in the past or none", d)
		}
	}
	if calledBack {
		t.Error("net/http did not take its last deadline back")
	}
	if len(observed.deadlines) == 0 {
		t.Error("net/http called no read back; do we need this package?")
	}
}
