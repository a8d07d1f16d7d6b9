package mockserver

import (
	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/spec"
)

// SeedWorld is what a mock begins with that is given no world: the embedded one
// for the embedded contract and what it fits, else one that is made of the
// document.
func SeedWorld(c *spec.Contract) (*fixtures.World, error) {
	if c.Embedded {
		return fixtures.Seed(c)
	}
	if c.Principal != nil {
		if w, err := fixtures.Seed(c); err == nil {
			return w, nil
		}
	}
	return fixtures.WorldOf(c)
}
