package main

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// The heap grows to so many percent more than what is in use before it is
// collected: seldom where that is a few megabytes, else as any program's does.
const (
	collectUsually = 100
	collectRarely  = 400
	smallHeap      = 32 << 20 // bytes in use
)

// collectSeldom has the collector wait until the heap holds four times more than
// what is in use, as long as that is a few megabytes: it would run many times a
// second under load, which takes a twentieth of a read and a tenth of a write. Many
// records are a large heap, and so is what a large body is decoded to: four times
// more than that ends the program where memory is scarce.
func collectSeldom(records uint64) {
	if records > 0 {
		return
	}
	debug.SetGCPercent(collectRarely)
	percent := collectRarely
	afterCollection(func() {
		wanted := collectRarely
		if heapInUse() > smallHeap {
			wanted = collectUsually
		}
		if wanted != percent {
			percent = wanted
			debug.SetGCPercent(percent)
		}
	})
}

// afterCollection calls a function each time the heap was collected.
func afterCollection(call func()) {
	type mark struct{ _ *byte } // a pointer keeps it apart from other small values
	var again func(*mark)
	again = func(m *mark) {
		call()
		runtime.SetFinalizer(m, again)
	}
	runtime.SetFinalizer(&mark{}, again)
}

// heapInUse is how many bytes the last collection found in use.
func heapInUse() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}
