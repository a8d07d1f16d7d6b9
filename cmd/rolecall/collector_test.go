package main

import (
	"runtime"
	"testing"
)

// TestCollectionsAreSeen waits for the call after a collection, and after another:
// the mark must be set again. What is in use grows with what is kept.
func TestCollectionsAreSeen(t *testing.T) {
	seen := make(chan uint64, 10)
	afterCollection(func() {
		select {
		case seen <- heapInUse():
		default:
		}
	})
	runtime.GC()
	before := <-seen
	kept := make([]byte, smallHeap)
	for range cap(seen) + 1 { // one that had begun may not know of it
		runtime.GC()
		if <-seen >= before+smallHeap/2 {
			runtime.KeepAlive(kept)
			return
		}
	}
	t.Errorf("%d bytes more are kept, and not seen", len(kept))
}
