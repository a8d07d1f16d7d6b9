package state

import (
	"slices"

	"github.com/cotalker/rolecall/fixtures"
)

// What follows is all that a write does to a world, and notes where a log follows
// it. The lock is held, and the collection is Writable's.

// add stores a new record behind all others.
func (w *State) add(c *Collection, r *Record) {
	c.add(r)
	w.Growth.add(r.size())
	c.lists.catchUpIfFarBehind(c.All)
	if w.Effects != nil {
		w.Effects.set(c, nil, r)
	}
}

// Replace stores r in the place of old, which differs in changes, nil for in all.
func (w *State) Replace(c *Collection, old, r *Record, changes map[string]any) {
	c.replace(old, r, changes)
	w.Growth.add(r.size())
	c.lists.catchUpIfFarBehind(c.All)
	if w.Effects != nil {
		w.Effects.set(c, old, r)
	}
}

// take takes one record away.
func (w *State) take(c *Collection, r *Record) {
	c.remove(r)
	w.Growth.Freed.Store(true)
	c.lists.catchUpIfFarBehind(c.All)
	if w.Effects != nil {
		w.Effects.take(c, r)
	}
}

// NextSerial is a number that no id and no token was made of.
func (w *State) NextSerial() uint64 {
	w.Serial++
	return w.Serial
}

// setClock gives the world another clock.
func (w *State) setClock(c *clock) {
	w.clock.Store(c)
	if w.Effects != nil {
		w.Effects.clock(c)
	}
}

// GiveToken lets a token stand for the caller of a number.
func (w *State) GiveToken(token string, caller uint64) {
	w.tokens.add(token, caller)
	w.Growth.add(tokenCost)
	if w.Effects != nil {
		w.Effects.token(token, caller)
	}
}

// noteDeleted keeps the one record of a parent from being made again, by its key.
func (w *State) noteDeleted(key string) {
	w.deletedSingles.Insert(key)
	if w.Effects != nil {
		w.Effects.named(effectDeleted, key)
	}
}

// addPersona puts a persona behind those that there are.
func (w *State) addPersona(p fixtures.Persona) {
	w.Personas = append(slices.Clip(w.Personas), p)
	if w.Effects != nil {
		w.Effects.persona(p)
	}
}

// Written counts the records of a world that is new.
func (w *State) Written() {
	for _, c := range w.collections {
		for r := range c.All.From(0) {
			w.Growth.add(r.size())
		}
	}
}
