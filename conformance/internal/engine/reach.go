package engine

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/spec"
)

// A request may get no reply, or one that a gateway gave in the place of the
// server. Whether that tells of the operation or of the way to it is known only
// when all have been asked: such problems carry their cause, and are weighed then.

// cause is why a problem may not be what it seems.
type cause string

const (
	silent  cause = "silent"  // no reply, or none that is HTTP and within the bounds
	gateway cause = "gateway" // 502, 503 or 504, also when asked again

	// The operation that a check is about did not serve even to prepare the check.
	unprepared cause = "unprepared"
)

// reach is how each operation of a target has answered so far.
type reach struct {
	mu       sync.Mutex
	of       map[string]*answers // by the operation's id, "" for paths that are none
	answered time.Time           // when the latest of the requests that got a reply was sent

	Requests atomic.Int64            // that were sent
	silent   atomic.Int64            // requests in a row that got no reply
	Waits    atomic.Int64            // requests in all that cost a whole timeout
	sighted  atomic.Bool             // something that the target showed could be read
	lost     error                   // why the target is held to be gone, nil where it is not
	judging  context.Context         // of the checks, nil before and after
	Stop     context.CancelCauseFunc // ends the judging
}

// answers are how the requests of one operation ended.
type answers struct {
	replies  int // of the server itself
	silences int
	lost     *wire.Evidence // of the first of them
	lostAt   []time.Time    // of the first few
	gateways int            // that stayed when asked again
	passing  int            // replies of a gateway that the next request did not get
}

func newReach() *reach { return &reach{of: map[string]*answers{}, Stop: func(error) {}} }

func operationID(op *spec.Operation) string {
	if op == nil {
		return ""
	}
	return op.ID
}

// note counts how one request of an operation ended.
func (r *reach) note(op *spec.Operation, sent time.Time, count func(*answers)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	a := r.of[operationID(op)]
	if a == nil {
		a = &answers{}
		r.of[operationID(op)] = a
	}
	before := a.replies + a.gateways
	count(a)
	if a.replies+a.gateways > before && sent.After(r.answered) {
		r.answered = sent
	}
}

// see is how an operation has answered so far.
func (r *reach) see(op *spec.Operation) answers {
	r.mu.Lock()
	defer r.mu.Unlock()
	if a := r.of[operationID(op)]; a != nil {
		return *a
	}
	return answers{}
}

// since tells whether a request that was sent after a moment got a reply.
func (r *reach) since(at time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.answered.After(at)
}

// maxLost is how many requests without a reply are kept by their time.
const maxLost = 256

// lose counts a request that got no reply.
func (r *reach) lose(x *wire.Exchange, sent time.Time) {
	r.note(x.Operation, sent, func(a *answers) {
		if a.silences++; a.lost == nil {
			a.lost = x.Evidence()
		}
		if len(a.lostAt) < maxLost {
			a.lostAt = append(a.lostAt, time.Now())
		}
	})
}

// unheard is how many requests of an operation got no reply while it answers
// others, and the target goes on doing so; and evidence of one.
func (r *reach) unheard(op *spec.Operation) (int, *wire.Evidence) {
	a := r.see(op)
	n := 0
	for _, at := range a.lostAt {
		if r.since(at) {
			n++
		}
	}
	if a.replies == 0 {
		n = 0
	}
	return n, a.lost
}

// unsure tells whether a request got no reply and none was sent after it that
// did.
func (r *reach) unsure() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, a := range r.of {
		if n := len(a.lostAt); n > 0 && n < maxLost && a.lostAt[n-1].After(r.answered) {
			return true
		}
	}
	return false
}

// mute is how often an operation may stay silent, and never have answered,
// before it is asked no more: each time may cost a whole timeout.
const mute = 6

// neverAnswers tells whether an operation is asked no more.
func (r *reach) neverAnswers(op *spec.Operation) bool {
	a := r.see(op)
	return op != nil && a.replies == 0 && a.gateways == 0 && a.silences >= mute
}

