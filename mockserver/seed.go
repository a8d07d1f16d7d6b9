package mockserver

import (
	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/spec"
)

// WithLocales gives the locales of the people in replies that are made of the
// document, and in a world that is: of "en", and of the default ones, unless it
// is given. The names are those of [fixtures.Locales].
func WithLocales(names ...string) Option { return func(s *Server) { s.locales = names } }

// SeedWorld is what a mock begins with that is given no world: the embedded one
// for the embedded contract and what it fits, else one that is made of the
// document, with people of the locales that are named, or the default ones.
func SeedWorld(c *spec.Contract, locales ...string) (*fixtures.World, error) {
	if c.Embedded {
		return fixtures.Seed(c)
	}
	if c.Principal != nil {
		if w, err := fixtures.Seed(c); err == nil {
			return w, nil
		}
	}
	return fixtures.WorldOf(c, locales...)
}
