package main

import (
	"runtime"
	"runtime/debug"
	"sync/atomic"
)

// heapRoom is how much the heap may grow between two runs of the collector,
// whatever it holds. Left alone, the collector lets the heap double: beside a
// world of a few megabytes that is many times a second under load, and once
// while the mock starts. The room costs a seed world's mock up to 32 MB under
// load, and saves a tenth of the time of every request and a fifth of the
// start.
const heapRoom = 32 << 20

// collectorMinimum is the heap at which the collector first runs, for each 100
// of its percentage.
const collectorMinimum = 4 << 20

// room is memory that is reserved and never touched, so that it takes address
// space and nothing else; the collector counts it.
var room atomic.Pointer[[heapRoom]byte]

// makeHeapRoom lets the heap grow to heapRoom before the collector first runs,
// and after that by heapRoom more than it would.
func makeHeapRoom() {
	usual := debug.SetGCPercent(100 * heapRoom / collectorMinimum)
	first := new(*byte)
	runtime.SetFinalizer(first, func(**byte) {
		room.Store(new([heapRoom]byte))
		debug.SetGCPercent(usual)
	})
}
