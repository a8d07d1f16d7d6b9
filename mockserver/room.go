package mockserver

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// DefaultWorldMemory is how many bytes the worlds of a mock hold together at most,
// beside what it began with, unless WithWorldMemory says otherwise.
const DefaultWorldMemory = 1 << 30

// room bounds what the worlds of a mock hold together beside its seed. Writes only
// count what they add; when that is a good part of the bound, it is looked what the
// worlds hold, for much of it has gone, and much is shared.
type room struct {
	limit   int64
	written atomic.Int64 // bytes that were added since it was looked
	freed   atomic.Bool  // something went since

	mu     sync.Mutex
	held   int64     // when it was looked
	looked time.Time // and found full; zero where it was not
}

// WithWorldMemory bounds how many bytes the records of all worlds take together,
// snapshots too, beside what the mock began with; 0 is no bound. Where that is too
// little, the worlds go that nobody used for a minute, the one used longest ago
// first, and the log says so; where none may go, who writes is told 503.
func WithWorldMemory(bytes int64) Option { return func(s *Server) { s.room.limit = bytes } }

// inUse is for how long after its last request a world is held to be in use.
const inUse = time.Minute

// lookAgain is after how long it is looked again whether there is room.
const lookAgain = time.Second

// fullError says that there is no room for what somebody wants to keep.
type fullError struct{ detail string }

func (e *fullError) Error() string { return e.detail }

// add counts what a write adds.
func (r *room) add(bytes int) { r.written.Add(int64(bytes)) }

// roomFor tells whether somebody may write to a world; it makes room where there is
// none.
func (s *Server) roomFor(w *World) error {
	r := &s.room
	if r.limit <= 0 || r.written.Load() < r.limit/8 {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.written.Load() < r.limit/8 {
		return nil
	}
	if !r.freed.Swap(false) && time.Since(r.looked) < lookAgain {
		return s.full()
	}
	fits, dropped := s.look(w)
	s.tellDropped(dropped)
	if !fits {
		r.looked = time.Now()
		return s.full()
	}
	r.written.Store(0)
	return nil
}

func (s *Server) full() error {
	return &fullError{fmt.Sprintf("the worlds hold %s together, and --world-memory allows %s; reset or delete worlds that you need no more, or start the mock with more",
		bytesText(s.room.held), bytesText(s.room.limit))}
}

// bytesText is a number of bytes as a person reads it.
func bytesText(n int64) string {
	if n < 10<<20 {
		return fmt.Sprintf("%d KiB", n>>10)
	}
	return fmt.Sprintf("%d MiB", n>>20)
}

// look works out what the worlds hold, and drops those that nobody uses until it is
// no more than the bound.
func (s *Server) look(spared *World) (fits bool, dropped []string) {
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
	t := newTally(s)
	each := make([]int64, len(list))
	s.room.held = 0
	for i, w := range list {
		each[i] = t.world(w)
		s.room.held += each[i]
	}
	for i := len(list) - 1; i >= 0 && s.room.held > s.room.limit; i-- {
		w := list[i]
		if w == s.standard || w == spared || time.Since(w.Used()) < inUse {
			break
		}
		if s.worlds.dropThis(w) {
			s.room.held -= each[i]
			dropped = append(dropped, fmt.Sprintf("world %s was dropped: the worlds held more than %s together, and it was used longest ago, at %s",
				w.name, bytesText(s.room.limit), w.Used().Format(time.TimeOnly)))
		}
	}
	return s.room.held <= s.room.limit, dropped
}
