package report_test

import (
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/conformance/report"
)

func TestJUnitTellsEachOutcome(t *testing.T) {
	text := written(t, func(w io.Writer) error { return report.JUnit(w, invented(), "") })
	type outcome struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr"`
		Text    string `xml:",chardata"`
	}
	var got struct {
		Tests    int `xml:"tests,attr"`
		Failures int `xml:"failures,attr"`
		Errors   int `xml:"errors,attr"`
		Suites   []struct {
			Name    string `xml:"name,attr"`
			Skipped int    `xml:"skipped,attr"`
			Cases   []struct {
				File    string   `xml:"file,attr"`
				Failure *outcome `xml:"failure"`
				Error   *outcome `xml:"error"`
				Skipped *outcome `xml:"skipped"`
				Out     string   `xml:"system-out"`
			} `xml:"testcase"`
		} `xml:"testsuite"`
	}
	if err := xml.Unmarshal([]byte(text), &got); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	if got.Tests != 9 || got.Failures != 1 || got.Errors != 2 || len(got.Suites) != 1 || len(got.Suites[0].Cases) != 9 || got.Suites[0].Skipped != 1 {
		t.Fatalf("%+v", got)
	}
	cases := got.Suites[0].Cases
	if cases[1].Failure == nil || cases[1].Failure.Type != "MUST" || !strings.Contains(cases[1].Failure.Message, `expected 403 for "<b>"; got 200 & 50%`) || cases[1].File != "ci/target file.yaml" {
		t.Errorf("the failure is %+v", cases[1])
	}
	holds(t, cases[1].Failure.Text, "> GET /things\n", "< 200 OK", "$ curl -i -X GET", "with the token of client")
	for i, severity := range map[int]string{2: "warning", 3: "known", 4: "waived", 8: "flaky"} {
		if cases[i].Failure != nil || !strings.HasPrefix(cases[i].Out, severity+": ") {
			t.Errorf("case %d is %+v, not a %s", i, cases[i], severity)
		}
	}
	if cases[5].Skipped == nil || cases[5].Skipped.Message != "not declared" || cases[6].Error == nil || cases[6].Error.Message != "no reply <in> time" || cases[7].Error == nil || cases[7].Error.Type != "not asked" {
		t.Errorf("skipped %+v, broken %+v, not asked %+v", cases[5], cases[6], cases[7])
	}
}

// TestJUnitFailsWhereNoCheckDoes has a case for a verdict that no check shows.
func TestJUnitFailsWhereNoCheckDoes(t *testing.T) {
	r := &conformance.Report{Verdict: conformance.Inconclusive, Reason: "the filter selects no check"}
	holds(t, written(t, func(w io.Writer) error { return report.JUnit(w, r, "") }), `errors="1"`, `<error message="the filter selects no check" type="inconclusive">`)
	r.Verdict, r.Reason = conformance.Violated, "the waiver of X-1 excuses nothing"
	holds(t, written(t, func(w io.Writer) error { return report.JUnit(w, r, "") }), `failures="1"`, `<failure message="the waiver of X-1 excuses nothing" type="violated">`)
}

// junitSchema is Jenkins' of JUnit files (junit-10.xsd): the attributes of each
// element, and what it holds in which order.
var junitSchema = map[string]struct{ attributes, holds []string }{
	"testsuites": {[]string{"name", "time", "tests", "failures", "errors"}, []string{"testsuite"}},
	"testsuite": {
		[]string{"name", "tests", "failures", "errors", "group", "time", "skipped", "timestamp", "hostname", "id", "package", "file", "log", "url", "version"},
		[]string{"properties", "testcase", "system-out", "system-err"},
	},
	"properties": {nil, []string{"property"}},
	"property":   {[]string{"name", "value"}, nil},
	"testcase":   {[]string{"name", "time", "classname", "group", "file", "line"}, []string{"skipped", "error", "failure", "system-out", "system-err"}},
	"skipped":    {[]string{"type", "message"}, nil},
	"error":      {[]string{"type", "message"}, nil},
	"failure":    {[]string{"type", "message"}, nil},
	"system-out": {},
}

func TestJUnitIsAsJenkinsSchemaHasIt(t *testing.T) {
	text := written(t, func(w io.Writer) error { return report.JUnit(w, invented(), "") })
	d := xml.NewDecoder(strings.NewReader(text))
	var open []string
	var last []int // place of the child before, by depth
	for {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			rule, known := junitSchema[token.Name.Local]
			if !known {
				t.Errorf("there is no element %s", token.Name.Local)
			}
			for _, a := range token.Attr {
				if !slices.Contains(rule.attributes, a.Name.Local) {
					t.Errorf("%s has no attribute %s", token.Name.Local, a.Name.Local)
				}
			}
			if n := len(open); n > 0 {
				place := slices.Index(junitSchema[open[n-1]].holds, token.Name.Local)
				if place < 0 || place < last[n-1] {
					t.Errorf("%s stands in %s at a wrong place", token.Name.Local, open[n-1])
				}
				last[n-1] = place
			}
			open, last = append(open, token.Name.Local), append(last, 0)
		case xml.EndElement:
			open, last = open[:len(open)-1], last[:len(last)-1]
		}
	}
	holds(t, text, fmt.Sprintf("timestamp=%q", "2030-01-02T03:04:05"), `hostname="127.0.0.1:1"`, `<property name="implementation" value="Real &lt;one&gt; 2">`)
}
