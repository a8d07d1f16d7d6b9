package connections

import (
	"net"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// conn is a connection without deadlines. net/http, which has one goroutine read
// from it at a time, sets one in the past to call that read back; where the read
// has not begun, the network need not be told.
type conn struct {
	net.Conn
	watch       *watch
	accepted    time.Time
	since       atomic.Int64 // the round of the watch in which it came into its state
	reader      atomic.Int32
	asked       atomic.Bool // that the header of a request has come over it
	watching    sync.Once
	soon        *time.Timer   // ends a wait of the reader
	back        chan struct{} // ends it too, where it was called back
	deadlines   sync.Mutex
	hasDeadline [2]atomic.Bool // that the network knows of: to read, to write
}

// What the reader of a connection does.
const (
	away int32 = iota
	waiting
	reading
	calledBack
)

// watchesFrom is how long a handler must run before its connection is asked whether
// its client is still there. Net/http has a goroutine ask as soon as it runs.
const watchesFrom = 10 * time.Millisecond

// touch notes that the client has not come to a stop.
func (c *conn) touch() { c.since.Store(c.watch.round.Load()) }

// Write keeps a reply that is long under way open for as long as the client takes
// it.
func (c *conn) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	if err == nil {
		c.touch()
	}
	return n, err
}

// Read lets other connections go first. When it has its turn, a busy client has
// sent its next request, and nobody need ask the network to wait for it. A read of
// one byte is that of net/http while a handler runs, which most often is called back
// before long.
func (c *conn) Read(p []byte) (int, error) {
	switch {
	case c.reader.Load() == calledBack:
	case len(p) == 1:
		c.await()
	default:
		runtime.Gosched()
	}
	if !c.reader.CompareAndSwap(away, reading) {
		return 0, os.ErrDeadlineExceeded
	}
	n, err := c.Conn.Read(p)
	c.reader.CompareAndSwap(reading, away)
	return n, err
}

// await returns when the read is called back, or has had time for it.
func (c *conn) await() {
	c.watching.Do(func() {
		c.soon, c.back = time.NewTimer(watchesFrom), make(chan struct{}, 1)
	})
	select { // of a wait that ended in the moment in which it was called back
	case <-c.back:
	default:
	}
	c.soon.Reset(watchesFrom)
	defer c.soon.Stop()
	if !c.reader.CompareAndSwap(away, waiting) {
		return
	}
	select {
	case <-c.back:
	case <-c.soon.C:
		c.reader.CompareAndSwap(waiting, away)
	}
}

func (c *conn) SetReadDeadline(t time.Time) error {
	if past := !t.IsZero() && t.Before(c.accepted); !past {
		c.reader.CompareAndSwap(calledBack, away)
	} else {
		switch c.reader.Swap(calledBack) {
		case away, calledBack:
			return nil
		case waiting:
			c.back <- struct{}{} // has room: await has emptied it, and waits once
			return nil
		}
	}
	return c.setDeadline(0, t, c.Conn.SetReadDeadline)
}

func (c *conn) SetWriteDeadline(t time.Time) error {
	return c.setDeadline(1, t, c.Conn.SetWriteDeadline)
}

// setDeadline leaves the network alone where there is no deadline to take back.
func (c *conn) setDeadline(way int, t time.Time, set func(time.Time) error) error {
	if t.IsZero() && !c.hasDeadline[way].Load() {
		return nil
	}
	c.deadlines.Lock() // crypto/tls sets one where another goroutine closes
	defer c.deadlines.Unlock()
	c.hasDeadline[way].Store(!t.IsZero())
	return set(t)
}

// CloseWrite lets net/http end a reply before it closes a connection on which
// the client is still sending.
func (c *conn) CloseWrite() error {
	if half, can := c.Conn.(interface{ CloseWrite() error }); can {
		return half.CloseWrite()
	}
	return nil
}

func (c *conn) Close() error {
	c.watch.remove(c)
	return c.Conn.Close()
}
