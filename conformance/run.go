package conformance

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/cotalker/rolecall/spec"
)

// Run asks a target the checks that the options select and reports what was
// found. Any number of runs can go on in one process. The error is of what no
// run can begin with, a [*UsageError] where the caller can mend it; all that comes
// to light later stands in the report.
func Run(ctx context.Context, target *Target, o Options) (*Report, error) {
	o, err := o.withDefaults()
	if err != nil {
		return nil, err
	}
	chosen, err := o.selection()
	if err != nil {
		return nil, err
	}
	checks := chosen.checks
	s, end, err := open(target, o.settings())
	if err != nil {
		return nil, err
	}
	defer end()
	report := &Report{Started: o.Now().UTC().Truncate(time.Millisecond), Population: chosen.population(), Excuses: o.excuses(chosen.all)}
	s.identify(report, o)
	began := time.Now()
	if len(checks) == 0 {
		report.Reason = chosen.nothing()
		report.conclude(nil, chosen.places, o.Strict)
		return report, nil
	}
	plan := s.plan(checks)
	s.bound(plan)
	if o.Plan != nil {
		o.Plan(plan)
	}
	results, reason := s.asked(ctx, checks, o)
	report.Reason = oneLine(s.client.redact(reason))
	report.Holdings, report.Missing = s.held, s.lacking(checks)
	report.Made = s.cleanUp(context.WithoutCancel(ctx))
	if report.conclude(results, chosen.places, o.Strict); report.Verdict == Conformant {
		report.Reason = "" // whatever came came too late to matter
	}
	if operations, n := s.hiccups(); n > 0 {
		report.Findings = append(report.Findings, hiccupsOf(operations, n))
	}
	report.Requests, report.Took = s.requests.Load(), time.Since(began).Seconds()
	return report, nil
}

// asked are the results of the checks, and why the verdict is not what they
// alone say, "" for no such reason.
func (s *session) asked(ctx context.Context, checks []*Check, o Options) ([]*Result, string) {
	asking, cancel := context.WithTimeoutCause(ctx, o.Deadline, &deadlineError{o.Deadline})
	defer cancel()
	problem := s.preflight(asking)
	if problem != nil && problem.ended {
		_, reason := ended(asking)
		return allOf(checks, NotAsked, reason), reason
	}
	if problem != nil && !problem.violates {
		return allOf(checks, Broken, s.client.redact(problem.reason)), problem.reason
	}
	if err := guarded(func() { s.findSpares(asking) }); err != nil {
		s.spares = spares{} // all is made anew
	}
	_ = guarded(func() { s.held = s.holdings(asking) })
	results := s.judge(asking, checks, func(r *Result) {
		if o.Progress != nil {
			o.Progress(r)
		}
	})
	switch {
	case ctx.Err() != nil:
		return results, errInterrupted.Error()
	case s.gone() != nil:
		return results, s.gone().Error()
	case asking.Err() != nil:
		return results, context.Cause(asking).Error()
	case s.waits.Load() >= mostWaited:
		return results, errWaited.Error()
	case problem != nil:
		return results, "it lets in whoever asks, with a token or without; " + problem.reason
	}
	return results, ""
}

func allOf(checks []*Check, status Status, reason string) []*Result {
	out := make([]*Result, len(checks))
	for i, c := range checks {
		out[i] = &Result{Check: c, Status: status, Reason: oneLine(reason)}
	}
	return out
}

// serving gives a target that is a handler an address of its own, so that it
// is asked over real HTTP like any other.
func serving(contract *spec.Contract, t *Target) (*Target, func(), error) {
	if t.Handler == nil {
		return t, func() {}, nil
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, nil, fmt.Errorf("serving the handler on a loopback port: %w", err)
	}
	server := &http.Server{Handler: t.Handler}
	go server.Serve(listener)
	served := *t
	path := contract.BasePath
	if u, err := url.Parse(t.Address); err == nil && u.Path != "" {
		path = u.Path // the host is the listener's
	}
	served.Address, served.Login = "http://"+listener.Addr().String()+path, ""
	return &served, func() { server.Close() }, nil
}

// preflightProblem is why a run cannot go on as usual.
type preflightProblem struct {
	reason   string
	violates bool // what is wrong is against the contract, and the checks will show it
	ended    bool // the run's time was over before anybody had answered
}

// preflight sees whether somebody answers and whether bootstrap's token works.
func (s *session) preflight(ctx context.Context) *preflightProblem {
	if s.options.Wait > 0 {
		s.await(ctx)
	}
	persona := s.target.Persona(Bootstrap)
	if s.contract.Principal == nil {
		s.bootstrap = &caller{name: "anybody"} // no operation asks who it is
		return nil
	}
	if persona == nil {
		return nil // each check that needs it is skipped with that reason
	}
	who := &caller{name: Bootstrap, token: persona.Token}
	err := s.callers.control(ctx, who)
	if err == nil {
		s.bootstrap = who
		return nil
	}
	bad, answered := err.(*controlError)
	if !answered && ctx.Err() != nil {
		return &preflightProblem{ended: true}
	}
	if !answered {
		return &preflightProblem{reason: "the target does not answer: " + err.Error()}
	}
	problem := &preflightProblem{reason: err.Error()}
	s.mistrust = s.client.redact(problem.reason)
	if bad.x.success() && bad.x.JSONError == nil && len(bad.x.ReplyBody) > 0 {
		// It may be a server that lets everybody in.
		x, err := s.ask(ctx, setUpID, bad.x.Operation, nil)
		problem.violates = err == nil && x.success()
	}
	return problem
}
