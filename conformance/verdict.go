package conformance

import (
	"fmt"
	"slices"
)

// Verdict is what a run says of a target.
type Verdict string

// The verdicts.
const (
	Conformant   Verdict = "conformant"
	Violated     Verdict = "violated"
	Inconclusive Verdict = "inconclusive" // what could not be asked might be wrong
)

// ExitCode is that of rolecall verify.
func (v Verdict) ExitCode() int {
	switch v {
	case Conformant:
		return 0
	case Violated:
		return 1
	}
	return 3
}

// setVerdict gives the report its verdict, by its findings and by what was not asked,
// and the reason where the findings do not say it.
func (r *Report) setVerdict() {
	switch {
	case slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Severity == Violation }):
		r.Verdict = Violated
	case r.Strict && r.Counts.Flaky > 0:
		r.Verdict, r.Reason = Violated, fmt.Sprintf("checks that failed, and asked again on fresh data did not: %d", r.Counts.Flaky)
	case r.Strict && len(r.Stale) > 0:
		r.Verdict, r.Reason = Violated, r.Stale[0].excusesNothing()
	case r.Counts.Broken > 0:
		r.Verdict, r.Reason = Inconclusive, first(r.Reason, r.inconclusive())
	case r.Counts.NotAsked > 0:
		r.Verdict, r.Reason = Inconclusive, first(r.Reason, r.inconclusive())
	case r.Counts.All == r.Counts.Skipped && (r.Shard == nil || r.Population.Chosen == 0):
		r.Verdict, r.Reason = Inconclusive, first(r.Reason, r.inconclusive())
	case r.Counts.All == r.Counts.Skipped:
		r.Verdict, r.Reason = Conformant, first(r.Reason, "nothing falls to this shard; the merged report has the verdict")
	default:
		r.Verdict = Conformant
	}
}

// inconclusive is the reason for which a run is, that its checks themselves
// give: how many could not be asked, and for what most of them.
func (r *Report) inconclusive() string {
	status, n, how := Broken, r.Counts.Broken, "could not be asked"
	if n == 0 {
		status, n, how = NotAsked, r.Counts.NotAsked, "were not asked"
	}
	if n == 0 {
		return "no check was asked"
	}
	text := fmt.Sprintf("%d of %d checks %s", n, r.Counts.All, how)
	if i := slices.IndexFunc(r.Breaks, func(b Break) bool { return b.Status == status }); i >= 0 {
		text += fmt.Sprintf("; %d for this reason: %s", r.Breaks[i].Checks, r.Breaks[i].Reason)
	}
	return text
}
