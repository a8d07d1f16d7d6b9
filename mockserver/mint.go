package mockserver

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/internal/printable"
	"github.com/cotalker/rolecall/mockserver/internal/state"
)

// mintSeed makes other people than --populate does by default.
const mintSeed = 0x6d696e74

// maxPersonaName bounds the names of minted personas, in bytes.
const maxPersonaName = 100

// Mint adds a persona with given permissions to the world, and with a token: its
// name, or the name and a number where that is taken. Where the contract stores
// callers, a record and a role of its own stand behind it, and its rights are
// those of the role. The error tells of permissions that the contract lacks.
func (w *World) Mint(name string, permissions ...string) (fixtures.Persona, error) {
	c := w.server.config
	if name == "" {
		name = strings.Join(permissions, "+")
	}
	if name == "" {
		name = "nobody"
	}
	if len(name) > maxPersonaName || strings.ContainsFunc(name, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return fixtures.Persona{}, fmt.Errorf("%q is not a name of a persona: it has 1 to %d visible ASCII characters and no blank", printable.Line(name), maxPersonaName)
	}
	if err := w.server.checkMemory(w); err != nil {
		return fixtures.Persona{}, err
	}
	known := c.contract.Permissions.Names()
	for _, permission := range permissions {
		if !slices.Contains(known, permission) {
			return fixtures.Persona{}, fmt.Errorf("the contract has no permission %q; it has: %s", printable.Line(permission), strings.Join(known, ", "))
		}
	}
	if c.contract.Principal != nil {
		if _, err := w.server.minting(); err != nil { // which takes long the first time
			return fixtures.Persona{}, fmt.Errorf("making the record of a persona: %w", err)
		}
	}
	var p fixtures.Persona
	err := w.write(func(state *state.State) (err error) {
		p, err = state.Mint(name, permissions, w.server.minting)
		return err
	})
	return p, err
}
