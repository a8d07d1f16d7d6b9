package mockserver

import (
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// watch closes the connections of clients that have come to a stop: that never
// end a request, never read a reply, or ask for nothing any more. Deadlines
// would do the same and be moved eight times a request, which costs more than
// the mock's part in a small reply; the watch looks at all connections once a
// round.
type watch struct {
	round atomic.Int64
	mu    sync.Mutex
	open  map[*watchedConn]struct{}
}

// A connection is closed when it has been in one state, such as reading the body
// of a request, for longer than patience.
const (
	patience = 60 * time.Second
	rounds   = 12
)

func newWatch() *watch { return &watch{open: map[*watchedConn]struct{}{}} }

func (w *watch) add(c *watchedConn) {
	c.since.Store(w.round.Load())
	w.mu.Lock()
	defer w.mu.Unlock()
	w.open[c] = struct{}{}
}

func (w *watch) forget(c *watchedConn) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.open, c)
}

// look is a round: it closes what has been as it is for all rounds.
func (w *watch) look() {
	now := w.round.Add(1)
	w.mu.Lock()
	var stuck []*watchedConn
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

// moved notes that a connection has come into another state, as net/http tells.
func (w *watch) moved(conn net.Conn, _ http.ConnState) {
	if c, ours := conn.(*watchedConn); ours {
		c.since.Store(w.round.Load())
	}
}

// watchedListener accepts connections into a watch.
type watchedListener struct {
	net.Listener
	watch *watch
}

func (l watchedListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	c := &watchedConn{Conn: conn, watch: l.watch, accepted: time.Now()}
	l.watch.add(c)
	return c, nil
}
