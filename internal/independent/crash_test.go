package independent

import (
	"net/http"
	"time"
)

// crash is the end of a server in the middle of a request.
func (c *call) crash() *refusal {
	switch {
	case c.fault("crash"):
		panic(http.ErrAbortHandler) // the connection is closed without a word
	case c.fault("crash-told"):
		return no(500, "", "something went wrong")
	}
	return nil
}

// locks are of single users, one caller at a time.
type locks struct {
	held map[string]chan struct{} // by id; closed when it is free again
}

// lockEach takes the locks of users one after the other, in the order given,
// and gives up where one is not free in time.
func (c *call) lockEach(ids []string) (unlock func(), ok bool) {
	var mine []string
	unlock = func() {
		c.s.mu.Lock()
		defer c.s.mu.Unlock()
		for _, id := range mine {
			close(c.s.locks.held[id])
			delete(c.s.locks.held, id)
		}
	}
	patience := time.After(100 * time.Millisecond)
	for _, id := range ids {
		for {
			c.s.mu.Lock()
			busy := c.s.locks.held[id]
			if busy == nil {
				c.s.locks.held[id] = make(chan struct{})
			}
			c.s.mu.Unlock()
			if busy == nil {
				break
			}
			select {
			case <-busy:
			case <-patience:
				return unlock, false
			}
		}
		mine = append(mine, id)
		pause()
	}
	return unlock, true
}
