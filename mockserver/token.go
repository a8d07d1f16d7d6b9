package mockserver

import (
	"fmt"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/mockserver/internal/state"
)

// ExpireToken has a token of the world refused as one whose time has passed.
func (w *World) ExpireToken(token string) error {
	return w.endToken(token, state.TokenChange{Expired: true})
}

// RevokeToken has a token of the world refused as one that nobody has.
func (w *World) RevokeToken(token string) error {
	return w.endToken(token, state.TokenChange{Revoked: true})
}

func (w *World) endToken(token string, change state.TokenChange) error {
	return w.write(func(state *state.State) error {
		if token == "" || !state.KnowsToken(token) {
			return fmt.Errorf("nobody has this token in the world %s; GET %s/worlds/%s/personas lists those of personas", w.name, controlPath, w.name)
		}
		before, _ := state.ChangeOf(token)
		change.Bearer = before.Bearer
		return state.ChangeToken(token, change)
	})
}

// Personas lists the personas of the world: those that it began with, then those
// that were minted.
func (w *World) Personas() []fixtures.Persona {
	state := w.current.Load()
	state.Mu.RLock()
	defer state.Mu.RUnlock()
	return append([]fixtures.Persona{}, state.Personas...) // never null in JSON
}
