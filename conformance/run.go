package conformance

import (
	"context"
	"time"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
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
	s, end, err := engine.Open(target, o.settings())
	if err != nil {
		return nil, err
	}
	defer end()
	report := &Report{Started: o.Now().UTC().Truncate(time.Millisecond), Population: chosen.population(), Excuses: o.excuses(chosen.all)}
	identify(s, report, o)
	began := time.Now()
	if len(checks) == 0 {
		report.Reason = chosen.nothing()
		report.conclude(nil, chosen.places, o.Strict)
		return report, nil
	}
	plan := planOf(s, checks)
	holdToPlan(s, checks, plan)
	if o.Plan != nil {
		o.Plan(plan)
	}
	results, reason := askAll(ctx, s, checks, o)
	report.Reason = wire.OneLine(s.Client.Redact(reason))
	report.Holdings, report.Missing = s.Records.Held, missingPersonas(s, checks)
	report.Made = s.CleanUp(context.WithoutCancel(ctx))
	if report.conclude(results, chosen.places, o.Strict); report.Verdict == Conformant {
		report.Reason = "" // whatever came came too late to matter
	}
	if operations, n := s.Hiccups(); n > 0 {
		report.Findings = append(report.Findings, hiccupsOf(operations, n))
	}
	report.Requests, report.Took = s.Reach.Requests.Load(), time.Since(began).Seconds()
	return report, nil
}

// askAll are the results of the checks, and why the verdict is not what they
// alone say, "" for no such reason.
func askAll(ctx context.Context, s *engine.Session, checks []*Check, o Options) ([]*Result, string) {
	asking, cancel := context.WithTimeoutCause(ctx, o.Deadline, &engine.DeadlineError{After: o.Deadline})
	defer cancel()
	problem := s.Preflight(asking)
	if problem != nil && problem.Ended {
		_, reason := engine.Ended(asking)
		return allOf(checks, NotAsked, reason), reason
	}
	if problem != nil && !problem.Violates {
		return allOf(checks, Broken, s.Client.Redact(problem.Reason)), problem.Reason
	}
	s.FindReusable(asking)
	_ = engine.Guarded(func() { s.Records.Held = s.CountHoldings(asking) })
	results := s.Judge(asking, checks, func(r *Result) {
		if o.Progress != nil {
			o.Progress(r)
		}
	})
	switch {
	case ctx.Err() != nil:
		return results, engine.ErrInterrupted.Error()
	case s.Gone() != nil:
		return results, s.Gone().Error()
	case asking.Err() != nil:
		return results, context.Cause(asking).Error()
	case s.Reach.Waits.Load() >= engine.MaxWaited:
		return results, engine.ErrWaited.Error()
	case problem != nil:
		return results, "it lets in whoever asks, with a token or without; " + problem.Reason
	}
	return results, ""
}

func allOf(checks []*Check, status Status, reason string) []*Result {
	out := make([]*Result, len(checks))
	for i, c := range checks {
		out[i] = &Result{Check: c, Status: status, Reason: wire.OneLine(reason)}
	}
	return out
}
