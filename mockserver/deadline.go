package mockserver

import (
	"net"
	"time"
)

// steadyListener accepts connections whose deadlines are seldom set. net/http
// sets them eight times a request, mostly to what they are or to none for a
// moment; to move timers that often costs more than the mock's part in a small
// reply.
type steadyListener struct{ net.Listener }

func (l steadyListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &steadyConn{Conn: conn}, nil
}

// steadyConn keeps a deadline where one at most deadlineSlack later is asked
// for, or none: the next request asks for another. Like the deadlines of
// net/http they are set by one goroutine at a time.
type steadyConn struct {
	net.Conn
	read, write time.Time // that are set, zero for none
	interrupted bool      // a deadline in the past ends the read under way
}

const deadlineSlack = time.Second

func (c *steadyConn) SetReadDeadline(t time.Time) error {
	switch {
	case t.IsZero() && c.interrupted:
		c.interrupted = false
		return c.Conn.SetReadDeadline(c.read)
	case t.IsZero(), !c.interrupted && near(c.read, t):
		return nil
	case time.Until(t) < 0:
		c.interrupted = true
	default:
		c.read, c.interrupted = t, false
	}
	return c.Conn.SetReadDeadline(t)
}

func (c *steadyConn) SetWriteDeadline(t time.Time) error {
	if t.IsZero() || near(c.write, t) {
		return nil
	}
	c.write = t
	return c.Conn.SetWriteDeadline(t)
}

func near(set, wanted time.Time) bool {
	later := wanted.Sub(set)
	return later >= 0 && later < deadlineSlack
}
