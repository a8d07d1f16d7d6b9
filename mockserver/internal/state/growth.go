package state

import "sync/atomic"

// Growth tells how far what worlds hold may have gone from what it was when it was
// counted last.
type Growth struct {
	Written atomic.Int64 // bytes that were added since
	Freed   atomic.Bool  // something went since
}

// add counts what a write adds.
func (g *Growth) add(bytes int) { g.Written.Add(int64(bytes)) }
