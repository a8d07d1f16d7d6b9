package mockserver

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/internal/printable"
	"github.com/cotalker/rolecall/mockserver/internal/state"
)

// maxSnapshots is how many states a world keeps beside its present one.
const maxSnapshots = 100

// Snapshot keeps the present state of the world under a name, in the place of one
// that has it. A reset leaves snapshots alone.
func (w *World) Snapshot(name string) error {
	if !isWorldName(name) {
		return fmt.Errorf("%q is not a name of a snapshot: it has 1 to %d letters, digits, dots, underscores or hyphens", printable.Line(name), maxWorldName)
	}
	return w.arrange(func(s *state.Versions) error {
		if s.Snapshots[name] == nil && len(s.Snapshots) >= maxSnapshots {
			return fmt.Errorf("the world %s has %d snapshots already; delete one", w.name, maxSnapshots)
		}
		s.Keep(name)
		return nil
	})
}

// Restore gives the world the state of a snapshot, which stays.
func (w *World) Restore(name string) error {
	return w.arrange(func(s *state.Versions) error {
		if !s.Restore(name) {
			return w.noSnapshot(name, s.Snapshots)
		}
		return nil
	})
}

// noSnapshot names those that there are.
func (w *World) noSnapshot(name string, there map[string]*state.State) error {
	names := slices.Sorted(maps.Keys(there))
	if len(names) == 0 {
		return fmt.Errorf("the world %s has no snapshot %q, and no other", w.name, printable.Line(name))
	}
	return fmt.Errorf("the world %s has no snapshot %q; it has: %s", w.name, printable.Line(name), strings.Join(names, ", "))
}

// Snapshots are the names of the states that the world keeps, sorted.
func (w *World) Snapshots() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]string{}, slices.Sorted(maps.Keys(w.snapshots))...) // never null in JSON
}

// RemoveSnapshot forgets a state, and tells whether it was there.
func (w *World) RemoveSnapshot(name string) bool { return w.removeSnapshot(name) == nil }

func (w *World) removeSnapshot(name string) error {
	return w.arrange(func(s *state.Versions) error {
		if !s.Forget(name) {
			return w.noSnapshot(name, s.Snapshots)
		}
		return nil
	})
}

// Fork makes another world that begins with the present state of this one. The
// name must be free.
func (w *World) Fork(name string) (*World, error) {
	if !isWorldName(name) {
		return nil, badWorldName(name)
	}
	return w.server.addNew(name, w.current.Load().Fork())
}
