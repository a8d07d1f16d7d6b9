package mockserver

import (
	"fmt"
	"maps"
	"slices"

	"github.com/cotalker/rolecall/fixtures"
)

// tokenChange is what became of a token since the world began.
type tokenChange struct {
	expired, revoked bool
	bearer           *bearer // who brings it, where tokens hold rights; nil for those that there were
}

// changeOf is what became of a token, and whether anything did.
func (w *world) changeOf(token string) (tokenChange, bool) {
	changes := w.tokenChanges.Load()
	if changes == nil {
		return tokenChange{}, false
	}
	change, changed := (*changes)[token]
	return change, changed
}

// maxTokenChanges is how many tokens a world mints and ends: all of them are
// copied with each.
const maxTokenChanges = 10_000

// changeToken notes what becomes of a token. The caller holds the lock.
func (w *world) changeToken(token string, change tokenChange) error {
	next := map[string]tokenChange{}
	if changes := w.tokenChanges.Load(); changes != nil {
		maps.Copy(next, *changes)
	}
	if _, again := next[token]; !again && len(next) >= maxTokenChanges {
		return fmt.Errorf("%d tokens of the world were minted, expired or revoked already; reset it", len(next))
	}
	next[token] = change
	w.tokenChanges.Store(&next)
	if w.effects != nil {
		w.effects.tokenChange(w.model, token, change)
	}
	return nil
}

// knowsToken tells whether a token stands for somebody, or did until it ended.
func (w *world) knowsToken(token string) bool {
	if _, changed := w.changeOf(token); changed {
		return true
	}
	if w.contract.Principal != nil {
		_, known := w.tokens.of(token)
		return known
	}
	_, known := w.bearerOf(token)
	return known || slices.ContainsFunc(w.personas, func(p fixtures.Persona) bool { return p.Token == token })
}

// ExpireToken has a token of the world refused as one whose time has passed.
func (w *World) ExpireToken(token string) error {
	return w.endToken(token, tokenChange{expired: true})
}

// RevokeToken has a token of the world refused as one that nobody has.
func (w *World) RevokeToken(token string) error {
	return w.endToken(token, tokenChange{revoked: true})
}

func (w *World) endToken(token string, change tokenChange) error {
	return w.write(func(state *world) error {
		if token == "" || !state.knowsToken(token) {
			return fmt.Errorf("nobody has this token in the world %s; GET %s/worlds/%s/personas lists those of personas", w.name, controlPath, w.name)
		}
		before, _ := state.changeOf(token)
		change.bearer = before.bearer
		return state.changeToken(token, change)
	})
}

// Personas lists the personas of the world: those that it began with, then those
// that were minted.
func (w *World) Personas() []fixtures.Persona {
	state := w.current.Load()
	state.mu.RLock()
	defer state.mu.RUnlock()
	return append([]fixtures.Persona{}, state.personas...) // never null in JSON
}

// gave tells whether a text is a token that the world has given: one so long
// that it is nothing else.
func (w *world) gave(text string) bool {
	if len(text) < 16 {
		return false
	}
	w.mu.RLock()
	defer w.mu.RUnlock()
	_, known := w.tokens.of(text)
	return known
}
