package mockserver

import (
	"net"
	"os"
	"runtime"
	"sync/atomic"
	"time"
)

// watchedConn is a connection without deadlines. net/http, which has one
// goroutine read from it at a time, sets one in the past to call that read back;
// where the read has not begun, the network need not be told.
type watchedConn struct {
	net.Conn
	watch    *watch
	accepted time.Time
	since    atomic.Int64 // the round of the watch in which it came into its state
	reader   atomic.Int32
	limited  [2]bool // the network has a deadline to read, to write
}

// What a reader does.
const (
	away int32 = iota
	reading
	calledBack
)

// Read lets other connections go first. When it has its turn, a busy client has
// sent its next request, and nobody need ask the network to wait for it.
func (c *watchedConn) Read(p []byte) (int, error) {
	if c.reader.Load() != calledBack {
		runtime.Gosched()
	}
	if !c.reader.CompareAndSwap(away, reading) {
		return 0, os.ErrDeadlineExceeded
	}
	n, err := c.Conn.Read(p)
	c.reader.CompareAndSwap(reading, away)
	return n, err
}

func (c *watchedConn) SetReadDeadline(t time.Time) error {
	if past := !t.IsZero() && t.Before(c.accepted); !past {
		c.reader.CompareAndSwap(calledBack, away)
	} else if c.reader.Swap(calledBack) != reading {
		return nil
	}
	return c.limit(0, t, c.Conn.SetReadDeadline)
}

func (c *watchedConn) SetWriteDeadline(t time.Time) error {
	return c.limit(1, t, c.Conn.SetWriteDeadline)
}

// limit leaves the network alone where there is no deadline to take back.
func (c *watchedConn) limit(way int, t time.Time, set func(time.Time) error) error {
	if t.IsZero() && !c.limited[way] {
		return nil
	}
	c.limited[way] = !t.IsZero()
	return set(t)
}

// CloseWrite lets net/http end a reply before it closes a connection on which
// the client is still sending.
func (c *watchedConn) CloseWrite() error {
	if half, can := c.Conn.(interface{ CloseWrite() error }); can {
		return half.CloseWrite()
	}
	return nil
}

func (c *watchedConn) Close() error {
	c.watch.forget(c)
	return c.Conn.Close()
}
