package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"github.com/cotalker/rolecall/conformance"
)

type junitSuites struct {
	XMLName xml.Name     `xml:"testsuites"`
	Name    string       `xml:"name,attr"`
	Tests   int          `xml:"tests,attr"`
	Fails   int          `xml:"failures,attr"`
	Errors  int          `xml:"errors,attr"`
	Skipped int          `xml:"skipped,attr"`
	Time    string       `xml:"time,attr"`
	Suites  []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name    string      `xml:"name,attr"`
	Tests   int         `xml:"tests,attr"`
	Fails   int         `xml:"failures,attr"`
	Errors  int         `xml:"errors,attr"`
	Skipped int         `xml:"skipped,attr"`
	Cases   []junitCase `xml:"testcase"`
}

type junitCase struct {
	Name    string        `xml:"name,attr"`
	Class   string        `xml:"classname,attr"`
	Time    string        `xml:"time,attr"`
	Failure *junitMessage `xml:"failure,omitempty"`
	Error   *junitMessage `xml:"error,omitempty"`
	Skipped *junitMessage `xml:"skipped,omitempty"`
	Out     string        `xml:"system-out,omitempty"`
}

type junitMessage struct {
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

// JUnit writes the report for CI servers: a suite a topic, a case a check. A
// failure that does not count, such as a warning, is a case that passed and
// says so in its output; a broken check is an error.
func JUnit(w io.Writer, r *conformance.Report) error {
	out := junitSuites{Name: "rolecall verify", Time: fmt.Sprintf("%.3f", r.Took)}
	for _, topic := range r.Topics {
		suite := junitSuite{Name: string(topic.Topic)}
		for _, c := range r.Checks {
			if c.Topic == topic.Topic {
				suite.add(c)
			}
		}
		if suite.Tests == 0 {
			continue
		}
		out.Tests += suite.Tests
		out.Fails += suite.Fails
		out.Errors += suite.Errors
		out.Skipped += suite.Skipped
		out.Suites = append(out.Suites, suite)
	}
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

func (s *junitSuite) add(c conformance.CheckReport) {
	one := junitCase{Name: c.ID + ": " + c.Title, Class: string(c.Topic), Time: fmt.Sprintf("%.3f", float64(c.Millis)/1000)}
	s.Tests++
	switch {
	case c.Status == conformance.Skipped:
		s.Skipped++
		one.Skipped = &junitMessage{Message: c.Reason}
	case c.Status == conformance.Broken:
		s.Errors++
		one.Error = &junitMessage{Message: c.Reason}
	case c.Severity == conformance.Violation:
		s.Fails++
		problems := problemsOf(c)
		message := c.Title
		if len(problems) > 0 {
			message = problems[0]
		}
		one.Failure = &junitMessage{Message: message, Text: strings.Join(problems, "\n")}
	case c.Status == conformance.Failed:
		one.Out = string(c.Severity) + ": " + strings.Join(problemsOf(c), "\n")
	}
	s.Cases = append(s.Cases, one)
}

// problemsOf are the problems of one check as lines.
func problemsOf(c conformance.CheckReport) []string {
	var out []string
	for _, p := range c.Problems {
		out = append(out, "expected "+p.Expected+"; got "+p.Got)
	}
	return out
}
