package conformance

import (
	"context"
	"testing"
)

// TestNoMoreIsAskedAfterHundredsOfTimeouts counts requests as they end: those
// that cost a whole timeout end the judging, quick ones never do.
func TestNoMoreIsAskedAfterHundredsOfTimeouts(t *testing.T) {
	ctx, stop := context.WithCancelCause(t.Context())
	defer stop(nil)
	s := &session{judging: ctx, stop: stop}
	for range 2 * mostWaited {
		s.waited(&replyError{fault: reset})
	}
	for range mostWaited - 1 {
		s.waited(&replyError{fault: tooSlow})
	}
	if ctx.Err() != nil {
		t.Fatalf("it ended early: %v", context.Cause(ctx))
	}
	s.waited(&replyError{fault: tooLarge})
	if status, reason := ended(ctx); ctx.Err() == nil || status != NotAsked || reason != errWaited.Error() {
		t.Errorf("%s: %s", status, reason)
	}
	s.judging = nil // cleaning up may take what it takes
	s.waited(&replyError{fault: tooSlow})
	if n := s.waits.Load(); n != mostWaited {
		t.Errorf("%d are counted", n)
	}
}
