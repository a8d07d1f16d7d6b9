package mockserver

import (
	"fmt"
	"maps"
	"strings"

	"github.com/cotalker/rolecall/internal/journal"
)

// standing is all of a named world that outlives a process: its present state, the
// one that a reset goes back to, and those that are kept as snapshots. The latter
// are never written to.
type standing struct {
	state     *world
	start     *world
	fresh     *world            // the mock's seed, which most worlds begin with
	snapshots map[string]*world // never written to; another takes its place
	effects   *effects          // nil where no log follows
	after     uint64            // of a log: how many entries it was decided on
}

// newStanding is that of a world that begins with the mock's seed.
func newStanding(fresh *world) *standing {
	return (&standing{state: fresh, start: fresh, fresh: fresh}).fork(nil)
}

// noted is a fork whose writes are noted.
func (s *standing) noted() *standing { return s.fork(&effects{serial: s.state.serial}) }

// fork gives an independent one that starts out the same.
func (s *standing) fork(e *effects) *standing {
	out := &standing{start: s.start, fresh: s.fresh, snapshots: s.snapshots, effects: e}
	out.become(s.state)
	return out
}

// become gives the world a state, which stays as it is.
func (s *standing) become(state *world) {
	s.state = state.fork()
	s.state.effects = s.effects
	if s.effects != nil {
		s.effects.serial = s.state.serial // as whoever applies the effects has it
	}
}

func (s *standing) note(kind byte) {
	if s.effects != nil {
		s.effects.noteSerial(s.state.serial)
		s.effects.kind(kind)
	}
}

func (s *standing) noteNamed(kind byte, name string) {
	if s.effects != nil {
		s.effects.noteSerial(s.state.serial)
		s.effects.named(kind, name)
	}
}

// reset goes back to the beginning.
func (s *standing) reset() {
	s.note(effectReset)
	s.become(s.start)
}

// begin lets a reset go back to the present state.
func (s *standing) begin() {
	s.note(effectBegin)
	s.start = s.state.fork()
}

// adopt gives the world another beginning, and that state.
func (s *standing) adopt(start *world) {
	if s.effects != nil {
		w := &snapshotWriter{}
		w.state(s.fresh, start)
		s.effects.text = append(s.effects.text, w.text...)
	}
	s.become(start)
	s.begin()
}

// keep keeps the present state under a name.
func (s *standing) keep(name string) {
	s.noteNamed(effectKeep, name)
	s.change(func(kept map[string]*world) { kept[strings.Clone(name)] = s.state.fork() })
}

// restore makes a snapshot the present state, and tells whether there is one.
func (s *standing) restore(name string) bool {
	kept := s.snapshots[name]
	if kept == nil {
		return false
	}
	s.noteNamed(effectRestore, name)
	s.become(kept)
	return true
}

// forget takes a snapshot away, and tells whether there was one.
func (s *standing) forget(name string) bool {
	if s.snapshots[name] == nil {
		return false
	}
	s.noteNamed(effectForget, name)
	s.change(func(kept map[string]*world) { delete(kept, name) })
	return true
}

func (s *standing) change(how func(map[string]*world)) {
	kept := maps.Clone(s.snapshots)
	if kept == nil {
		kept = map[string]*world{}
	}
	how(kept)
	s.snapshots = kept
}

// applyToStanding does one effect on what a world has beside its state, and tells
// whether it is one.
func (r *effectReader) applyToStanding(s *standing, kind byte) bool {
	switch kind {
	default:
		return false
	case effectReset, effectKeep, effectRestore, effectForget, effectBegin, effectFresh, effectEmpty:
		r.kind()
	}
	switch kind {
	case effectReset:
		s.reset()
	case effectBegin:
		s.begin()
	case effectFresh:
		s.become(s.fresh)
	case effectEmpty:
		s.become(s.fresh.emptyWorld())
	case effectKeep:
		if name := r.string(); r.err == nil {
			s.keep(name)
		}
	case effectRestore, effectForget:
		name, act := r.string(), s.restore
		if kind == effectForget {
			act = s.forget
		}
		if r.err == nil && !act(name) {
			r.fail(fmt.Errorf("there is no snapshot %q", journal.Printable(name)))
		}
	}
	return true
}