// holds tells whether a problem is one of the operation.
func (s *Session) holds(p Problem) bool {
	switch p.cause {
	case silent:
		return s.Reach.since(p.at)
	case gateway:
		return s.Reach.see(p.op).replies == 0
	}
	return true
}

// ConfirmAlive sees whether a target still answers that nobody has asked anything
// since it left a request without a reply.
func (s *Session) ConfirmAlive(ctx context.Context) {
	if !s.Reach.unsure() || s.Gone() != nil || ctx.Err() != nil {
		return
	}
	if asked := time.Now(); s.alive(ctx) == nil {
		s.Reach.note(nil, asked, func(a *answers) { a.replies++ })
	}
}

// WeighCauses decides, when all have been asked, which problems of the way to the
// target are ones of the server. A server that answers others and not this request
// fails the check; one that answers nobody any more breaks it, and so does a
// gateway that now and then answers in the server's place.
func (s *Session) WeighCauses(results []*Result) {
	for _, r := range results {
		if r.Status != Failed {
			continue
		}
		all := r.Problems
		r.Problems = slices.DeleteFunc(slices.Clone(all), func(p Problem) bool { return !s.holds(p) })
		if len(r.Problems) == 0 {
			r.Status, r.Reason = Broken, unheard(all[0])
			if all[0].cause == silent {
				r.Reason = "the target stopped answering: " + all[0].Got
			}
		}
	}
	s.foldMute(results)
}

// unheard is why a check is broken by the way to the target.
func unheard(p Problem) string {
	return fmt.Sprintf("%s gave %s", RequestLine(p.op), p.Got)
}

// RequestLine is the method and the path of an operation, for a person.
func RequestLine(op *spec.Operation) string {
	if op == nil {
		return "a path that is none"
	}
	return op.Method + " " + op.Path
}

// foldMute makes one finding of an operation that never answers, or that does
// not even serve to prepare the checks of it: the check whose requirement speaks
// of that operation most of all fails, the others are broken by it.
func (s *Session) foldMute(results []*Result) {
	worst := map[string]*Result{}
	for _, r := range results {
		if !s.mutely(r) {
			continue
		}
		id := operationID(r.Problems[0].op)
		if worst[id] == nil || nearer(r.Check, worst[id].Check) {
			worst[id] = r
		}
	}
	for _, r := range results {
		if !s.mutely(r) {
			continue
		}
		if told := worst[operationID(r.Problems[0].op)]; told != r {
			r.Reason = fmt.Sprintf("%s: %s; see %s", RequestLine(told.Problems[0].op), told.Problems[0].Got, told.Check.ID)
			r.Status, r.Problems = Broken, nil
		}
	}
}

// mutely tells of a result whether all that is wrong is that its operation does
// not serve at all.
func (s *Session) mutely(r *Result) bool {
	return r.Status == Failed && len(r.Problems) > 0 && !slices.ContainsFunc(r.Problems, func(p Problem) bool {
		return p.cause == "" || p.cause != unprepared && s.Reach.see(p.op).replies > 0
	})
}

// nearer tells whether the requirement of one check says more of its operation
// than that of another: a MUST before a SHOULD, few operations before many.
func nearer(a, b *Check) bool {
	if a.Level != b.Level {
		return a.Level == spec.MUST
	}
	return breadth(a) < breadth(b)
}

func breadth(c *Check) int {
	if n := len(c.Requirement.Operations); n > 0 {
		return n
	}
	return 1000 // all there are
}

// Hiccups are the operations in whose place a gateway answered now and then,
// while the server itself answered others, and how often.
func (s *Session) Hiccups() (operations []string, n int) {
	s.Reach.mu.Lock()
	defer s.Reach.mu.Unlock()
	for _, op := range s.Contract.Operations {
		a := s.Reach.of[op.ID]
		if a == nil || a.replies == 0 || a.passing+a.gateways == 0 {
			continue
		}
		n += a.passing + a.gateways
		operations = append(operations, RequestLine(op))
	}
	return operations, n
}
