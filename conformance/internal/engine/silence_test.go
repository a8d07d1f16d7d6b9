package engine

import (
	"context"
	"testing"

	"github.com/cotalker/rolecall/conformance/internal/wire"
)

// TestNoMoreIsAskedAfterHundredsOfTimeouts counts requests as they end: those
// that cost a whole timeout end the judging, quick ones never do.
func TestNoMoreIsAskedAfterHundredsOfTimeouts(t *testing.T) {
	ctx, stop := context.WithCancelCause(t.Context())
	defer stop(nil)
	s := &Session{Reach: newReach()}
	s.Reach.judging, s.Reach.Stop = ctx, stop
	for range 2 * MaxWaited {
		s.waited(&wire.ReplyError{Fault: wire.Reset})
	}
	for range MaxWaited - 1 {
		s.waited(&wire.ReplyError{Fault: wire.TooSlow})
	}
	if ctx.Err() != nil {
		t.Fatalf("it ended early: %v", context.Cause(ctx))
	}
	s.waited(&wire.ReplyError{Fault: wire.TooLarge})
	if status, reason := Ended(ctx); ctx.Err() == nil || status != NotAsked || reason != ErrWaited.Error() {
		t.Errorf("%s: %s", status, reason)
	}
	s.Reach.judging = nil // cleaning up may take what it takes
	s.waited(&wire.ReplyError{Fault: wire.TooSlow})
	if n := s.Reach.Waits.Load(); n != MaxWaited {
		t.Errorf("%d are counted", n)
	}
}
