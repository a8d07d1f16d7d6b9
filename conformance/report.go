package conformance

import (
	"slices"
	"time"

	"github.com/cotalker/rolecall/spec"
)

// ReportSchema names the form in which a report is written as JSON. It changes
// when a reader of the one before would stumble.
const ReportSchema = "rolecall-report/1"

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

// Report is what a run found. docs/report.md describes its JSON.
type Report struct {
	Schema   string        `json:"schema"`
	Contract string        `json:"contract"`
	Target   string        `json:"target"`
	Features []string      `json:"features"`
	Filter   string        `json:"filter,omitempty"`
	Strict   bool          `json:"strict"`
	Started  time.Time     `json:"started"`
	Took     float64       `json:"seconds"`
	Verdict  Verdict       `json:"verdict"`
	Reason   string        `json:"reason,omitempty"` // why the verdict is not what the counts alone say
	Counts   Counts        `json:"counts"`
	Topics   []TopicCounts `json:"topics"`
	Requests int64         `json:"requests"`
	Made     []Made        `json:"made"`
	Findings []Finding     `json:"findings"`
	Breaks   []Break       `json:"breaks"`
	Checks   []CheckReport `json:"checks"`

	// Results are the same with all that was seen; they are not written.
	Results []*Result `json:"-"`
}

// Counts are how many checks came to which end. Passed, Failed, Skipped,
// Broken, NotAsked and Flaky add up to All; the others say how many of the failed
// do not count.
type Counts struct {
	All      int `json:"all"`
	Passed   int `json:"passed"`
	Failed   int `json:"failed"`
	Skipped  int `json:"skipped"`
	Broken   int `json:"broken"`
	NotAsked int `json:"notAsked"`
	Flaky    int `json:"flaky"`
	Warnings int `json:"warnings"` // failed, and only a SHOULD
	Waived   int `json:"waived"`
	Known    int `json:"known"` // failed in the baseline too
}

// TopicCounts are the counts of one topic.
type TopicCounts struct {
	Topic Topic `json:"topic"`
	Counts
}

// Made is how many records of a collection a run made, and left disabled and
// free for a later run.
type Made struct {
	Collection string `json:"collection"`
	Records    int    `json:"records"`
	Reused     int    `json:"reused"` // of earlier runs, that this one took up again
	Left       int    `json:"left"`   // of both, that could not be disabled
}

// Severity is how much a finding weighs.
type Severity string

// The severities.
const (
	Violation Severity = "violation"
	Warning   Severity = "warning"
	Waived    Severity = "waived"
	Known     Severity = "known"
)

// Finding is one requirement that the target broke, with all checks that show
// it rolled into one.
type Finding struct {
	Requirement string           `json:"requirement"`
	Level       spec.Level       `json:"level"`
	Sentence    string           `json:"sentence"`
	Severity    Severity         `json:"severity"`
	Reason      string           `json:"reason,omitempty"` // of a waiver
	Operations  []string         `json:"operations"`
	Checks      []string         `json:"checks"` // ids
	Problems    []FindingProblem `json:"problems"`
}

// FindingProblem is one way in which the requirement was broken.
type FindingProblem struct {
	Expected string `json:"expected"`
	Got      string `json:"got"`
	Count    int    `json:"count"`
	Check    string `json:"check"`           // one that shows it
	Caller   string `json:"caller"`          // whose token was sent, "" for none
	Token    string `json:"token,omitempty"` // how to get that token, where the target file does not tell
	Exchange string `json:"exchange"`        // with secrets redacted
	Curl     string `json:"curl"`            // repeats the request; the token is the shell's $TOKEN
}

// Break is a reason for which checks were skipped or broken.
type Break struct {
	Status Status `json:"status"`
	Reason string `json:"reason"`
	Checks int    `json:"checks"`
}

// CheckReport is one check and its outcome, in short.
type CheckReport struct {
	ID        string     `json:"id"`
	Topic     Topic      `json:"topic"`
	Level     spec.Level `json:"level"`
	Operation string     `json:"operation,omitempty"`
	Title     string     `json:"title"`
	Status    Status     `json:"status"`
	Severity  Severity   `json:"severity,omitempty"`
	Reason    string     `json:"reason,omitempty"`
	Row       string     `json:"row,omitempty"`    // of the permission matrix
	Column    string     `json:"column,omitempty"` // of the permission matrix
	Granted   bool       `json:"granted,omitempty"`
	Requests  int        `json:"requests"`
	Millis    int64      `json:"millis"`
}

// severity is how much a failed result weighs in a run.
func (r *Result) severity(strict bool) Severity {
	switch {
	case r.Status != Failed:
		return ""
	case r.Waived:
		return Waived
	case r.Known:
		return Known
	case r.Check.Level == spec.SHOULD && !strict:
		return Warning
	}
	return Violation
}

// conclude fills in all that follows from the results.
func (r *Report) conclude(results []*Result, strict bool) {
	r.Results = results
	for _, topic := range Topics() {
		r.Topics = append(r.Topics, TopicCounts{Topic: topic})
	}
	for _, result := range results {
		severity := result.severity(strict)
		r.Counts.add(result.Status, severity)
		if i := slices.Index(Topics(), result.Check.Topic); i >= 0 {
			r.Topics[i].add(result.Status, severity)
		}
		r.Checks = append(r.Checks, checkReport(result, severity))
	}
	r.Findings, r.Breaks = findings(results, strict), breaks(results)
	switch {
	case slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Severity == Violation }):
		r.Verdict = Violated
	case r.Counts.Broken > 0:
		r.Verdict, r.Reason = Inconclusive, first(r.Reason, "some checks could not be asked")
	case r.Counts.NotAsked > 0:
		r.Verdict, r.Reason = Inconclusive, first(r.Reason, "some checks were not asked")
	case r.Counts.All == 0 || r.Counts.Skipped == r.Counts.All:
		r.Verdict, r.Reason = Inconclusive, first(r.Reason, "no check was asked")
	default:
		r.Verdict = Conformant
	}
}

func first(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}

func (c *Counts) add(status Status, severity Severity) {
	c.All++
	switch status {
	case Passed:
		c.Passed++
	case Failed:
		c.Failed++
	case Skipped:
		c.Skipped++
	case Broken:
		c.Broken++
	case NotAsked:
		c.NotAsked++
	case Flaky:
		c.Flaky++
	}
	switch severity {
	case Warning:
		c.Warnings++
	case Waived:
		c.Waived++
	case Known:
		c.Known++
	}
}

func checkReport(r *Result, severity Severity) CheckReport {
	out := CheckReport{
		ID: r.Check.ID, Topic: r.Check.Topic, Level: r.Check.Level, Title: r.Check.Title, Status: r.Status,
		Severity: severity, Reason: r.Reason, Requests: r.Requests, Millis: r.Took.Milliseconds(),
	}
	if r.Check.Operation != nil {
		out.Operation = r.Check.Operation.ID
	}
	if r.Check.Cell != nil {
		out.Row, out.Column, out.Granted = r.Check.Cell.Row, r.Check.Cell.Column, r.Check.Cell.Grant
	}
	return out
}
