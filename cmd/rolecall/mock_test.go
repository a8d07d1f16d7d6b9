package main

import (
	"bytes"
	"context"
	"strings"
	"testing"
)

// TestStoppedWhilePeopleAreLoaded ends the program before it listens: nobody
// waits for a million people in order to stop.
func TestStoppedWhilePeopleAreLoaded(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out, errOut bytes.Buffer
	if code := run(ctx, []string{"mock", "--port", "0", "--populate", "100000"}, nil, &out, &errOut); code != int(exitOK) {
		t.Errorf("exit code %d: %s", code, &errOut)
	}
	if out.Len() > 0 || !strings.Contains(errOut.String(), "stopped before the mock was there") {
		t.Errorf("it says %q and %q", &out, &errOut)
	}
}
