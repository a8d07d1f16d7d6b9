package engine

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/cotalker/rolecall/conformance/internal/wire"
)

// maxSilence is how many requests in a row may get no reply before it is
// asked whether anybody is there at all.
const maxSilence = 16

// goneError is a target that answered once and does not any more.
type goneError struct{ err error }

func (e *goneError) Error() string { return "the target stopped answering: " + e.err.Error() }

func (e *goneError) Unwrap() error { return e.err }

// lostError is a request that reached the target and got no reply of the
// server's own.
type lostError struct {
	exchange *wire.Exchange
	cause    cause
	said     string // what came instead
}

func (e *lostError) Error() string {
	return fmt.Sprintf("%s %s gave %s", e.exchange.Method, e.exchange.Redact(e.exchange.URL), e.said)
}

// MaxWaited is how many requests in all may cost a whole timeout, or a reply
// over the bounds, before no more are sent: a run that goes on would take hours.
const MaxWaited = 400

var ErrWaited = fmt.Errorf("%d requests got no reply that was whole in time and within the bounds; mend that first, then ask the rest", MaxWaited)

// waited counts a request that cost so much.
func (s *Session) waited(err error) {
	var failed *wire.ReplyError
	if !errors.As(err, &failed) || failed.Fault != wire.TooSlow && failed.Fault != wire.TooLarge || s.Reach.judging == nil {
		return
	}
	if s.Reach.Waits.Add(1) == MaxWaited {
		s.Reach.Stop(ErrWaited)
	}
}

// unanswered counts a request that got no reply. After many in a row a plain
// read decides: where that fails as well the judging ends, so that a target that
// died does not cost a timeout a check; where it is answered only some operations
// hang, which is for their checks to say.
func (s *Session) unanswered(ctx context.Context, err error) {
	if ctx.Err() != nil || s.Reach.silent.Add(1) != maxSilence {
		return
	}
	if s.alive(ctx) == nil {
		s.Reach.silent.Store(0)
		return
	}
	s.mu.Lock()
	s.Reach.lost = &goneError{err}
	s.mu.Unlock()
	s.Reach.Stop(s.Gone())
}

// alive asks plain reads until one gets a reply, whatever it says; the error is
// of the first of them.
func (s *Session) alive(ctx context.Context) error {
	var first error
	for _, path := range s.plainPaths() {
		x := &wire.Exchange{Sent: wire.Sent{Method: http.MethodGet, URL: s.Client.Locate(nil, path), Header: http.Header{}}}
		err := s.Client.RoundTrip(ctx, x, SetUpID, false)
		x.Release()
		if err == nil {
			return nil
		}
		if first == nil {
			first = err
		}
		var failed *wire.ReplyError
		if errors.As(err, &failed) && !failed.Connected() || ctx.Err() != nil {
			break // another path is at the same place
		}
	}
	return first
}

// await waits for a target that is starting: until a plain read is answered, and
// not by a gateway, or the time is up. What is wrong then is told by who asks next.
func (s *Session) await(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, s.Options.Wait)
	defer cancel()
	for ctx.Err() == nil {
		x := &wire.Exchange{Sent: wire.Sent{Method: http.MethodGet, URL: s.Client.Locate(nil, s.plainPaths()[0]), Header: http.Header{}}}
		err := s.Client.RoundTrip(ctx, x, SetUpID, false)
		x.Release()
		if err == nil && !byGateway(x.Status) {
			return
		}
		select {
		case <-ctx.Done():
		case <-time.After(wire.Pause):
		}
	}
}

// plainPaths are ones that a server answers without a body or a key, those of
// two operations at most, and one that is none.
func (s *Session) plainPaths() []string {
	var out []string
	for _, op := range s.Contract.Operations {
		if op.Method == http.MethodGet && len(op.PathKeys) == 0 && s.Declares(op.Features) && len(out) < 2 {
			out = append(out, op.Path)
		}
	}
	return append(out, s.Contract.BasePath+"/"+RunMark+"no-such-path")
}

// Gone is why the target is held to be gone, nil where it is not.
func (s *Session) Gone() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.Reach.lost
}
