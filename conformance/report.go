package conformance

import (
	"time"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/spec"
)

// ReportSchema names the form in which a report is written as JSON. It changes
// when a reader of the one before would stumble.
const ReportSchema = "rolecall-report/2"

// OldReportSchema is the form before, of which a baseline can still be read.
const OldReportSchema = "rolecall-report/1"

// Report is what a run found, or what several parts of one found together.
// docs/report.md describes its JSON.
type Report struct {
	SchemaID       string          `json:"$schema"`
	Schema         string          `json:"schema"`
	Suite          Suite           `json:"suite"`
	Contract       string          `json:"contract"`
	Document       Document        `json:"document"`
	Target         string          `json:"target"`
	TargetFile     string          `json:"targetFile,omitempty"`
	Implementation *Implementation `json:"implementation,omitempty"`
	Features       []string        `json:"features"`
	Filter         string          `json:"filter,omitempty"`
	Strict         bool            `json:"strict"`
	Run            string          `json:"run"` // what everything that the run made is marked by
	Shard          *Shard          `json:"shard,omitempty"`
	Population     Population      `json:"population"`
	SelfTest       *SelfTest       `json:"selfTest,omitempty"`
	Started        time.Time       `json:"started"`
	Took           float64         `json:"seconds"`
	Verdict        Verdict         `json:"verdict"`
	Reason         string          `json:"reason,omitempty"` // why the verdict is not what the counts alone say
	Counts         Counts          `json:"counts"`
	Topics         []TopicCounts   `json:"topics"`
	Requests       int64           `json:"requests"`
	Holdings       []Holding       `json:"holdings"` // of the target before the run, as far as it counts them
	Made           []Made          `json:"made"`
	Missing        []Missing       `json:"missing"`
	Excuses        []Excuse        `json:"excuses"`
	Stale          []Excuse        `json:"stale"` // those that excuse nothing any more
	Findings       []Finding       `json:"findings"`
	Breaks         []Break         `json:"breaks"`
	Checks         []CheckReport   `json:"checks"`

	// Results are the same with all that was seen; they are not written.
	Results []*Result `json:"-"`
}

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

// Break is a reason for which checks were skipped, broken, not asked or flaky.
type Break struct {
	Status Status `json:"status"`
	Reason string `json:"reason"`
	Checks int    `json:"checks"`
}

// CheckReport is one check and its outcome.
type CheckReport struct {
	ID          string         `json:"id"`
	Place       int            `json:"place"` // among all that the filter chooses, from 0
	Topic       Topic          `json:"topic"`
	Requirement string         `json:"requirement"`
	Level       spec.Level     `json:"level"`
	Operation   string         `json:"operation,omitempty"`
	Request     string         `json:"request"`        // method and path
	Line        int            `json:"line,omitempty"` // of the document, where the operation stands
	Title       string         `json:"title"`
	Status      Status         `json:"status"`
	Severity    Severity       `json:"severity,omitempty"`
	Reason      string         `json:"reason,omitempty"`
	Row         string         `json:"row,omitempty"`    // of the permission matrix
	Column      string         `json:"column,omitempty"` // of the permission matrix
	Granted     bool           `json:"granted,omitempty"`
	Watches     bool           `json:"watches,omitempty"` // it looks at the exchanges of other checks, and so in every shard
	Requests    int            `json:"requests"`
	Millis      int64          `json:"millis"`
	Problems    []CheckProblem `json:"problems,omitempty"`
}

// CheckProblem is one way in which a check failed.
type CheckProblem struct {
	Expected string `json:"expected"`
	Got      string `json:"got"`
	Status   int    `json:"status,omitempty"`   // of the reply, 0 for none
	Caller   string `json:"caller,omitempty"`   // whose token was sent
	Token    string `json:"token,omitempty"`    // how to get that token, where the target file does not tell
	Exchange string `json:"exchange,omitempty"` // with secrets redacted
	Curl     string `json:"curl,omitempty"`     // repeats the request; the token is the shell's $TOKEN
}

// String is the problem in a line.
func (p CheckProblem) String() string { return "expected " + p.Expected + "; got " + p.Got }

// conclude fills in all that follows from the results.
// The places are those of the checks among all that the filter chooses.
func (r *Report) conclude(results []*Result, places map[*Check]int, strict bool) {
	r.Results = results
	sentences := map[string]string{}
	for _, result := range results {
		c := checkReport(result, result.Severity(strict))
		c.Place = places[result.Check]
		r.Checks = append(r.Checks, c)
		sentences[c.Requirement] = result.Check.Requirement.Text
	}
	r.tally(sentences)
}

func checkReport(r *Result, severity Severity) CheckReport {
	out := CheckReport{
		ID: r.Check.ID, Topic: r.Check.Topic, Requirement: r.Check.Requirement.ID, Level: r.Check.Level, Request: r.Check.Request(),
		Title: r.Check.Title, Status: r.Status, Severity: severity, Reason: r.Reason, Watches: r.Check.Invariant != nil,
		Requests: r.Requests, Millis: r.Took.Milliseconds(),
	}
	if op := r.Check.Operation; op != nil {
		out.Operation, out.Line = op.ID, op.Position().Line
	}
	if r.Check.Cell != nil {
		out.Row, out.Column, out.Granted = r.Check.Cell.Row, r.Check.Cell.Column, r.Check.Cell.Grant
	}
	shown := map[string]bool{} // a kind of problem has its evidence once
	for _, p := range r.Problems {
		one := CheckProblem{Expected: p.Expected, Got: p.Got}
		kind := p.Expected + "\n" + engine.Varies.ReplaceAllString(p.Got, "…")
		if e := p.Exchange; e != nil {
			one.Status, one.Caller = e.Status, e.Caller
			if !shown[kind] {
				one.Token, one.Exchange, one.Curl = e.Token, e.String(), e.Curl()
				shown[kind] = true
			}
		}
		out.Problems = append(out.Problems, one)
	}
	return out
}
