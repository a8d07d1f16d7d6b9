package state

import (
	"fmt"
	"maps"
	"strings"

	"github.com/cotalker/rolecall/internal/printable"
)

// Versions is all of a named world that outlives a process: its present state, the
// one that a reset goes back to, and those that are kept as snapshots. The latter
// are never written to.
type Versions struct {
	Present   *State
	Start     *State
	Fresh     *State            // the mock's seed, which most worlds begin with
	Snapshots map[string]*State // never written to; another takes its place
	Rules     Rules             // a reset takes them away
	Forgotten uint64            // how often what was asked was forgotten, since the process began
	Effects   *Effects          // nil where no log follows
	After     uint64            // of a log: how many entries it was decided on
}

// NewVersions is that of a world that begins with the mock's seed.
func NewVersions(fresh *State) *Versions {
	return (&Versions{Start: fresh, Fresh: fresh}).with(fresh.Fork(), nil)
}

// Noted is a fork whose writes are noted, in about as many bytes as are reserved.
func (s *Versions) Noted(reserve int) *Versions {
	return s.with(s.Present.fork(maxNew), &Effects{text: make([]byte, 0, reserve)})
}

// Fork gives an independent one that starts out the same.
func (s *Versions) Fork() *Versions { return s.with(s.Present.fork(maxNew), nil) }

// with is another one with a state of its own.
func (s *Versions) with(present *State, e *Effects) *Versions {
	out := &Versions{Start: s.Start, Fresh: s.Fresh, Snapshots: s.Snapshots, Rules: s.Rules, Forgotten: s.Forgotten, Effects: e}
	out.take(present)
	return out
}

// become gives the world a state, which stays as it is.
func (s *Versions) become(state *State) { s.take(state.Fork()) }

// take gives the world a state of its own.
func (s *Versions) take(state *State) {
	s.Present = state
	s.Present.Effects = s.Effects
	if s.Effects != nil {
		s.Effects.serial = s.Present.Serial // as whoever applies the effects has it
	}
}

// note notes what another state comes of, and lets one go.
func (s *Versions) note(kind byte) {
	s.Present.Growth.Freed.Store(true)
	if s.Effects != nil {
		s.Effects.NoteSerial(s.Present.Serial)
		s.Effects.kind(kind)
	}
}

func (s *Versions) noteNamed(kind byte, name string) {
	s.Present.Growth.Freed.Store(true)
	if s.Effects != nil {
		s.Effects.NoteSerial(s.Present.Serial)
		s.Effects.named(kind, name)
	}
}

// Reset goes back to the beginning, without rules, and what was asked is forgotten.
func (s *Versions) Reset() {
	s.note(effectReset)
	s.become(s.Start)
	s.Rules.List = nil
	s.Forgotten++
}

// ForgetAsked forgets what was asked, which is not kept here.
func (s *Versions) ForgetAsked() {
	s.note(effectForgetAsked)
	s.Forgotten++
}

// begin lets a reset go back to the present state.
func (s *Versions) begin() {
	s.note(effectBegin)
	s.Start = s.Present.Fork()
}

// Adopt gives the world another beginning, and that state, as a reset does.
func (s *Versions) Adopt(start *State) {
	s.ForgetAsked()
	s.RemoveRules(func(Rule) bool { return true })
	if s.Effects != nil {
		w := &snapshotWriter{}
		w.state(s.Fresh, start)
		s.Effects.text = append(s.Effects.text, w.text...)
	}
	s.become(start)
	s.begin()
}

// Keep keeps the present state under a name.
func (s *Versions) Keep(name string) {
	s.noteNamed(effectKeep, name)
	s.change(func(kept map[string]*State) { kept[strings.Clone(name)] = s.Present.Fork() })
}

// Restore makes a snapshot the present state, and tells whether there is one.
func (s *Versions) Restore(name string) bool {
	kept := s.Snapshots[name]
	if kept == nil {
		return false
	}
	s.noteNamed(effectRestore, name)
	s.become(kept)
	return true
}

// Forget takes a snapshot away, and tells whether there was one.
func (s *Versions) Forget(name string) bool {
	if s.Snapshots[name] == nil {
		return false
	}
	s.noteNamed(effectForget, name)
	s.change(func(kept map[string]*State) { delete(kept, name) })
	return true
}

func (s *Versions) change(how func(map[string]*State)) {
	kept := maps.Clone(s.Snapshots)
	if kept == nil {
		kept = map[string]*State{}
	}
	how(kept)
	s.Snapshots = kept
}

// applyToStanding does one effect on what a world has beside its state, and tells
// whether it is one.
func (r *effectReader) applyToStanding(s *Versions, kind byte) bool {
	switch kind {
	default:
		return false
	case effectReset, effectKeep, effectRestore, effectForget, effectBegin, effectFresh, effectEmpty, effectForgetAsked:
		r.kind()
	}
	switch kind {
	case effectReset:
		s.Reset()
	case effectForgetAsked:
		s.ForgetAsked()
	case effectBegin:
		s.begin()
	case effectFresh:
		s.become(s.Fresh)
	case effectEmpty:
		s.become(s.Fresh.emptyState())
	case effectKeep:
		if name := r.string(); r.err == nil {
			s.Keep(name)
		}
	case effectRestore, effectForget:
		name, act := r.string(), s.Restore
		if kind == effectForget {
			act = s.Forget
		}
		if r.err == nil && !act(name) {
			r.fail(fmt.Errorf("there is no snapshot %q", printable.Line(name)))
		}
	}
	return true
}
