package state

import (
	"fmt"
	"maps"
	"slices"

	"github.com/cotalker/rolecall/fixtures"
)

// TokenChange is what became of a token since the world began.
type TokenChange struct {
	Expired, Revoked bool
	Bearer           *Bearer // who brings it, where tokens hold rights; nil for those that there were
}

// ChangeOf is what became of a token, and whether anything did.
func (w *State) ChangeOf(token string) (TokenChange, bool) {
	changes := w.tokenChanges.Load()
	if changes == nil {
		return TokenChange{}, false
	}
	change, changed := (*changes)[token]
	return change, changed
}

// maxTokenChanges is how many tokens a world mints and ends: all of them are
// copied with each.
const maxTokenChanges = 10_000

// ChangeToken notes what becomes of a token. The lock is held.
func (w *State) ChangeToken(token string, change TokenChange) error {
	next := map[string]TokenChange{}
	if changes := w.tokenChanges.Load(); changes != nil {
		maps.Copy(next, *changes)
	}
	if _, again := next[token]; !again && len(next) >= maxTokenChanges {
		return fmt.Errorf("%d tokens of the world were minted, expired or revoked already; reset it", len(next))
	}
	next[token] = change
	w.tokenChanges.Store(&next)
	if w.Effects != nil {
		w.Effects.tokenChange(w.Model, token, change)
	}
	return nil
}

// KnowsToken tells whether a token stands for somebody, or did until it ended.
func (w *State) KnowsToken(token string) bool {
	if _, changed := w.ChangeOf(token); changed {
		return true
	}
	if w.Contract.Principal != nil {
		_, known := w.tokens.of(token)
		return known
	}
	_, known := w.BearerOf(token)
	return known || slices.ContainsFunc(w.Personas, func(p fixtures.Persona) bool { return p.Token == token })
}

// Gave tells whether a text is a token that the world has given: one so long
// that it is nothing else.
func (w *State) Gave(text string) bool {
	if len(text) < 16 {
		return false
	}
	w.Mu.RLock()
	defer w.Mu.RUnlock()
	_, known := w.tokens.of(text)
	return known
}
