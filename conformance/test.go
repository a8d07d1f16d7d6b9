package conformance

import (
	"context"
	"fmt"
	"strings"
)

// TB is the part of [testing.TB] that Test uses.
type TB interface {
	Helper()
	Context() context.Context
	Logf(format string, args ...any)
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// Test is Run for a team's own go test: the test fails where the target is not
// conformant, with an error for each finding. Warnings, and why checks were not
// asked, are logged.
//
//	func TestUsers(t *testing.T) {
//		conformance.Test(t, target, conformance.Options{Strict: true})
//	}
func Test(t TB, target *Target, o Options) *Report {
	t.Helper()
	report, err := Run(t.Context(), target, o)
	if err != nil {
		t.Fatalf("the target was not asked: %v", err)
		return nil
	}
	for _, f := range report.Findings {
		if f.Severity == Violation {
			t.Errorf("%s", f)
		} else {
			t.Logf("%s: %s", f.Severity, f)
		}
	}
	for _, b := range report.Breaks {
		t.Logf("%s %d: %s", b.Status, b.Checks, b.Reason)
	}
	for _, m := range report.Missing {
		t.Logf("%d checks wait for the persona %s; add to the target: %s", m.Checks, m.Name, strings.Join(m.Lines, " "))
	}
	for _, e := range report.Stale {
		t.Logf("%s", e)
	}
	if report.Verdict != Conformant && report.Reason != "" {
		t.Errorf("%s: %s; %s", report.Verdict, report.Reason, report.Counts)
	} else {
		t.Logf("%s; %s", report.Verdict, report.Counts)
	}
	return report
}

// String is the finding as a person reads it: the rule, and the first way in
// which it was broken with a line that repeats the request.
func (f Finding) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s, %d checks: %s", f.Requirement, f.Level, len(f.Checks), f.Sentence)
	if len(f.Problems) > 0 {
		p := f.Problems[0]
		fmt.Fprintf(&b, "\n  expected  %s\n  got       %s\n  check     %s", p.Expected, p.Got, p.Check)
		if p.Curl != "" {
			fmt.Fprintf(&b, "\n    %s\n    $ %s", strings.ReplaceAll(p.Exchange, "\n", "\n    "), p.Curl)
		}
	}
	return b.String()
}
