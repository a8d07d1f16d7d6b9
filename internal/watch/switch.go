package watch

import (
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// Patience is how long a change waits for the writes that are under way.
const Patience = time.Second

// Switch is a handler that another may take the place of. A request is answered
// whole by the one that there was when it came.
type Switch struct {
	current atomic.Pointer[http.Handler]
	writes  gate
}

// NewSwitch begins with a handler.
func NewSwitch(first http.Handler) *Switch {
	s := &Switch{}
	s.current.Store(&first)
	s.writes.idle.L = &s.writes.mu
	s.writes.open.L = &s.writes.mu
	return s
}

func (s *Switch) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
	default:
		s.writes.enter()
		defer s.writes.leave()
	}
	(*s.current.Load()).ServeHTTP(w, r)
}

// Swap puts what next returns in the place of the handler, at a time when no
// request may be writing: those that come wait for it, those under way are waited
// for, and no longer than patience. It returns how many still were under way: they
// finish on the handler of before, and what they write stays there.
func (s *Switch) Swap(patience time.Duration, next func() http.Handler) (late int) {
	late = s.writes.shut(patience)
	defer s.writes.reopen()
	handler := next()
	s.current.Store(&handler)
	return late
}

// gate counts those within, and can be shut.
type gate struct {
	mu     sync.Mutex
	within int
	closed bool
	idle   sync.Cond // nobody is within, or patience is over
	open   sync.Cond
}

func (g *gate) enter() {
	g.mu.Lock()
	defer g.mu.Unlock()
	for g.closed {
		g.open.Wait()
	}
	g.within++
}

func (g *gate) leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.within--; g.within == 0 {
		g.idle.Broadcast()
	}
}

// shut lets nobody in, waits until nobody is within, and returns how many are.
func (g *gate) shut(patience time.Duration) int {
	over := false
	timer := time.AfterFunc(patience, func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		over = true
		g.idle.Broadcast()
	})
	defer timer.Stop()
	g.mu.Lock()
	defer g.mu.Unlock()
	g.closed = true
	for g.within > 0 && !over {
		g.idle.Wait()
	}
	return g.within
}

func (g *gate) reopen() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.closed = false
	g.open.Broadcast()
}
