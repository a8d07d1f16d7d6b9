package mockserver

import (
	"slices"

	"github.com/cotalker/rolecall/fixtures"
)

// write is the one way in which a request changes its world: decide looks at
// x.world and changes it, and nobody else writes meanwhile. It may be called
// again on a later state, and then nothing of the call before counts.
func (x *exchange) write(decide func() *refusal) *refusal {
	x.world.mu.Lock()
	defer x.world.mu.Unlock()
	return decide()
}

// write is the one way in which all else than a request changes a world, such as
// the control API.
func (w *World) write(decide func(state *world) error) error {
	state := w.current.Load()
	state.mu.Lock()
	defer state.mu.Unlock()
	return decide(state)
}

// What follows is all that a write does to a world. Who calls it holds the lock,
// and owns the collection.

// add stores a new record behind all others.
func (w *world) add(c *collection, r *record) {
	c.add(r)
	c.lists.catchUpIfFarBehind(c.all)
}

// replace stores r in the place of old, which differs in changes, nil for in all.
func (w *world) replace(c *collection, old, r *record, changes map[string]any) {
	c.replace(old, r, changes)
	c.lists.catchUpIfFarBehind(c.all)
}

// take takes one record away.
func (w *world) take(c *collection, r *record) {
	c.remove(r)
	c.lists.catchUpIfFarBehind(c.all)
}

// nextSerial is a number that no id and no token was made of.
func (w *world) nextSerial() uint64 {
	w.serial++
	return w.serial
}

// setClock gives the world another clock.
func (w *world) setClock(c *clock) { w.clock.Store(c) }

// giveToken lets a token stand for the caller of a number.
func (w *world) giveToken(token string, caller uint64) { w.tokens.add(token, caller) }

// noteDeleted keeps the one record of a parent from being made again.
func (w *world) noteDeleted(key string) { w.deletedSingles.Insert(key) }

// addPersona puts a persona behind those that there are.
func (w *world) addPersona(p fixtures.Persona) { w.personas = append(slices.Clip(w.personas), p) }

// afresh is a document that a write may complete.
func (c *config) afresh(document map[string]any) map[string]any { return document }
