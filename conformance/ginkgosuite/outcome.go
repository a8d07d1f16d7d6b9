package ginkgosuite

import (
	"fmt"
	"strings"

	"github.com/onsi/ginkgo/v2"

	"github.com/cotalker/rolecall/conformance"
)

// tell ends the spec as the check ended: a violation, and what could not be
// asked, fails it, what does not apply skips it, and what is accepted or only
// a SHOULD is an entry of its report.
func tell(r *conformance.Result, severity conformance.Severity, strict bool) {
	switch r.Status {
	case conformance.Skipped:
		ginkgo.Skip(r.Reason)
	case conformance.Broken, conformance.NotAsked:
		ginkgo.Fail(string(r.Status) + ": " + r.Reason)
	case conformance.Flaky:
		if strict {
			ginkgo.Fail(string(r.Status) + ": " + r.Reason + "\n" + text(r))
		}
		ginkgo.AddReportEntry(string(r.Status), r.Reason+"\n"+text(r))
	case conformance.Failed:
		for _, f := range failures(r) {
			ginkgo.AddReportEntry("failure", f, ginkgo.ReportEntryVisibilityNever)
		}
		if severity == conformance.Violation {
			ginkgo.Fail(text(r))
		}
		ginkgo.AddReportEntry(string(severity), text(r))
	}
}

// Failure is one way in which a check failed, as it stands in Ginkgo's own
// reports under the name "failure".
type Failure struct {
	Check       string `json:"check"`
	Requirement string `json:"requirement"`
	Level       string `json:"level"`
	Sentence    string `json:"sentence"`
	Expected    string `json:"expected"`
	Got         string `json:"got"`
	Caller      string `json:"caller,omitempty"` // whose token was sent, "" for none
	Exchange    string `json:"exchange,omitempty"`
	Curl        string `json:"curl,omitempty"` // the token is the shell's $TOKEN
}

func failures(r *conformance.Result) []Failure {
	var out []Failure
	for _, p := range r.Problems {
		f := Failure{
			Check: r.Check.ID, Requirement: r.Check.Requirement.ID, Level: string(r.Check.Level), Sentence: r.Check.Requirement.Text,
			Expected: p.Expected, Got: p.Got,
		}
		if p.Exchange != nil {
			f.Caller, f.Exchange, f.Curl = p.Exchange.Caller, p.Exchange.String(), p.Exchange.Curl()
		}
		out = append(out, f)
	}
	return out
}

// String is the failure as a person reads it below the rule that it broke.
func (f Failure) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "  expected  %s\n  got       %s\n", f.Expected, f.Got)
	if f.Caller != "" {
		fmt.Fprintf(&b, "  caller    %s\n", f.Caller)
	}
	if f.Exchange != "" {
		fmt.Fprintf(&b, "    %s\n    $ %s\n", strings.ReplaceAll(f.Exchange, "\n", "\n    "), f.Curl)
	}
	return strings.TrimRight(b.String(), "\n")
}

// text is a failed result: the rule, and each way in which it was broken.
func text(r *conformance.Result) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s: %s\n  check     %s", r.Check.Requirement.ID, r.Check.Level, r.Check.Requirement.Text, r.Check.ID)
	if r.Reason != "" {
		fmt.Fprintf(&b, "\n  %s", r.Reason)
	}
	for _, f := range failures(r) {
		fmt.Fprintf(&b, "\n%s", f)
	}
	return b.String()
}
