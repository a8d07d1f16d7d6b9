package engine

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/cotalker/rolecall/conformance/internal/wire"
)

// The outcomes of a check.
const (
	Passed   Status = "passed"
	Failed   Status = "failed"
	Skipped  Status = "skipped"   // it does not apply to this target; Reason says why
	Broken   Status = "broken"    // the target could not be asked; Reason says why
	NotAsked Status = "not asked" // the run ended before, or nobody can ask it; Reason says why
	Flaky    Status = "flaky"     // it failed, and asked again on fresh data it did not
)

// Judge asks the checks, several at once, and decides on each. Every decision
// is told as it falls, in no certain order; the results come in the order of
// the checks.
func (s *Session) Judge(ctx context.Context, checks []*Check, tell func(*Result)) []*Result {
	results := make([]*Result, len(checks))
	watching := s.Observe(checks)
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	s.Reach.judging, s.Reach.Stop = ctx, cancel
	var telling sync.Mutex
	done := func(i int, r *Result) {
		s.Redact(r)
		s.Options.ApplyWaivers(r)
		results[i] = r
		telling.Lock()
		defer telling.Unlock()
		tell(r)
		if s.Options.FailFast && r.Severity(s.Options.Strict) == Violation && !r.caused() {
			cancel(errFailFast)
		}
	}
	order := make(chan int)
	var workers sync.WaitGroup
	for range s.Options.Workers() {
		workers.Go(func() {
			for i := range order {
				r := &Result{Check: checks[i]}
				if err := Guarded(func() { r = s.RunCheck(ctx, checks[i]) }); err != nil {
					r.Status, r.Reason = Broken, err.Error()
				}
				if watching[checks[i]] != nil {
					results[i] = r // decided when all have been seen
					continue
				}
				done(i, r)
			}
		})
	}
	for _, i := range queue(checks, s.Options.Shuffled) {
		order <- i
	}
	close(order)
	workers.Wait()
	s.Reach.judging = nil
	s.ConfirmAlive(ctx)
	for i, c := range checks {
		if w := watching[c]; w != nil {
			w.CompleteResult(results[i], s.Reach)
			done(i, results[i])
		}
	}
	s.WeighCauses(results)
	return results
}

// Ended is what becomes of a check that the end of the run cuts short.
func Ended(ctx context.Context) (Status, string) {
	var gone *goneError
	cause := context.Cause(ctx)
	switch {
	case errors.As(cause, &gone):
		return Broken, gone.Error()
	case cause == errFailFast, cause == ErrWaited, errors.As(cause, new(*DeadlineError)):
		return NotAsked, cause.Error()
	}
	return NotAsked, ErrInterrupted.Error()
}

// caused tells whether all that is wrong may be of the way to the target.
func (r *Result) caused() bool {
	return !slices.ContainsFunc(r.Problems, func(p Problem) bool { return p.cause == "" })
}

// Redact hides what was sent in secret from the words of a result.
func (s *Session) Redact(r *Result) {
	r.Reason = wire.OneLine(s.Client.Redact(r.Reason))
	for i := range r.Problems {
		p := &r.Problems[i]
		p.Expected, p.Got = wire.OneLine(s.Client.Redact(p.Expected)), wire.OneLine(s.Client.Redact(p.Got))
	}
}

var ErrInterrupted = errors.New("interrupted")

var errFailFast = errors.New("stopped after the first violation")

// DeadlineError is the end of the time that a run may take.
type DeadlineError struct{ After time.Duration }

func (e *DeadlineError) Error() string {
	return fmt.Sprintf("the run had not ended after %s; give it more time with --deadline, or ask fewer checks", e.After)
}

// RunCheck decides on one check. A failure is asked again on fresh data where the
// options say so: one that does not come again is flaky, never a pass.
func (s *Session) RunCheck(ctx context.Context, c *Check) *Result {
	r := s.runOnce(ctx, c)
	for range s.Options.Retry {
		if r.Status != Failed || r.caused() {
			break
		}
		again := s.runOnce(ctx, c)
		r.Requests, r.Took = r.Requests+again.Requests, r.Took+again.Took
		if again.Status == Passed {
			r.Status, r.Reason = Flaky, "it failed, and asked again on fresh data it did not"
		}
	}
	return r
}

func (s *Session) runOnce(ctx context.Context, c *Check) *Result {
	r := &Result{Check: c}
	if r.Status, r.Reason = s.WhyNotAsked(c); r.Status != "" {
		return r
	}
	if ctx.Err() != nil {
		r.Status, r.Reason = Ended(ctx)
		return r
	}
	if s.Callers.Bootstrap == nil && !c.Alone {
		if r.Status, r.Reason = Broken, "the target file has no persona "+wire.Bootstrap+"; add it"; s.Callers.bootstrapProblem != "" {
			r.Reason = s.Callers.bootstrapProblem
		}
		return r
	}
	defer s.Client.Weight.Enter()()
	began := time.Now()
	t := &Trial{check: c, Session: s, Context: ctx}
	err := t.judged()
	r.Problems, r.Requests, r.Took = t.problems, t.requests, time.Since(began)
	var lacking skip
	switch {
	case len(r.Problems) > 0:
		r.Status = Failed
	case errors.As(err, &lacking):
		r.Status, r.Reason = Skipped, err.Error()
		if lacking.keys && s.Options.Strict {
			r.Status = NotAsked
		}
	case err != nil:
		r.Status, r.Reason = Broken, err.Error()
		if ctx.Err() != nil {
			r.Status, r.Reason = Ended(ctx)
		}
	default:
		r.Status = Passed
	}
	return r
}

// WhyNotAsked is why a check is not asked of the target: it does not apply, or nobody
// can ask it. "" where it can be asked.
func (s *Session) WhyNotAsked(c *Check) (Status, string) {
	if missing := s.Missing(c.Features); len(missing) > 0 {
		return Skipped, "the target does not declare " + strings.Join(missing, ", ")
	}
	if c.Writes && s.Options.ReadOnly {
		return Skipped, "it writes, and --read-only asks nothing that does"
	}
	if c.Writes && !s.Writable() {
		return NotAsked, "it writes, and the target file does not say writable: true; add it, or ask with --read-only what does not write"
	}
	for _, r := range c.Callers {
		if s.GivenPersona(r) != nil {
			continue
		}
		if reason := s.CannotMake(r); reason != "" {
			if s.Demanded(r) {
				return NotAsked, reason
			}
			return Skipped, reason
		}
	}
	return "", ""
}

// Missing are the features that the target does not declare.
func (s *Session) Missing(features []string) []string {
	return slices.DeleteFunc(slices.Clone(features), func(f string) bool { return slices.Contains(s.Target.Features, f) })
}

// Writable tells whether the run may write to the target.
func (s *Session) Writable() bool {
	return !s.Options.ReadOnly && (s.Target.Writable || s.Client.Loopback())
}

// Varies is what differs between problems that are the same: what is quoted, ids and
// marks of the run, and times.
var Varies = regexp.MustCompile(`"[^"]*"|[0-9a-f]{8,}|\d{4}-\d\d-\d\dT\S+`)
