package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"
)

// cores says where things run.
type cores struct {
	servers, load int
	apart         bool // each has a core of its own
}

// describeMachine is what a reader needs to judge figures by, and nothing that
// tells one machine from another of its kind.
func describeMachine(c cores) string {
	text := fmt.Sprintf("%d cores%s, %s, %s/%s; ", runtime.NumCPU(), processorName(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	switch {
	case c.apart:
		return text + "servers on one core, the load on another"
	case runtime.GOOS == "linux":
		return text + "servers and load share the only core: ratios suffer"
	}
	return text + "servers with GOMAXPROCS=1, not tied to a core; processor time and memory are measured on Linux alone"
}

// processorName reads the model where the system tells it.
func processorName() string {
	text, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(text)) {
		if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
			return " of " + strings.TrimSpace(value)
		}
	}
	return ""
}
