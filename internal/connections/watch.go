package connections

import (
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// watch closes the connections of clients that never end a request, never read
// a reply, or ask for nothing any more. It looks at all connections once a
// round.
type watch struct {
	round atomic.Int64
	mu    sync.Mutex
	open  map[*conn]struct{}
}

// A connection is closed when it has been in one state, such as reading the body
// of a request, for longer than patience, and the client has taken nothing of a
// reply meanwhile.
const (
	patience = 60 * time.Second
	rounds   = 12
)

// interval is the time between two sweeps.
const interval = patience / rounds

// newWatch is a watch over no connection yet.
func newWatch() *watch { return &watch{open: map[*conn]struct{}{}} }

// Listener accepts the connections of another into the watch.
func (w *watch) Listener(l net.Listener) net.Listener { return listener{l, w} }

// stateChanged notes that a connection has come into another state. It is the
// ConnState of an http.Server.
func (w *watch) stateChanged(c net.Conn, state http.ConnState) {
	watched := connBelow(c)
	switch {
	case watched == nil:
	case state == http.StateHijacked:
		w.remove(watched) // it has another protocol, whose silence may mean nothing
	default:
		watched.touch()
		watched.asked.Store(state != http.StateNew)
	}
}

// connBelow is the connection of ours that stands below another, nil for none.
func connBelow(c net.Conn) *conn {
	if ours, is := c.(*conn); is {
		return ours
	}
	if secure, is := c.(interface{ NetConn() net.Conn }); is { // of crypto/tls
		return connBelow(secure.NetConn())
	}
	return nil
}

// sweep closes the connections whose state is that of a minute ago, where it is
// called once an interval.
func (w *watch) sweep() {
	now := w.round.Add(1)
	w.mu.Lock()
	var stuck []*conn
	for c := range w.open {
		if now-c.since.Load() > rounds {
			stuck = append(stuck, c)
		}
	}
	w.mu.Unlock()
	for _, c := range stuck {
		c.Close()
	}
}

// closeSpare closes the connections over which nothing was ever asked. Browsers and
// Go's client make them ahead of a request that then takes another.
func (w *watch) closeSpare() {
	w.mu.Lock()
	var spare []*conn
	for c := range w.open {
		if !c.asked.Load() {
			spare = append(spare, c)
		}
	}
	w.mu.Unlock()
	for _, c := range spare {
		c.Close()
	}
}

func (w *watch) add(c *conn) {
	c.since.Store(w.round.Load())
	w.mu.Lock()
	defer w.mu.Unlock()
	w.open[c] = struct{}{}
}

func (w *watch) remove(c *conn) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.open, c)
}

type listener struct {
	net.Listener
	watch *watch
}

func (l listener) Accept() (net.Conn, error) {
	accepted, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	c := &conn{Conn: accepted, watch: l.watch, accepted: time.Now()}
	l.watch.add(c)
	return c, nil
}
