package main

import (
	"runtime"
	"testing"
)

func TestWhoWritesFilesHasTwoProcessors(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, c := range []struct {
		url, environment string
		had, want        int
	}{
		{"file:state", "", 1, 2},
		{"file:state", "1", 1, 1},
		{"file:state", "", 3, 3},
		{"postgres://localhost/state", "", 1, 1},
		{"", "", 1, 1},
	} {
		t.Setenv("GOMAXPROCS", c.environment)
		runtime.GOMAXPROCS(c.had)
		goOnBesideDisk(c.url)
		if got := runtime.GOMAXPROCS(0); got != c.want {
			t.Errorf("--store %q, GOMAXPROCS=%q, %d before: %d, want %d", c.url, c.environment, c.had, got, c.want)
		}
	}
}
