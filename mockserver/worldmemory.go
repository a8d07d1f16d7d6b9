package mockserver

import (
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/cotalker/rolecall/mockserver/internal/state"
)

// DefaultWorldMemory is how many bytes the worlds of a mock hold together at most,
// beside what it began with, unless WithWorldMemory says otherwise.
const DefaultWorldMemory = 1 << 30

// worldMemory bounds what the worlds of a mock hold together beside its seed. Writes
// only count what they add; when that is a good part of the bound, what the worlds
// hold is counted, for much of it has gone, and much is shared.
type worldMemory struct {
	limit int64

	mu      sync.Mutex
	held    int64     // when it was counted last
	counted time.Time // and found full; zero where it was not
}

// WithWorldMemory bounds how many bytes the records of all worlds take together,
// snapshots too, beside what the mock began with; 0 is no bound. Where that is too
// little, the worlds go that nobody used for a minute, the one used longest ago
// first, and the log says so; where none may go, who writes is told 503.
func WithWorldMemory(bytes int64) Option { return func(s *Server) { s.memory.limit = bytes } }

// inUse is for how long after its last request a world is held to be in use.
const inUse = time.Minute

// countAgain is after how long what worlds hold is counted again.
const countAgain = time.Second

// fullError says that there is no memory for what somebody wants to keep.
type fullError struct{ detail string }

func (e *fullError) Error() string { return e.detail }

// checkMemory tells whether somebody may write to a world; it drops worlds that
// nobody uses where there is no memory for more.
func (s *Server) checkMemory(w *World) error {
	m, g := &s.memory, &s.model.Growth
	if m.limit <= 0 || g.Written.Load() < m.limit/8 {
		return nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if g.Written.Load() < m.limit/8 {
		return nil
	}
	if !g.Freed.Swap(false) && time.Since(m.counted) < countAgain {
		return s.full()
	}
	fits, dropped := s.fitWorlds(w)
	s.tellDropped(dropped)
	if !fits {
		m.counted = time.Now()
		return s.full()
	}
	g.Written.Store(0)
	return nil
}

func (s *Server) full() error {
	return &fullError{fmt.Sprintf("the worlds hold %s together, and --world-memory allows %s; reset or delete worlds that you need no more, or start the mock with more",
		bytesText(s.memory.held), bytesText(s.memory.limit))}
}

// Held is how many bytes the worlds hold beside what the mock began with, as far as
// that is counted: records, snapshots, tokens of log-ins, rules.
func (s *Server) Held() int64 {
	t, held := state.NewTally(s.fresh), int64(0)
	for _, w := range s.Worlds() {
		held += w.held(t)
	}
	return held
}

// held counts all that the world holds and none before did: what a reset goes back
// to, the snapshots, the present, and rules.
func (w *World) held(t *state.Tally) int64 {
	w.mu.Lock()
	all, rules := append(slices.Collect(maps.Values(w.snapshots)), w.start, w.current.Load()), w.rules.kept
	w.mu.Unlock()
	return t.Count(all...) + rules.Size()
}

// bytesText is a number of bytes as a person reads it.
func bytesText(n int64) string {
	if n < 10<<20 {
		return fmt.Sprintf("%d KiB", n>>10)
	}
	return fmt.Sprintf("%d MiB", n>>20)
}

// fitWorlds counts what the worlds hold, and drops those that nobody uses until it
// is no more than the bound.
func (s *Server) fitWorlds(spared *World) (fits bool, dropped []string) {
	list := s.Worlds()
	slices.SortStableFunc(list, func(a, b *World) int { // what two share is held by the one that stays
		switch {
		case a == s.standard || a == spared && b != s.standard:
			return -1
		case b == s.standard || b == spared:
			return 1
		}
		return int(min(max(b.used.Load()-a.used.Load(), -1), 1))
	})
	t := state.NewTally(s.fresh)
	each := make([]int64, len(list))
	s.memory.held = 0
	for i, w := range list {
		each[i] = w.held(t)
		s.memory.held += each[i]
	}
	for i := len(list) - 1; i >= 0 && s.memory.held > s.memory.limit; i-- {
		w := list[i]
		if w == s.standard || w == spared || time.Since(w.Used()) < inUse {
			break
		}
		if s.worlds.dropThis(w) {
			s.memory.held -= each[i]
			dropped = append(dropped, fmt.Sprintf("world %s was dropped: the worlds held more than %s together, and it was used longest ago, at %s",
				w.name, bytesText(s.memory.limit), w.Used().Format(time.TimeOnly)))
		}
	}
	return s.memory.held <= s.memory.limit, dropped
}
