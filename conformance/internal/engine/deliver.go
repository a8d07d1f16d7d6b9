package engine

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/spec"
)

// between are the pauses before a request is sent again that a gateway answered
// in the server's place.
var between = []time.Duration{100 * time.Millisecond, 400 * time.Millisecond}

// deliver sends a request, again where a gateway stood in the way, and keeps
// account of what it may have made and of how its operation answers. A create is
// sent once: what became of it is not known. What ends after the run does not
// count.
func (s *Session) deliver(ctx context.Context, x *wire.Exchange, id string, chunked bool) error {
	op := x.Operation
	creates := op != nil && op.Action.Kind == spec.Create && x.Method == op.Method
	if s.Reach.neverAnswers(op) && ctx.Value(evenIfSilent{}) == nil {
		return &lostError{x, silent, "no reply, as it never did before"}
	}
	if x.Once = creates; creates {
		if err := s.mayCreate(ctx); err != nil {
			return err
		}
		if err := s.Quota(op.Action.Resource).take(ctx, op.Action.Resource); err != nil {
			return err
		}
	}
	sent, err := time.Now(), error(nil)
	for try := 0; ; try++ {
		s.Reach.Requests.Add(1)
		err = s.Client.RoundTrip(ctx, x, id, chunked)
		if err != nil || !byGateway(x.Status) || creates || try == len(between) || s.Reach.see(op).gateways >= mute && s.Reach.see(op).replies == 0 {
			break
		}
		s.Reach.note(op, sent, func(a *answers) { a.passing++ })
		x.Release()
		select {
		case <-ctx.Done():
		case <-time.After(between[try]):
		}
	}
	if creates {
		s.Quota(op.Action.Resource).done(s.account(ctx, x, err))
	}
	switch {
	case err != nil && (ctx.Err() != nil || !answerable(err)):
		s.unanswered(ctx, err)
		return err
	case err != nil:
		if s.Reach.judging == nil || s.Reach.judging.Err() == nil {
			s.Reach.lose(x, sent)
			s.waited(err)
		}
		s.unanswered(ctx, err)
		return &lostError{x, silent, "no reply: " + reasonOf(err)}
	case ctx.Err() != nil:
		return context.Cause(ctx) // whatever ended the run may have ended the server
	case byGateway(x.Status):
		s.Reach.note(op, sent, func(a *answers) { a.gateways++ })
		return &lostError{x, gateway, x.Describe()}
	}
	s.Reach.note(op, sent, func(a *answers) { a.replies++ })
	if _, many := x.Records(); op != nil && !op.Action.Writes() && x.Success() && (many || x.Record() != nil) {
		s.Reach.sighted.Store(true)
	}
	s.noteShown(x, sent)
	return nil
}

// byGateway tells whether a status is one that a gateway gives where it does not
// get through to the server.
func byGateway(status int) bool {
	return status == http.StatusBadGateway || status == http.StatusServiceUnavailable || status == http.StatusGatewayTimeout
}

// answerable tells of an error whether the target was there and free to answer.
func answerable(err error) bool {
	var failed *wire.ReplyError
	return errors.As(err, &failed) && failed.Answerable()
}

// reasonOf is an error of the client without the request that it begins with.
func reasonOf(err error) string {
	var failed *wire.ReplyError
	if errors.As(err, &failed) {
		return failed.Err.Error()
	}
	return err.Error()
}
