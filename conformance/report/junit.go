package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"net/url"
	"strings"

	"github.com/cotalker/rolecall/conformance"
)

// The elements and attributes are those of Jenkins' schema of JUnit files, in
// its order; GitLab reads the same.
type junitSuites struct {
	XMLName xml.Name     `xml:"testsuites"`
	Name    string       `xml:"name,attr"`
	Tests   int          `xml:"tests,attr"`
	Fails   int          `xml:"failures,attr"`
	Errors  int          `xml:"errors,attr"`
	Time    string       `xml:"time,attr"`
	Suites  []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name       string          `xml:"name,attr"`
	Tests      int             `xml:"tests,attr"`
	Fails      int             `xml:"failures,attr"`
	Errors     int             `xml:"errors,attr"`
	Skipped    int             `xml:"skipped,attr"`
	Time       string          `xml:"time,attr"`
	Timestamp  string          `xml:"timestamp,attr"`
	Host       string          `xml:"hostname,attr,omitempty"`
	Properties []junitProperty `xml:"properties>property"`
	Cases      []junitCase     `xml:"testcase"`

	millis int64
}

type junitProperty struct {
	Name  string `xml:"name,attr"`
	Value string `xml:"value,attr"`
}

type junitCase struct {
	Name    string        `xml:"name,attr"`
	Class   string        `xml:"classname,attr"`
	Time    string        `xml:"time,attr"`
	File    string        `xml:"file,attr,omitempty"`
	Skipped *junitMessage `xml:"skipped,omitempty"`
	Error   *junitMessage `xml:"error,omitempty"`
	Failure *junitMessage `xml:"failure,omitempty"`
	Out     string        `xml:"system-out,omitempty"`
}

type junitMessage struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr"`
	Text    string `xml:",chardata"`
}

// JUnit writes the report for CI servers: a suite a topic, a case a check, with
// a file of the caller's as its place, "" for the usual one. A failure that does
// not count, such as a warning, is a case that passed and says so in its output; a
// check that could not be asked, or was not, is an error.
func JUnit(w io.Writer, r *conformance.Report, at string) error {
	file := placeOf(r, at).file
	out := junitSuites{Name: "rolecall verify", Time: seconds(int64(r.Took * 1000))}
	for _, topic := range r.Topics {
		suite := junitSuite{Name: string(topic.Topic), Timestamp: r.Started.UTC().Format("2006-01-02T15:04:05"), Properties: properties(r)}
		if u, err := url.Parse(r.Target); err == nil {
			suite.Host = u.Host
		}
		for _, c := range r.Checks {
			if c.Topic == topic.Topic {
				suite.add(c, file, r.Strict)
			}
		}
		if suite.Tests == 0 {
			continue
		}
		suite.Time = seconds(suite.millis)
		out.Tests += suite.Tests
		out.Fails += suite.Fails
		out.Errors += suite.Errors
		out.Suites = append(out.Suites, suite)
	}
	out.loose(r)
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", " ")
	if err := e.Encode(out); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

// loose tells what fails a run, or leaves it inconclusive, and is no check's.
func (out *junitSuites) loose(r *conformance.Report) {
	suite := junitSuite{Name: "run", Timestamp: r.Started.UTC().Format("2006-01-02T15:04:05"), Time: seconds(0), Properties: properties(r)}
	one := junitCase{Name: "verdict", Class: "run", Time: seconds(0)}
	switch {
	case r.Verdict == conformance.Violated && out.Fails == 0:
		suite.Fails++
		one.Failure = &junitMessage{Message: r.Reason, Type: string(r.Verdict)}
	case r.Verdict == conformance.Inconclusive && out.Errors == 0:
		suite.Errors++
		one.Error = &junitMessage{Message: r.Reason, Type: string(r.Verdict)}
	default:
		return
	}
	suite.Tests, suite.Cases = 1, []junitCase{one}
	out.Tests++
	out.Fails += suite.Fails
	out.Errors += suite.Errors
	out.Suites = append(out.Suites, suite)
}

func seconds(millis int64) string { return fmt.Sprintf("%.3f", float64(millis)/1000) }

// properties are what a reader wants to know of the run.
func properties(r *conformance.Report) []junitProperty {
	out := []junitProperty{{"verdict", string(r.Verdict)}, {"target", r.Target}, {"contract", r.Contract}}
	for _, p := range []junitProperty{
		{"document", r.Document.Digest}, {"implementation", r.Implementation.String()}, {"suite", r.Suite.String()}, {"run", r.Run}, {"filter", r.Filter},
	} {
		if p.Value != "" {
			out = append(out, p)
		}
	}
	if r.Shard != nil {
		out = append(out, junitProperty{"shard", r.Shard.String()})
	}
	return out
}

func (s *junitSuite) add(c conformance.CheckReport, file string, strict bool) {
	one := junitCase{Name: c.ID + ": " + c.Title, Class: "rolecall." + string(c.Topic), Time: seconds(c.Millis), File: file}
	s.Tests++
	s.millis += c.Millis
	message := func(kind string) *junitMessage {
		m := &junitMessage{Message: c.Title, Type: kind, Text: evidence(c)}
		if c.Reason != "" {
			m.Message = c.Reason
		}
		if len(c.Problems) > 0 {
			m.Message = c.Problems[0].String()
		}
		return m
	}
	switch {
	case c.Status == conformance.Skipped:
		s.Skipped++
		one.Skipped = &junitMessage{Message: c.Reason, Type: string(c.Status)}
	case c.Status == conformance.Broken, c.Status == conformance.NotAsked:
		s.Errors++
		one.Error = message(string(c.Status))
	case c.Severity == conformance.Violation:
		s.Fails++
		one.Failure = message(string(c.Level))
	case c.Status == conformance.Flaky && strict:
		s.Fails++
		one.Failure = message(string(c.Status))
	case c.Status == conformance.Failed:
		one.Out = string(c.Severity) + ": " + c.Reason + "\n" + evidence(c)
	case c.Status == conformance.Flaky:
		one.Out = string(c.Status) + ": " + c.Reason + "\n" + evidence(c)
	}
	s.Cases = append(s.Cases, one)
}

// evidence is all that is known of the problems of a check: what was expected
// and got, the request, the reply, and a line that repeats it.
func evidence(c conformance.CheckReport) string {
	var b strings.Builder
	for _, p := range c.Problems {
		fmt.Fprintln(&b, p)
		if p.Caller != "" {
			fmt.Fprintln(&b, "with the token of "+p.Caller)
		}
		if p.Token != "" {
			fmt.Fprintln(&b, "which is "+p.Token)
		}
		if p.Exchange != "" {
			fmt.Fprintln(&b, p.Exchange)
		}
		if p.Curl != "" {
			fmt.Fprintln(&b, "$ "+p.Curl)
		}
	}
	return b.String()
}
