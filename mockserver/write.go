package mockserver

import (
	"slices"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// write is the one way in which a request changes its world: decide looks at
// x.world and changes it, and nobody else writes meanwhile. It may be called
// again on a later state, and then nothing of the call before counts.
func (x *exchange) write(decide func() *refusal) *refusal {
	if x.endpoint.Action.Kind != spec.Delete {
		if err := x.server.checkMemory(x.in); err != nil {
			return x.server.refuse(spec.Busy, x.endpoint.Operation, err.Error())
		}
	}
	if x.in.ledger != nil {
		return x.writeLogged(decide)
	}
	x.world.mu.Lock()
	defer x.world.mu.Unlock()
	return decide()
}

// write is the one way in which all else than a request changes a world, such as
// the control API.
func (w *World) write(decide func(state *world) error) error {
	if w.ledger != nil {
		return w.ledger.do(func(s *standing) error { return decide(s.state) })
	}
	state := w.current.Load()
	state.mu.Lock()
	defer state.mu.Unlock()
	return decide(state)
}

// arrange is the one way in which a world gets another state as a whole, or keeps
// one.
func (w *World) arrange(how func(*standing) error) error {
	if w.ledger != nil {
		err := w.ledger.do(how)
		if err == nil {
			w.server.model.growth.freed.Store(true)
		}
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	s := &standing{state: w.current.Load(), start: w.start, fresh: w.server.fresh, snapshots: w.snapshots}
	err := how(s)
	if err == nil {
		w.server.model.growth.freed.Store(true) // a reset, or a snapshot that goes
		w.start, w.snapshots = s.start, s.snapshots
		w.current.Store(s.state)
	}
	return err
}

// show lets requests see what the log has made of the world.
func (w *World) show(s *standing) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.start, w.snapshots = s.start, s.snapshots
	w.current.Store(s.state)
}

// What follows is all that a write does to a world, and notes where a log follows
// it. Who calls it holds the lock, and owns the collection.

// add stores a new record behind all others.
func (w *world) add(c *collection, r *record) {
	c.add(r)
	w.growth.add(recordCost + len(r.json))
	c.lists.catchUpIfFarBehind(c.all)
	if w.effects != nil {
		w.effects.set(c, nil, r)
	}
}

// replace stores r in the place of old, which differs in changes, nil for in all.
func (w *world) replace(c *collection, old, r *record, changes map[string]any) {
	c.replace(old, r, changes)
	w.growth.add(recordCost + len(r.json))
	c.lists.catchUpIfFarBehind(c.all)
	if w.effects != nil {
		w.effects.set(c, old, r)
	}
}

// take takes one record away.
func (w *world) take(c *collection, r *record) {
	c.remove(r)
	w.growth.freed.Store(true)
	c.lists.catchUpIfFarBehind(c.all)
	if w.effects != nil {
		w.effects.take(c, r)
	}
}

// nextSerial is a number that no id and no token was made of.
func (w *world) nextSerial() uint64 {
	w.serial++
	return w.serial
}

// setClock gives the world another clock.
func (w *world) setClock(c *clock) {
	w.clock.Store(c)
	if w.effects != nil {
		w.effects.clock(c)
	}
}

// giveToken lets a token stand for the caller of a number.
func (w *world) giveToken(token string, caller uint64) {
	w.tokens.add(token, caller)
	w.growth.add(tokenCost)
	if w.effects != nil {
		w.effects.token(token, caller)
	}
}

// noteDeleted keeps the one record of a parent from being made again, by its key.
func (w *world) noteDeleted(key string) {
	w.deletedSingles.Insert(key)
	if w.effects != nil {
		w.effects.named(effectDeleted, key)
	}
}

// addPersona puts a persona behind those that there are.
func (w *world) addPersona(p fixtures.Persona) {
	w.personas = append(slices.Clip(w.personas), p)
	if w.effects != nil {
		w.effects.persona(p)
	}
}

// afresh is a document that a write may complete: one of its own where it may be
// decided again.
func (s *Server) afresh(document map[string]any) map[string]any {
	if s.storage == nil {
		return document
	}
	copied, _ := jsonvalue.Clone(document).(map[string]any)
	return copied
}

// written counts the records of a world that is new.
func (w *world) written() {
	for _, c := range w.collections {
		for r := range c.all.from(0) {
			w.growth.add(recordCost + len(r.json))
		}
	}
}
