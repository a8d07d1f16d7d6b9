package proxy

import (
	"io"
	"sync"
	"sync/atomic"
)

// How much of bodies is kept to be judged, in bytes.
const (
	maxBody   = 4 << 20  // of one
	maxBodies = 64 << 20 // of all that are under way
)

// budget is what is left for bodies.
type budget struct{ used atomic.Int64 }

// capture passes a body on and keeps what has passed, up to a bound. It may be
// read by one goroutine and asked by another.
type capture struct {
	io.ReadCloser
	budget *budget
	touch  func() // told of each piece

	mu    sync.Mutex
	text  []byte
	whole bool // all of it has passed
	over  bool // it was too much to keep
}

func (c *capture) Read(p []byte) (int, error) {
	n, err := c.ReadCloser.Read(p)
	if n > 0 {
		c.touch()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.over {
		if len(c.text)+n > maxBody || c.budget.used.Add(int64(n)) > maxBodies {
			c.over = true
			c.budget.used.Add(-int64(len(c.text)))
			if len(c.text)+n <= maxBody {
				c.budget.used.Add(-int64(n))
			}
			c.text = nil
		} else {
			c.text = append(c.text, p[:n]...)
		}
	}
	c.whole = c.whole || err == io.EOF
	return n, err
}

// body is what has passed, and whether that is all of it and was kept.
func (c *capture) body() (text []byte, known bool) {
	if c == nil {
		return nil, true
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.text, c.whole && !c.over
}

// release gives back what the body took of the budget.
func (c *capture) release() {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.budget.used.Add(-int64(len(c.text)))
	c.text, c.over = nil, true
}
