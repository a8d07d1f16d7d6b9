package mockserver

import "github.com/cotalker/rolecall/mockserver/internal/state"

// Takeover tells what became of the worlds of a mock that another took the place
// of.
type Takeover struct {
	Worlds int      // that hold what requests wrote
	Kept   int      // records that requests wrote, over all worlds
	Lost   int      // those that could not be kept
	Why    []string // of the first few that were lost: which, and what does not fit
}

// TakeOver gives the mock the worlds of another, in whose place it serves from now
// on, such as one of the same document before an edit: their names, and what
// requests wrote to them since they began. All else is as this mock's own seed has
// it, with rules whose operations are still there; journals begin anew, and count
// on. A record is kept where its collection is still there and its members fit;
// no request may be writing to the other meanwhile.
func (s *Server) TakeOver(before *Server) (told Takeover) {
	m := state.NewMove(before.model, s.model)
	for _, old := range before.Worlds() {
		old.mu.Lock()
		start := s.fresh
		if old.start != before.fresh {
			start = m.Carry(before.fresh, old.start, s.fresh)
		}
		known := m.Told
		current := m.Carry(old.start, old.current.Load(), start)
		seen := m.Told // a snapshot's records are those of the world once more
		snapshots := map[string]*state.State{}
		for name, state := range old.snapshots {
			snapshots[name] = m.Carry(old.start, state, start)
		}
		m.Told = seen
		old.mu.Unlock()
		w := s.standard
		if old.name != DefaultWorld {
			w, _ = s.worlds.add(s, old.name, start, true)
			w.used.Store(old.used.Load())
		}
		w.mu.Lock()
		w.snapshots = snapshots
		w.mu.Unlock()
		w.current.Store(current)
		w.inheritRules(old)
		w.journal.Follow(old.journal)
		if m.Told.Records() > known.Records() {
			told.Worlds++
		}
	}
	s.model.Growth.Written.Store(s.memory.limit) // what they hold is counted with the next write
	told.Kept, told.Lost, told.Why = m.Told.Kept, m.Told.Lost, m.Told.Why
	return told
}
