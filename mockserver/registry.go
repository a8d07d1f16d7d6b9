package mockserver

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cotalker/rolecall/internal/printable"
	"github.com/cotalker/rolecall/mockserver/internal/ledger"
	"github.com/cotalker/rolecall/mockserver/internal/state"
)

// How many worlds a mock keeps beside the default one, and how long one that
// nobody uses, unless WithWorldLimits says otherwise.
const (
	DefaultMaxWorlds = 1000
	DefaultWorldIdle = 30 * time.Minute
)

// registry holds the worlds of a mock by their names.
type registry struct {
	mu     sync.RWMutex
	byName map[string]*World
	max    int // beside the default world
	idle   time.Duration
	given  atomic.Uint64 // names given to worlds
}

// WithWorldLimits bounds the worlds of a mock beside the default one: their
// number, and how long one stays that no request uses. Where there is no room
// for another, the one that was used longest ago goes, and the log says so.
func WithWorldLimits(number int, idle time.Duration) Option {
	return func(s *Server) { s.worlds.max, s.worlds.idle = number, idle }
}

// World is the world of a name, forked from the seed if there is none. The name
// is 1 to 64 letters, digits, dots, underscores and hyphens.
func (s *Server) World(name string) (*World, error) {
	if w := s.worlds.find(name); w != nil {
		return w, nil
	}
	if !isWorldName(name) {
		return nil, badWorldName(name)
	}
	w, _ := s.worlds.add(s, name, s.fresh, false)
	return w, nil
}

func badWorldName(name string) error {
	return fmt.Errorf("%q is not a name of a world: it has 1 to %d letters, digits, dots, underscores or hyphens", printable.Line(name), maxWorldName)
}

// Worlds lists the worlds that there are by name, the default one first.
func (s *Server) Worlds() []*World {
	s.worlds.mu.RLock()
	list := slices.Collect(maps.Values(s.worlds.byName))
	s.worlds.mu.RUnlock()
	slices.SortFunc(list, func(a, b *World) int {
		switch {
		case a == s.standard:
			return -1
		case b == s.standard:
			return 1
		}
		return strings.Compare(a.name, b.name)
	})
	return list
}

// RemoveWorld takes a world away, and tells whether there was one here. The default
// world stays. It fails with a store alone.
func (s *Server) RemoveWorld(name string) (bool, error) {
	if name == DefaultWorld {
		return false, nil
	}
	if err := s.removeStored(context.Background(), name); err != nil {
		return false, err
	}
	return s.dropWorld(name), nil
}

// dropWorld lets go of a world here.
func (s *Server) dropWorld(name string) bool {
	s.worlds.mu.Lock()
	defer s.worlds.mu.Unlock()
	gone, was := s.worlds.byName[name]
	delete(s.worlds.byName, name)
	if was {
		gone.end()
		s.model.Growth.Freed.Store(true)
	}
	return was
}

// dropThis lets go of a world unless another has its name by now, and tells whether
// it did.
func (r *registry) dropThis(w *World) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.byName[w.name] != w {
		return false
	}
	delete(r.byName, w.name)
	w.end()
	return true
}

// find is the world of a name, nil for none.
func (r *registry) find(name string) *World {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.byName[name]
}

// inUse counts the worlds that were used within the last minute, beside the default
// one.
func (r *registry) inUse() (number int) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	for _, w := range r.byName {
		if w.name != DefaultWorld && time.Since(w.Used()) < inUse {
			number++
		}
	}
	return number
}

// freeName is a name that no world has.
func (r *registry) freeName() string {
	for {
		if name := fmt.Sprint("world-", r.given.Add(1)); r.find(name) == nil {
			return name
		}
	}
}

// add makes a world that begins as a state. Where the name is taken it gives the
// world that there is, or puts the new one in its place, and tells which.
func (r *registry) add(s *Server, name string, start *state.State, replace bool) (w *World, made bool) {
	r.mu.Lock()
	there := r.byName[name]
	if there != nil && !replace {
		r.mu.Unlock()
		return there, false
	}
	name = strings.Clone(name) // or the request that brought it would stay
	w = s.newNamed(name, start)
	if s.storage != nil {
		w.ledger = ledger.New(w.name, s.fresh, w.show, s.storage)
	}
	dropped := r.put(w, there)
	r.mu.Unlock()
	s.tellDropped(dropped)
	return w, true
}

// addThis puts a world there unless its name is taken, and gives the one that is
// there then.
func (r *registry) addThis(s *Server, w *World) *World {
	r.mu.Lock()
	there := r.byName[w.name]
	if there != nil {
		r.mu.Unlock()
		return there
	}
	dropped := r.put(w, nil)
	r.mu.Unlock()
	s.tellDropped(dropped)
	return w
}

// put stores a world in the place of one that there is, nil for none. The caller
// holds the lock.
func (r *registry) put(w, there *World) (dropped []string) {
	if there != nil {
		there.journal.End()
	} else {
		dropped = r.makeRoom()
	}
	r.byName[w.name] = w
	return dropped
}

func (s *Server) tellDropped(dropped []string) {
	for _, text := range dropped {
		s.tellWarning(text)
	}
}

func (s *Server) tellWarning(text string) {
	if s.log != nil {
		s.log.LogAttrs(context.Background(), slog.LevelWarn, text)
	}
}

// makeRoom drops the worlds that were idle for too long, then, where there is
// still no room for one more, the one that was used longest ago. It says which.
func (r *registry) makeRoom() (dropped []string) {
	var oldest *World
	number, now := 0, time.Now()
	drop := func(w *World, why string) {
		delete(r.byName, w.name)
		w.end()
		dropped = append(dropped, "world "+w.name+" was dropped: "+why)
	}
	for _, w := range r.byName {
		switch {
		case w.name == DefaultWorld:
		case now.Sub(w.Used()) > r.idle:
			drop(w, "nobody used it for "+r.idle.String())
		default:
			if number++; oldest == nil || w.used.Load() < oldest.used.Load() {
				oldest = w
			}
		}
	}
	if number >= r.max && oldest != nil {
		drop(oldest, fmt.Sprintf("there is room for %d worlds, and it was used longest ago, at %s", r.max, oldest.Used().Format(time.TimeOnly)))
	}
	return dropped
}
