package mockserver

import (
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/mockserver/internal/state"
	"github.com/cotalker/rolecall/spec"
)

// write is the one way in which a request changes its world: decide looks at
// x.state and changes it, and nobody else writes meanwhile. It may be called
// again on a later state, and then nothing of the call before counts. A delete
// needs no memory, and makes room where there is none.
func (x *exchange) write(decide func() *refusal) *refusal {
	if kind := x.endpoint.Action.Kind; kind != spec.Delete && kind != spec.DeleteMany && kind != spec.RemoveItem {
		if err := x.server.checkMemory(x.world); err != nil {
			refused := x.server.refuse(spec.Busy, x.endpoint.Operation, err.Error())
			refused.stage = actionStage
			return refused
		}
	}
	if x.world.ledger != nil {
		return x.writeLogged(decide)
	}
	x.state.Mu.Lock()
	defer x.state.Mu.Unlock()
	return decide()
}

// write is the one way in which all else than a request changes a world, such as
// the control API.
func (w *World) write(decide func(state *state.State) error) error {
	if w.ledger != nil {
		return w.ledger.Do(func(s *state.Versions) error { return decide(s.Present) })
	}
	state := w.current.Load()
	state.Mu.Lock()
	defer state.Mu.Unlock()
	return decide(state)
}

// arrange is the one way in which a world gets another state as a whole, or keeps
// one.
func (w *World) arrange(how func(*state.Versions) error) error {
	if w.ledger != nil {
		return w.ledger.Do(how)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	s := &state.Versions{Present: w.current.Load(), Start: w.start, Fresh: w.server.fresh, Snapshots: w.snapshots, Rules: w.rules.kept, Forgotten: w.forgotten}
	err := how(s)
	if err == nil {
		w.become(s)
	}
	return err
}

// show lets requests see what the log has made of the world.
func (w *World) show(s *state.Versions) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.become(s)
}

// become is for who holds the lock.
func (w *World) become(s *state.Versions) {
	w.start, w.snapshots = s.Start, s.Snapshots
	w.rules.keep(w.server, s.Rules)
	if w.forgotten != s.Forgotten {
		w.forgotten = s.Forgotten
		w.journal.Clear()
	}
	w.current.Store(s.Present)
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
