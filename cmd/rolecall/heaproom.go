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
		takeRoom()
		debug.SetGCPercent(usual)
	})
}

func takeRoom() {
	if room.Load() == nil {
		room.Store(new([heapRoom]byte))
	}
}

// What a record takes in the heap: its own, and as much again before the
// collector runs. Few records do not fill enough pages to matter.
const recordRoom, manyRecords = 2 << 10, 50_000

// reserveHeap has the memory that many records take come in large pages, where
// the system has them. In small ones each request of a large world meets a page
// that was never touched, and its records are seldom among the addresses that
// the processor knows: together a fifth of its time.
func reserveHeap(records uint64) {
	if records < manyRecords {
		return
	}
	takeRoom() // from addresses that were used it would have to be cleared
	memory := make([]byte, records*recordRoom)
	wantLargePages(memory) // and it is given up: the heap has its addresses then
}
