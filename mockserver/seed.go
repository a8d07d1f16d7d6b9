package mockserver

import (
	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/spec"
)

// SeedWorld is what a mock begins with that is given no world: the embedded one
// for the embedded contract and what it fits, else one without records, whose
// personas have all rights, none, and each right alone.
func SeedWorld(c *spec.Contract) (*fixtures.World, error) {
	if c.Embedded {
		return fixtures.Seed(c)
	}
	if c.Principal != nil {
		if w, err := fixtures.Seed(c); err == nil {
			return w, nil
		}
	}
	w := &fixtures.World{}
	for _, r := range c.Resources {
		w.Collections = append(w.Collections, fixtures.Collection{Resource: r})
	}
	add := func(name string, permissions ...string) {
		w.Personas = append(w.Personas, fixtures.Persona{Name: name, Token: name, Permissions: append([]string{}, permissions...)})
	}
	if len(c.Schemes) > 0 {
		add("bootstrap", c.Permissions.Names()...)
		add("none")
		for _, name := range c.Permissions.Names() {
			add(name, name)
		}
	}
	return w, nil
}
