package conformance

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
)

// Interview is a target that another runner asks, one check at a time: Ginkgo does
// so through the package ginkgosuite. [Run] asks all of them by itself.
//
//	interview, err := conformance.Open(target, conformance.Options{})
//	defer interview.Close(ctx)
//	for _, check := range interview.Checks() {
//		result, err := interview.Ask(ctx, check.ID)
//	}
//
// Its methods may be called from any goroutine.
type Interview struct {
	session *engine.Session
	end     func()
	checks  []*Check
	byID    map[string]*Check
	gone    context.Context // ends where the target does not answer any more

	beginning sync.Once
	problem   *engine.PreflightProblem // why nothing can be asked, nil where it can
	closing   sync.Once
	left      []Made

	mu       sync.Mutex
	asked    map[*Check]bool
	watching map[*Check]*engine.Observer
}

// Open prepares a target for being asked; nothing is sent before the first
// check. FailFast, Shuffle, Deadline, Plan and Progress of the options are the
// other runner's business and do nothing here. Close what was opened.
func Open(target *Target, o Options) (*Interview, error) {
	o, err := o.withDefaults()
	if err != nil {
		return nil, err
	}
	checks, err := Select(Catalog(o.Contract), o.Filter)
	if err != nil {
		return nil, err
	}
	session, end, err := engine.Open(target, o.settings())
	if err != nil {
		return nil, err
	}
	s := &Interview{session: session, end: end, checks: checks, byID: map[string]*Check{}, asked: map[*Check]bool{}}
	s.watching = session.Observe(checks)
	s.gone, session.Reach.Stop = context.WithCancelCause(context.Background())
	holdToPlan(session, checks, planOf(session, checks))
	for _, c := range checks {
		s.byID[c.ID] = c
	}
	return s, nil
}

// Checks are those that the filter of the options selects, in the order of the
// catalogue.
func (s *Interview) Checks() []*Check { return slices.Clone(s.checks) }

// Ask asks the check of that id, and asks it anew where it was asked before.
// The first of all sees whether somebody answers. The error is of an id that no
// check has.
func (s *Interview) Ask(ctx context.Context, id string) (*Result, error) {
	c := s.byID[id]
	if c == nil {
		return nil, &UsageError{Err: fmt.Errorf("the interview has no check %q; Checks lists those there are", id)}
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer context.AfterFunc(s.gone, func() { cancel(context.Cause(s.gone)) })()
	s.beginning.Do(func() {
		if s.problem = s.session.Preflight(ctx); s.problem == nil {
			s.session.FindReusable(ctx)
		}
	})
	r := &Result{Check: c, Status: Broken}
	if p := s.problem; p != nil && !p.Violates {
		r.Reason = p.Reason
	} else {
		s.again(c)
		if err := engine.Guarded(func() { r = s.session.RunCheck(ctx, c) }); err != nil {
			r.Reason = err.Error()
		}
		s.session.ConfirmAlive(ctx) // a server that does not answer this is not one that answers nobody
		s.addObserved(r)
		s.session.WeighCauses([]*Result{r})
	}
	s.session.Redact(r)
	s.session.Options.ApplyWaivers(r)
	return r, nil
}

// again prepares a check that was asked before. It may make as many users once
// more, and where it observes begins anew.
func (s *Interview) again(c *Check) {
	s.mu.Lock()
	again, w := s.asked[c], s.watching[c]
	s.asked[c] = true
	s.mu.Unlock()
	if !again {
		return
	}
	switch p := s.session.Contract.Principal; {
	case p != nil:
		s.session.Quota(p.Resource).Raise(c.Makes)
	case c.Makes > 0:
		s.session.Quota(c.Operation.Action.Records()).Raise(c.Makes)
	}
	if w == nil {
		return
	}
	w.Restart()
	if c.Operation != nil {
		s.session.AskUsualAnew(c.Operation)
	}
}

// addObserved adds what an observer has seen until now to the result of its check.
func (s *Interview) addObserved(r *Result) {
	s.mu.Lock()
	w := s.watching[r.Check]
	s.mu.Unlock()
	if w == nil {
		return
	}
	w.CompleteResult(r, s.session.Reach)
	w.Untold() // Ask tells all of them
}

// Later are failures of checks that look at every exchange: of what the requests
// of other checks have brought to light, and neither Ask nor Later has told yet.
func (s *Interview) Later() []*Result {
	var out []*Result
	for _, c := range s.checks {
		s.mu.Lock()
		w := s.watching[c]
		s.mu.Unlock()
		if w == nil {
			continue
		}
		if fresh := w.Untold(); len(fresh) > 0 {
			r := &Result{Check: c, Status: Failed, Problems: fresh}
			s.session.Redact(r)
			s.session.Options.ApplyWaivers(r)
			out = append(out, r)
		}
	}
	return out
}

// Severity is how much a failed result weighs under the options, "" for
// one that did not fail.
func (s *Interview) Severity(r *Result) Severity { return r.Severity(s.session.Options.Strict) }

// Made are the ids of what the interview has made at the target, by collection. In
// the end Close disables it.
func (s *Interview) Made() map[string][]string {
	return s.session.MadeIDs()
}

// Disable switches off what interviews in other processes have made, as Close does
// with its own, and tells how many records it could not. What is not there, or
// does not bear the mark of a run, is left alone.
func (s *Interview) Disable(ctx context.Context, made map[string][]string) (left int) {
	ctx, cancel := context.WithTimeout(ctx, engine.Patience)
	defer cancel()
	if s.session.Callers.Bootstrap == nil && s.session.Preflight(ctx) != nil {
		for _, ids := range made {
			left += len(ids)
		}
		return left
	}
	for _, resource := range s.session.Contract.Resources {
		f := s.session.Family(resource)
		if f == nil || f.Read == nil {
			continue
		}
		var enabled []string
		for _, id := range made[resource.Collection] {
			x, err := s.session.Send(ctx, "clean-up", f.Read, s.session.Callers.Bootstrap, wire.Key(id))
			switch {
			case err != nil:
				left++
			case x.Success() && engine.BearsMark(resource.Schema, x.Record(), engine.RunMark) && !engine.HoldsAll(x.Record(), s.session.OffChange(resource)):
				enabled = append(enabled, id)
			}
		}
		if len(enabled) > 0 {
			left += len(s.session.Disable(ctx, f, enabled))
		}
	}
	return left
}

// Close disables what the interview has made, and tells how much that was. To call
// it again does nothing more.
func (s *Interview) Close(ctx context.Context) []Made {
	s.closing.Do(func() {
		s.left = s.session.CleanUp(ctx)
		s.end()
	})
	return s.left
}
