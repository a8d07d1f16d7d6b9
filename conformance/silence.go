package conformance

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"
)

// mostSilence is how many requests in a row may get no reply before it is
// asked whether anybody is there at all.
const mostSilence = 16

// goneError is a target that answered once and does not any more.
type goneError struct{ err error }

func (e *goneError) Error() string { return "the target stopped answering: " + e.err.Error() }
func (e *goneError) Unwrap() error { return e.err }

// lostError is a request that reached the target and got no reply of the
// server's own.
type lostError struct {
	x     *Exchange
	cause cause
	said  string // what came instead
}

func (e *lostError) Error() string {
	return fmt.Sprintf("%s %s gave %s", e.x.Method, e.x.redact(e.x.URL), e.said)
}

// mostWaited is how many requests in all may cost a whole timeout, or a reply
// over the bounds, before no more are sent: a run that goes on would take hours.
const mostWaited = 400

var errWaited = fmt.Errorf("%d requests got no reply that was whole in time and within the bounds; mend that first, then ask the rest", mostWaited)

// waited counts a request that cost so much.
func (s *session) waited(err error) {
	var failed *replyError
	if !errors.As(err, &failed) || failed.fault != tooSlow && failed.fault != tooLarge || s.judging == nil {
		return
	}
	if s.waits.Add(1) == mostWaited {
		s.stop(errWaited)
	}
}

// unanswered counts a request that got no reply. After many in a row a plain
// read decides: where that fails as well the judging ends, so that a target that
// died does not cost a timeout a check; where it is answered only some operations
// hang, which is for their checks to say.
func (s *session) unanswered(ctx context.Context, err error) {
	if ctx.Err() != nil || s.silent.Add(1) != mostSilence {
		return
	}
	if s.alive(ctx) == nil {
		s.silent.Store(0)
		return
	}
	s.mu.Lock()
	s.lost = &goneError{err}
	s.mu.Unlock()
	s.stop(s.gone())
}

// alive asks plain reads until one gets a reply, whatever it says; the error is
// of the first of them.
func (s *session) alive(ctx context.Context) error {
	var first error
	for _, path := range s.plainPaths() {
		x := &Exchange{Method: http.MethodGet, URL: s.client.locate(nil, path), Header: http.Header{}}
		err := s.client.send(ctx, x, setUpID, false)
		x.letGo()
		if err == nil {
			return nil
		}
		if first == nil {
			first = err
		}
		var failed *replyError
		if errors.As(err, &failed) && !failed.connected() || ctx.Err() != nil {
			break // another path is at the same place
		}
	}
	return first
}

// await waits for a target that is starting: until a plain read is answered, and
// not by a gateway, or the time is up. What is wrong then is told by who asks next.
func (s *session) await(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, s.options.Wait)
	defer cancel()
	for ctx.Err() == nil {
		x := &Exchange{Method: http.MethodGet, URL: s.client.locate(nil, s.plainPaths()[0]), Header: http.Header{}}
		err := s.client.send(ctx, x, setUpID, false)
		x.letGo()
		if err == nil && !byGateway(x.Status) {
			return
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
	}
}

// plainPaths are ones that a server answers without a body or a key, those of
// two operations at most, and one that is none.
func (s *session) plainPaths() []string {
	var out []string
	for _, op := range s.contract.Operations {
		if op.Method == http.MethodGet && len(op.PathKeys) == 0 && s.declares(op.Features) && len(out) < 2 {
			out = append(out, op.Path)
		}
	}
	return append(out, s.contract.BasePath+"/"+runMark+"no-such-path")
}

// gone is why the target is held to be gone, nil where it is not.
func (s *session) gone() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.lost
}
