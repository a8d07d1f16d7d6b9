package mockserver

import (
	"net"
	"slices"
	"testing"
	"time"
)

// recordedConn tells which deadlines reach the connection.
type recordedConn struct {
	net.Conn
	set []time.Time
}

func (c *recordedConn) SetReadDeadline(t time.Time) error {
	c.set = append(c.set, t)
	return nil
}

func (c *recordedConn) SetWriteDeadline(t time.Time) error { return c.SetReadDeadline(t) }

func TestDeadlinesAreSetWhereTheyDiffer(t *testing.T) {
	now := time.Now()
	in := func(d time.Duration) time.Time { return now.Add(time.Hour + d) }
	none, past := time.Time{}, time.Unix(1, 0)
	for _, c := range []struct {
		name     string
		ask, set []time.Time
	}{
		{"the first", []time.Time{in(0)}, []time.Time{in(0)}},
		{"one soon after", []time.Time{in(0), in(time.Millisecond), in(999 * time.Millisecond)}, []time.Time{in(0)}},
		{"one a second later", []time.Time{in(0), in(time.Second)}, []time.Time{in(0), in(time.Second)}},
		{"one before", []time.Time{in(0), in(-time.Millisecond)}, []time.Time{in(0), in(-time.Millisecond)}},
		{"none between two", []time.Time{in(0), none, in(2 * time.Second)}, []time.Time{in(0), in(2 * time.Second)}},
		{"an interruption", []time.Time{in(0), past, none, in(1)}, []time.Time{in(0), past, in(0)}},
		{"an interruption of none", []time.Time{past, none}, []time.Time{past, none}},
		{"a deadline after an interruption", []time.Time{in(0), past, in(1), none}, []time.Time{in(0), past, in(1)}},
	} {
		t.Run(c.name, func(t *testing.T) {
			below := &recordedConn{}
			conn := &steadyConn{Conn: below}
			for _, deadline := range c.ask {
				conn.SetReadDeadline(deadline)
			}
			if !slices.EqualFunc(below.set, c.set, time.Time.Equal) {
				t.Errorf("set %v, want %v", below.set, c.set)
			}
		})
	}
}

func TestWritesHaveADeadline(t *testing.T) {
	below := &recordedConn{}
	conn := &steadyConn{Conn: below}
	first := time.Now().Add(time.Minute)
	for _, deadline := range []time.Time{first, {}, first.Add(time.Millisecond), {}, first.Add(time.Second)} {
		conn.SetWriteDeadline(deadline)
	}
	if want := []time.Time{first, first.Add(time.Second)}; !slices.EqualFunc(below.set, want, time.Time.Equal) {
		t.Errorf("set %v, want %v", below.set, want)
	}
}
