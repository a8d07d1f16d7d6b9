//go:build linux

// Command awake keeps the core that it is started on from going to sleep, until
// its input ends. It takes time only when nobody else wants the core.
//
// A virtual core that has nothing to do is given back to the machine below, and
// may come back milliseconds later. A server that waits for its next request is
// then measured by how busy that machine is.
package main

import (
	"fmt"
	"io"
	"os"
	"runtime"

	"golang.org/x/sys/unix"
)

// schedIdle is SCHED_IDLE of sched(7).
const schedIdle = 5

func main() {
	runtime.GOMAXPROCS(2) // one to spin, one to see the end of the input
	runtime.LockOSThread()
	if err := unix.SchedSetAttr(0, &unix.SchedAttr{Policy: schedIdle}, 0); err != nil {
		fmt.Fprintln(os.Stderr, "asking for the idle scheduling class:", err)
		os.Exit(1)
	}
	go func() {
		io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	//lint:ignore SA5002 to use what nobody else wants is what it is for
	for {
	}
}
