package conformance

import (
	"context"
	"fmt"
	"strings"
)

// TB is the part of [testing.T] that Test uses.
type TB[T any] interface {
	Helper()
	Context() context.Context
	Run(name string, step func(T)) bool
	Logf(format string, args ...any)
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
	Skipf(format string, args ...any)
}

// Test is Run for a team's own go test: a sub-test a topic, and in it one an
// operation, fails with an error for each requirement that is broken there. The
// test fails where the target is not conformant, whatever the reason. Warnings, and
// why checks do not apply, are logged.
//
//	func TestUsers(t *testing.T) {
//		conformance.Test(t, target, conformance.Options{Strict: true})
//	}
func Test[T TB[T]](t T, target *Target, o Options) *Report {
	t.Helper()
	report, err := Run(t.Context(), target, o)
	if err != nil {
		t.Fatalf("the target was not asked: %v", err)
		return nil
	}
	if report.Population.Asked > 0 { // else all have one reason, which is told below
		subtests(t, report)
	}
	for _, m := range report.Missing {
		t.Logf("%d checks wait for the persona %s; add to the target: %s", m.Checks, m.Name, strings.Join(m.Lines, " "))
	}
	for _, e := range report.Stale {
		t.Logf("%s", e)
	}
	switch {
	case report.Verdict != Conformant && report.Reason != "":
		t.Errorf("%s: %s; %s", report.Verdict, report.Reason, report.Counts)
	case report.Verdict != Conformant:
		t.Errorf("%s; %s", report.Verdict, report.Counts)
	default:
		t.Logf("%s; %s", report.Verdict, report.Counts)
	}
	return report
}

// subtests tells what became of the checks, topic by topic and operation by
// operation.
func subtests[T TB[T]](t T, report *Report) {
	t.Helper()
	sentences := map[string]string{}
	for _, f := range report.Findings {
		sentences[f.Requirement] = f.Sentence
		if len(f.Checks) == 0 {
			t.Logf("%s: %s", f.Severity, f)
		}
	}
	for _, topic := range Topics() {
		var operations []string
		groups := map[string][]CheckReport{}
		for _, c := range report.Checks {
			if c.Topic != topic {
				continue
			}
			name := first(c.Operation, "any path")
			if groups[name] == nil {
				operations = append(operations, name)
			}
			groups[name] = append(groups[name], c)
		}
		if len(operations) == 0 {
			continue
		}
		t.Run(string(topic), func(t T) {
			for _, name := range operations {
				t.Run(name, func(t T) { tellGroup(t, groups[name], sentences, report.Strict) })
			}
		})
	}
}

// tellGroup tells what became of checks of one topic and operation.
func tellGroup[T TB[T]](t T, checks []CheckReport, sentences map[string]string, strict bool) {
	t.Helper()
	counts := Counts{}
	for _, c := range checks {
		counts.add(c.Status, c.Severity)
	}
	for _, f := range findings(checks, sentences) {
		if f.Severity == Violation {
			t.Errorf("%s", f)
		} else {
			t.Logf("%s: %s", f.Severity, f)
		}
	}
	for _, b := range breaks(checks) {
		if b.Status == Broken || b.Status == NotAsked || b.Status == Flaky && strict {
			t.Errorf("%s %d: %s", b.Status, b.Checks, b.Reason)
		} else {
			t.Logf("%s %d: %s", b.Status, b.Checks, b.Reason)
		}
	}
	if counts.Skipped == counts.All {
		t.Skipf("none of its %d checks applies", counts.All)
	}
	t.Logf("%s", counts)
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
