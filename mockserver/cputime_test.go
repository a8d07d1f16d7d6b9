//go:build unix

package mockserver_test

import (
	"syscall"
	"testing"
	"time"
)

// cpuTime is the time that this process has used, both of its own and in the
// kernel. Unlike the time of day it hardly moves with what else is running.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// reportCPU adds the CPU time of an operation to a benchmark's figures.
func reportCPU(b *testing.B, began time.Duration) {
	b.ReportMetric(float64(cpuTime()-began)/float64(b.N), "cpu-ns/op")
}
