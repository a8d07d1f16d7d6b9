package conformance

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
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
	large    atomic.Int64 // replies that it was shown
	broken   error        // of the watcher itself
}

// mostWatched is how many kinds of problem of one watcher are kept: the first by
// their words and not by time, so that every run keeps the same.
const mostWatched = 3

// mostLarge is how many large replies one watcher looks at. It has seen what
// there is to see by then, and each may take a tenth of a second.
const mostLarge = 20

func (w *watcher) see(x *Exchange) {
	if len(x.ReplyBody) > smallReply && w.large.Add(1) > mostLarge {
		return
	}
	var problem *Problem
	err := guarded(func() { problem = w.check.Watch(x) })
	w.mu.Lock()
	defer w.mu.Unlock()
	w.seen++
	if err != nil && w.broken == nil {
		w.broken = err
	}
	if problem == nil {
		return
	}
	words := func(p Problem) string { return p.Expected + "\n" + varies.ReplaceAllString(p.Got, "…") }
	i, known := slices.BinarySearchFunc(w.problems, words(*problem), func(p Problem, text string) int { return strings.Compare(words(p), text) })
	if known || i >= mostWatched {
		return
	}
	problem.Exchange = x.evidence()
	w.problems = slices.Insert(w.problems, i, *problem)
	w.problems = w.problems[:min(len(w.problems), mostWatched)]
}

// decide completes the result of a check by what its watcher has seen, and by how
// the operation has answered.
func (w *watcher) decide(r *Result, reach *reach) {
	w.mu.Lock()
	defer w.mu.Unlock()
	r.Problems = append(r.Problems, w.problems...)
	if n, lost := reach.unheard(w.check.Operation); w.check.Heard && n > 0 && len(r.Problems) == 0 {
		r.Problems = []Problem{{Expected: "a reply to each request", Got: "none for some of them", Exchange: lost}} // how many differs from run to run
	}
	switch {
	case len(r.Problems) > 0:
		r.Status, r.Reason = Failed, ""
	case w.broken != nil:
		r.Status, r.Reason = Broken, w.broken.Error()
	case r.Status == Skipped && w.seen > 0:
		r.Status, r.Reason = Passed, "" // other checks brought replies to look at
	case r.Status == Passed && w.seen == 0:
		r.Status, r.Reason = Broken, "no exchange was seen"
	}
}

// judge asks the checks, several at once, and decides on each. Every decision
// is told as it falls, in no certain order; the results come in the order of
// the checks.
func (s *session) judge(ctx context.Context, checks []*Check, tell func(*Result)) []*Result {
	results := make([]*Result, len(checks))
	watching := s.watch(checks)
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	s.judging, s.stop = ctx, cancel
	var telling sync.Mutex
	done := func(i int, r *Result) {
		s.redact(r)
		s.options.Excuse(r)
		results[i] = r
		telling.Lock()
		defer telling.Unlock()
		tell(r)
		if s.options.FailFast && r.Severity(s.options.Strict) == Violation && !r.caused() {
			cancel(errFailFast)
		}
	}
	order := make(chan int)
	var workers sync.WaitGroup
	for range s.options.workers() {
		workers.Go(func() {
			for i := range order {
				r := &Result{Check: checks[i]}
				if err := guarded(func() { r = s.one(ctx, checks[i]) }); err != nil {
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
	for _, i := range queue(checks, s.options.Shuffled) {
		order <- i
	}
	close(order)
	workers.Wait()
	s.judging = nil
	s.lastWord(ctx)
	for i, c := range checks {
		if w := watching[c]; w != nil {
			w.decide(results[i], s.reach)
			done(i, results[i])
		}
	}
	s.weigh(results)
	return results
}

// watch has the checks that look at the exchanges of others look from now on.
func (s *session) watch(checks []*Check) map[*Check]*watcher {
	watching := map[*Check]*watcher{}
	for _, c := range checks {
		if status, _ := s.unfit(c); c.Watch == nil || status != "" {
			continue
		}
		w := &watcher{check: c}
		watching[c] = w
		s.watchers[operationID(c.Operation)] = append(s.watchers[operationID(c.Operation)], w)
	}
	return watching
}

// ended is what becomes of a check that the end of the run cuts short.
func ended(ctx context.Context) (Status, string) {
	var gone *goneError
	cause := context.Cause(ctx)
	switch {
	case errors.As(cause, &gone):
		return Broken, gone.Error()
	case cause == errFailFast, cause == errWaited, errors.As(cause, new(*deadlineError)):
		return NotAsked, cause.Error()
	}
	return NotAsked, errInterrupted.Error()
}

// caused tells whether all that is wrong may be of the way to the target.
func (r *Result) caused() bool {
	return !slices.ContainsFunc(r.Problems, func(p Problem) bool { return p.cause == "" })
}

// redact hides what was sent in secret from the words of a result.
func (s *session) redact(r *Result) {
	r.Reason = oneLine(s.client.redact(r.Reason))
	for i := range r.Problems {
		p := &r.Problems[i]
		p.Expected, p.Got = oneLine(s.client.redact(p.Expected)), oneLine(s.client.redact(p.Got))
	}
}

var errInterrupted = errors.New("interrupted")

var errFailFast = errors.New("stopped after the first violation")

// deadlineError is the end of the time that a run may take.
type deadlineError struct{ after time.Duration }

func (e *deadlineError) Error() string {
	return fmt.Sprintf("the run had not ended after %s; give it more time with --deadline, or ask fewer checks", e.after)
}

// one decides on one check. A failure is asked again on fresh data where the
// options say so: one that does not come again is flaky, never a pass.
func (s *session) one(ctx context.Context, c *Check) *Result {
	r := s.once(ctx, c)
	for range s.options.Retry {
		if r.Status != Failed || r.caused() {
			break
		}
		again := s.once(ctx, c)
		r.Requests, r.Took = r.Requests+again.Requests, r.Took+again.Took
		if again.Status == Passed {
			r.Status, r.Reason = Flaky, "it failed, and asked again on fresh data it did not"
		}
	}
	return r
}

func (s *session) once(ctx context.Context, c *Check) *Result {
	r := &Result{Check: c}
	if r.Status, r.Reason = s.unfit(c); r.Status != "" {
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
	defer s.client.weight.enter()()
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

// unfit is why a check is not asked of the target: it does not apply, or nobody
// can ask it. "" where it can be asked.
func (s *session) unfit(c *Check) (Status, string) {
	if missing := s.missing(c.Features); len(missing) > 0 {
		return Skipped, "the target does not declare " + strings.Join(missing, ", ")
	}
	if c.Writes && s.options.ReadOnly {
		return Skipped, "it writes, and --read-only asks nothing that does"
	}
	if c.Writes && !s.writable() {
		return NotAsked, "it writes, and the target file does not say writable: true; add it, or ask with --read-only what does not write"
	}
	for _, r := range c.Needs {
		if s.given(r) != nil {
			continue
		}
		if reason := s.cannotMake(r); reason != "" {
			if s.demanded(r) {
				return NotAsked, reason
			}
			return Skipped, reason
		}
	}
	return "", ""
}

// missing are the features that the target does not declare.
func (s *session) missing(features []string) []string {
	return slices.DeleteFunc(slices.Clone(features), func(f string) bool { return slices.Contains(s.target.Features, f) })
}

// writable tells whether the run may write to the target.
func (s *session) writable() bool {
	return !s.options.ReadOnly && (s.target.Writable || s.client.loopback())
}
