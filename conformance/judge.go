package conformance

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// Status is what became of a check.
type Status string

// The outcomes of a check.
const (
	Passed   Status = "passed"
	Failed   Status = "failed"
	Skipped  Status = "skipped"   // it does not apply to this target; Reason says why
	Broken   Status = "broken"    // the target could not be asked; Reason says why
	NotAsked Status = "not asked" // the run ended before, or nobody can ask it; Reason says why
	Flaky    Status = "flaky"     // it failed, and asked again on fresh data it did not
)

// Result is a check and what became of it.
type Result struct {
	Check    *Check
	Status   Status
	Reason   string // of a skipped or broken check, or of a waiver
	Problems []Problem
	Waived   bool // a failure that a waiver accepts
	Known    bool // a failure that the baseline has too
	Requests int
	Took     time.Duration
}

// watcher looks at every exchange of one operation for one check.
type watcher struct {
	check    *Check
	mu       sync.Mutex
	seen     int
	problems []Problem
}

const mostWatched = 3 // problems of one watcher that are kept

func (w *watcher) see(x *Exchange) {
	problem := w.check.watch(x)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.seen++
	if problem == nil || len(w.problems) >= mostWatched || slices.ContainsFunc(w.problems, func(p Problem) bool {
		return p.Got == problem.Got && p.Expected == problem.Expected
	}) {
		return
	}
	problem.Exchange = x.evidence()
	w.problems = append(w.problems, *problem)
}

// judge asks the checks, several at once, and decides on each. Every decision
// is told as it falls, in no certain order; the results come in the order of
// the checks.
func (s *session) judge(ctx context.Context, checks []*Check, tell func(*Result)) []*Result {
	results := make([]*Result, len(checks))
	watching := map[*Check]*watcher{}
	for _, c := range checks {
		if c.watch != nil && s.skip(c) == "" {
			w := &watcher{check: c}
			watching[c] = w
			id := ""
			if c.Operation != nil {
				id = c.Operation.ID
			}
			s.watchers[id] = append(s.watchers[id], w)
		}
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	s.stop = cancel
	var telling sync.Mutex
	done := func(i int, r *Result) {
		s.redact(r)
		results[i] = r
		telling.Lock()
		defer telling.Unlock()
		tell(r)
		if s.options.FailFast && r.Status == Failed {
			cancel(errFailFast)
		}
	}
	order := make(chan int)
	var workers sync.WaitGroup
	for range s.options.workers() {
		workers.Go(func() {
			for i := range order {
				r := s.one(ctx, checks[i])
				if watching[checks[i]] != nil {
					results[i] = r // decided when all have been seen
					continue
				}
				done(i, r)
			}
		})
	}
	for _, i := range queue(checks, s.options.Shuffle != 0) {
		order <- i
	}
	close(order)
	workers.Wait()
	for i, c := range checks {
		if w := watching[c]; w != nil {
			r := results[i]
			r.Problems = append(r.Problems, w.problems...)
			if len(r.Problems) > 0 {
				r.Status, r.Reason = Failed, ""
			} else if r.Status == Passed && w.seen == 0 {
				r.Status, r.Reason = Broken, "no exchange was seen"
			}
			done(i, r)
		}
	}
	return results
}

// ended is what becomes of a check that the end of the run cuts short.
func ended(ctx context.Context) (Status, string) {
	var gone *goneError
	switch cause := context.Cause(ctx); {
	case cause == errFailFast:
		return Skipped, cause.Error()
	case errors.As(cause, &gone):
		return Broken, gone.Error()
	}
	return Broken, errInterrupted.Error()
}

// redact hides what was sent in secret from the words of a result.
func (s *session) redact(r *Result) {
	r.Reason = oneLine(s.secrets.redact(r.Reason))
	for i := range r.Problems {
		p := &r.Problems[i]
		p.Expected, p.Got = oneLine(s.secrets.redact(p.Expected)), oneLine(s.secrets.redact(p.Got))
	}
}

var errInterrupted = errors.New("interrupted")

var errFailFast = fmt.Errorf("stopped after the first failure")

// one decides on one check.
func (s *session) one(ctx context.Context, c *Check) *Result {
	r := &Result{Check: c}
	if reason := s.skip(c); reason != "" {
		r.Status, r.Reason = Skipped, reason
		return r
	}
	if ctx.Err() != nil {
		r.Status, r.Reason = ended(ctx)
		return r
	}
	if s.bootstrap == nil && !c.Alone {
		if r.Status, r.Reason = Broken, "the target file has no persona "+Bootstrap+"; add it"; s.mistrust != "" {
			r.Reason = s.mistrust
		}
		return r
	}
	began := time.Now()
	t := &Trial{check: c, session: s, ctx: ctx}
	err := t.judged()
	r.Problems, r.Requests, r.Took = t.problems, t.requests, time.Since(began)
	switch {
	case len(r.Problems) > 0:
		r.Status = Failed
	case errors.As(err, &skip{}):
		r.Status, r.Reason = Skipped, err.Error()
	case err != nil:
		r.Status, r.Reason = Broken, err.Error()
		if ctx.Err() != nil {
			r.Status, r.Reason = ended(ctx)
		}
	default:
		r.Status = Passed
	}
	return r
}

// skip is why a check does not apply to the target, "" where it does.
func (s *session) skip(c *Check) string {
	var missing []string
	for _, feature := range c.Features {
		if !slices.Contains(s.target.Features, feature) {
			missing = append(missing, feature)
		}
	}
	if len(missing) > 0 {
		return "the target does not declare " + strings.Join(missing, ", ")
	}
	if c.Writes && s.options.ReadOnly {
		return "it writes, and --read-only asks nothing that does"
	}
	if c.Writes && !s.writable() {
		return "it writes, and the target file does not say writable: true"
	}
	for _, r := range c.Needs {
		if s.given(r) == nil {
			if reason := s.cannotMake(r); reason != "" {
				return reason
			}
		}
	}
	return ""
}

// writable tells whether the run may write to the target.
func (s *session) writable() bool {
	return !s.options.ReadOnly && (s.target.Writable || s.client.loopback())
}
