package mockserver

import (
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cotalker/rolecall/internal/journal"
	"github.com/cotalker/rolecall/mockserver/internal/ledger"
	"github.com/cotalker/rolecall/mockserver/internal/state"
)

// DefaultWorld is the name of the world that a request acts on which names none.
const DefaultWorld = "default"

// World is a state of a mock with a name: records, tokens, log-ins and a clock
// that no request of another world sees or changes. Requests choose it with the
// header Rolecall-World, with a path below /_rolecall/w/NAME, or with the cookie
// rolecall-world. Its methods may be called from many goroutines.
type World struct {
	server  *Server
	name    string
	shown   []string // the name as a reply's header tells it
	current atomic.Pointer[state.State]
	used    atomic.Int64 // nanoseconds since 1970 at its last request; of the default world 0

	mu        sync.Mutex
	start     *state.State            // what a reset goes back to; forked, never written to
	snapshots map[string]*state.State // by their names; as start
	forgotten uint64                  // how often the journal was

	ledger *ledger.Ledger // nil where nothing outlives the mock

	rules   ruleBook
	journal *journal.Journal
}

// newNamed is a world that begins as a fork of a state that nothing writes to.
func (s *Server) newNamed(name string, start *state.State) *World {
	w := &World{server: s, name: name, shown: []string{name}, start: start, journal: journal.New(s.keeper)}
	w.current.Store(start.Fork())
	w.touch()
	return w
}

// end lets go of a world that nobody finds any more.
func (w *World) end() {
	w.journal.End()
	if w.ledger != nil {
		w.ledger.End()
	}
}

// Name is the name that requests choose the world by.
func (w *World) Name() string { return w.name }

// Used is when the last request of the world came, or when it was made. It is
// zero for the default world, which never goes.
func (w *World) Used() time.Time {
	if w.name == DefaultWorld {
		return time.Time{}
	}
	return time.Unix(0, w.used.Load())
}

func (w *World) touch() {
	if w.name == DefaultWorld {
		return
	}
	now := time.Now()
	w.used.Store(now.UnixNano())
	if w.ledger != nil {
		w.ledger.TellUse(now)
	}
}

// Reset gives the world back the state that it began with, without rules and with an
// empty journal. Requests under way finish on the state that they began with. It
// fails with a store alone.
func (w *World) Reset() error {
	return w.arrange(func(s *state.Versions) error {
		s.Reset()
		return nil
	})
}

// ServeHTTP answers a request in this world, whatever world the request names.
func (w *World) ServeHTTP(to http.ResponseWriter, r *http.Request) {
	named := *r
	named.Header = r.Header.Clone()
	named.Header[worldHeader] = []string{w.name}
	w.server.ServeHTTP(to, &named)
}

// maxWorldName is how many bytes a world's name has at most.
const maxWorldName = 64

// isWorldName tells whether a world may be called so.
func isWorldName(name string) bool {
	if name == "" || len(name) > maxWorldName || strings.Trim(name, ".") == "" {
		return false
	}
	for i := range len(name) {
		if !isWorldByte(name[i]) {
			return false
		}
	}
	return true
}

func isWorldByte(b byte) bool {
	return 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || '0' <= b && b <= '9' || b == '.' || b == '_' || b == '-'
}
