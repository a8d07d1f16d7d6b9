package mockserver

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"slices"
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
			w.moved(c, s)
			states <- s
		},
	}
	defer server.Close()
	go server.Serve(watchedListener{listener, w})
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
		w.look()
	}
	w.mu.Lock()
	open := len(w.open)
	w.mu.Unlock()
	if open != len(stuck)+1 {
		t.Fatalf("%d connections are open after %d rounds, want all %d", open, rounds, len(stuck)+1)
	}
	ask()
	w.look()
	for name, conn := range stuck {
		conn.SetReadDeadline(time.Now().Add(10 * time.Second))
		if _, err := io.Copy(io.Discard, conn); errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("a client that %s is still connected", name)
		}
	}
	ask()
}

// recordedConn tells which deadlines reach the network.
type recordedConn struct {
	net.Conn
	set []time.Time
}

func (c *recordedConn) SetReadDeadline(t time.Time) error {
	c.set = append(c.set, t)
	return nil
}

func (c *recordedConn) SetWriteDeadline(t time.Time) error { return c.SetReadDeadline(t) }

func TestDeadlinesReachTheNetworkWhereTheyMatter(t *testing.T) {
	none, past, future := time.Time{}, time.Unix(1, 0), time.Now().Add(time.Hour)
	for _, c := range []struct {
		name     string
		reading  bool
		ask, set []time.Time
	}{
		{"none where none is", false, []time.Time{none, none}, nil},
		{"a read called back before it begins", false, []time.Time{past, none}, nil},
		{"a read called back under way", true, []time.Time{past, none, none}, []time.Time{past, none}},
		{"a real deadline", false, []time.Time{future, none, none}, []time.Time{future, none}},
	} {
		t.Run(c.name, func(t *testing.T) {
			below := &recordedConn{}
			conn := &watchedConn{Conn: below, accepted: time.Now()}
			if c.reading {
				conn.reader.Store(reading)
			}
			for _, deadline := range c.ask {
				conn.SetReadDeadline(deadline)
				if deadline.Equal(past) {
					if _, err := conn.Read(nil); !errors.Is(err, os.ErrDeadlineExceeded) {
						t.Errorf("a read that was called back gave %v", err)
					}
				}
			}
			if !slices.EqualFunc(below.set, c.set, time.Time.Equal) {
				t.Errorf("the network was given %v, want %v", below.set, c.set)
			}
			if conn.reader.Load() == calledBack {
				t.Error("the next read is still called back")
			}
		})
	}
}

func TestWriteDeadlinesAreTakenBack(t *testing.T) {
	below := &recordedConn{}
	conn := &watchedConn{Conn: below}
	future := time.Now().Add(time.Hour)
	for _, deadline := range []time.Time{{}, future, {}, {}} {
		conn.SetWriteDeadline(deadline)
	}
	if want := []time.Time{future, {}}; !slices.EqualFunc(below.set, want, time.Time.Equal) {
		t.Errorf("the network was given %v, want %v", below.set, want)
	}
}

// TestConnectionsEndOneWayFirst writes to a connection after its server has
// said that nothing more comes.
func TestConnectionsEndOneWayFirst(t *testing.T) {
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener := watchedListener{inner, newWatch()}
	defer listener.Close()
	client, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	conn, err := listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.(*watchedConn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	if text, err := io.ReadAll(client); err != nil || len(text) > 0 {
		t.Errorf("the client read %q (%v), want the end", text, err)
	}
	if _, err := io.WriteString(client, "still sending"); err != nil {
		t.Fatal(err)
	}
	got := make([]byte, len("still sending"))
	if _, err := io.ReadFull(conn, got); err != nil || string(got) != "still sending" {
		t.Errorf("the server read %q (%v) after that", got, err)
	}
}
