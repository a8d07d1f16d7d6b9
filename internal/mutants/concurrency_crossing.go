package mutants

import (
	"net/http"
)

// lockedInOrder takes a lock for each record in the order in which they are
// named, and gives up where one is not free in time.
func lockedInOrder(c *call) {
	var mine []string
	defer func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		for _, id := range mine {
			delete(c.notes, "lock "+id)
		}
	}()
	for _, id := range c.targets() {
		for tries := 0; ; tries++ {
			c.mu.Lock()
			free := c.notes["lock "+id] == ""
			if free {
				c.notes["lock "+id] = "taken"
			}
			c.mu.Unlock()
			if free {
				break
			}
			if tries == 20 {
				c.refuse(http.StatusInternalServerError)
				return
			}
			c.stall()
		}
		mine = append(mine, id)
		c.stall()
	}
	c.forward()
}
