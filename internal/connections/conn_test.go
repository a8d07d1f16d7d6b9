package connections

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"runtime"
	"slices"
	"testing"
	"time"
)

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
			conn := &conn{Conn: below, accepted: time.Now()}
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

// TestAReadWhileAHandlerRunsLeavesTheNetworkAlone has net/http's read of one byte
// called back while it waits, and lets another wait for as long as it may.
func TestAReadWhileAHandlerRunsLeavesTheNetworkAlone(t *testing.T) {
	client, server := net.Pipe()
	defer client.Close()
	below := &observedConn{Conn: server}
	conn := &conn{Conn: below, accepted: time.Now()}
	type outcome struct {
		n   int
		err error
	}
	read := func() <-chan outcome {
		ended := make(chan outcome, 1)
		go func() {
			n, err := conn.Read(make([]byte, 1))
			ended <- outcome{n, err}
		}()
		return ended
	}
	for range 100 {
		ended := read()
		for conn.reader.Load() == away {
			runtime.Gosched()
		}
		conn.SetReadDeadline(time.Unix(1, 0))
		if got := <-ended; !errors.Is(got.err, os.ErrDeadlineExceeded) {
			t.Fatalf("a read that was called back gave %v", got.err)
		}
		conn.SetReadDeadline(time.Time{})
	}
	if told := len(below.deadlines) / 2; told > 90 { // on a busy machine some waited for too long
		t.Errorf("the network was told of %d of 100 calls back", told)
	}
	ended := read()
	client.SetDeadline(time.Now().Add(time.Minute))
	if _, err := io.WriteString(client, "x"); err != nil {
		t.Fatal("nobody reads from the network in the end:", err)
	}
	if got := <-ended; got.n != 1 || got.err != nil {
		t.Errorf("the read gave %d bytes and %v, want what was sent", got.n, got.err)
	}
}

// TestAHandlerSeesItsClientGo waits for the context of a request to end whose client
// has closed the connection.
func TestAHandlerSeesItsClientGo(t *testing.T) {
	began, gone := make(chan struct{}), make(chan error, 1)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, end := context.WithCancel(context.Background())
	defer end()
	go Serve(ctx, listener, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		close(began)
		select {
		case <-r.Context().Done():
			gone <- nil
		case <-time.After(time.Minute):
			gone <- errors.New("the handler was not told in a minute")
		}
	}), nil, 0)
	client, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(client, "GET / HTTP/1.1\r\nHost: a\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	<-began
	client.Close()
	if err := <-gone; err != nil {
		t.Error(err)
	}
}

func TestWriteDeadlinesAreTakenBack(t *testing.T) {
	below := &recordedConn{}
	conn := &conn{Conn: below}
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
	listener := newWatch().Listener(inner)
	defer listener.Close()
	client, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	accepted, err := listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer accepted.Close()
	if err := accepted.(*conn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	if text, err := io.ReadAll(client); err != nil || len(text) > 0 {
		t.Errorf("the client read %q (%v), want the end", text, err)
	}
	if _, err := io.WriteString(client, "still sending"); err != nil {
		t.Fatal(err)
	}
	got := make([]byte, len("still sending"))
	if _, err := io.ReadFull(accepted, got); err != nil || string(got) != "still sending" {
		t.Errorf("the server read %q (%v) after that", got, err)
	}
}
