//go:build unix

package hostile_test

import (
	"io"
	"log"

	"github.com/cotalker/rolecall/internal/hostile"
	"github.com/cotalker/rolecall/spec"
)

var quiet = log.New(io.Discard, "", 0)

// harmless lists the mutations of which the contract does not speak: a run may
// be conformant.
func harmless(m hostile.Mutation) bool {
	return false
}

// lets tells whether a server lets what was made be disabled: that it tells
// what it has made, and does what it is asked.
func lets(c *spec.Contract, m hostile.Mutation) bool {
	return !m.Refuses()
}
