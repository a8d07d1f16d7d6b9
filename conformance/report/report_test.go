package report_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/conformance/report"
	"github.com/cotalker/rolecall/spec"
)

// invented is a report with every outcome and every severity, and with texts
// that each form has to escape.
func invented() *conformance.Report {
	r := &conformance.Report{
		Schema: conformance.ReportSchema, Contract: "Invented 1.0", Target: "http://127.0.0.1:1/api", Features: []string{"v3"},
		Started: time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC), Took: 1.5, Verdict: conformance.Violated,
		Counts:   conformance.Counts{All: 7, Passed: 1, Failed: 4, Skipped: 1, Broken: 1, Warnings: 1, Waived: 1, Known: 1},
		Topics:   []conformance.TopicCounts{{Topic: conformance.Permissions, Counts: conformance.Counts{All: 7, Passed: 1, Failed: 4, Skipped: 1, Broken: 1}}},
		Requests: 99, Made: []conformance.Made{{Collection: "users", Records: 3, Reused: 2, Left: 1}},
		Breaks: []conformance.Break{
			{Status: conformance.Broken, Reason: "no reply <in> time", Checks: 1}, {Status: conformance.Skipped, Reason: "not declared", Checks: 1},
		},
	}
	check := func(n int, status conformance.Status, severity conformance.Severity, reason string) {
		c := conformance.CheckReport{
			ID: fmt.Sprintf("X-%d/get/check", n), Topic: conformance.Permissions, Level: spec.MUST, Title: "a <title> & more",
			Requirement: fmt.Sprintf("X-%d", n), Request: "GET /things", Line: 7,
			Status: status, Severity: severity, Reason: reason, Row: "GET /things", Column: fmt.Sprintf("right-%d", n), Granted: n%2 == 0,
		}
		problem := conformance.CheckProblem{
			Expected: `403 for "<b>"`, Got: "200 & 50%\x00\x1b", Status: 200, Caller: "client",
			Exchange: "> GET /things\n< 200 OK\n< </pre><script>alert(1)</script>", Curl: `curl -i -X GET -H "Authorization: Bearer $TOKEN" 'http://127.0.0.1:1/api/things'`,
		}
		result := &conformance.Result{Check: &conformance.Check{ID: c.ID, Topic: c.Topic, Title: c.Title, Level: c.Level, Requirement: &spec.Requirement{ID: c.Requirement}}, Status: status, Reason: reason}
		if status == conformance.Failed {
			c.Problems = append(c.Problems, problem)
			result.Problems = append(result.Problems, conformance.Problem{Expected: problem.Expected, Got: problem.Got})
			r.Findings = append(r.Findings, conformance.Finding{
				Requirement: fmt.Sprintf("X-%d", n), Level: spec.MUST, Sentence: "Nobody may: 100%, never.", Severity: severity, Reason: reason,
				Operations: []string{"GET /things"}, Checks: []string{c.ID},
				Problems: []conformance.FindingProblem{{
					Expected: problem.Expected, Got: problem.Got, Count: 2, Check: c.ID, Caller: problem.Caller, Exchange: problem.Exchange, Curl: problem.Curl,
				}},
			})
		}
		r.Checks = append(r.Checks, c)
		r.Results = append(r.Results, result)
	}
	check(0, conformance.Passed, "", "")
	check(1, conformance.Failed, conformance.Violation, "")
	check(2, conformance.Failed, conformance.Warning, "")
	check(3, conformance.Failed, conformance.Known, "")
	check(4, conformance.Failed, conformance.Waived, "until spring")
	check(5, conformance.Skipped, "", "not declared")
	check(6, conformance.Broken, "", "no reply <in> time")
	return r
}

func written(t *testing.T, write func(io.Writer) error) string {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func holds(t *testing.T, text string, wants ...string) {
	t.Helper()
	for _, want := range wants {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}

func TestJUnitTellsEachOutcome(t *testing.T) {
	text := written(t, func(w io.Writer) error { return report.JUnit(w, invented()) })
	type outcome struct {
		Message string `xml:"message,attr"`
	}
	var got struct {
		Tests    int `xml:"tests,attr"`
		Failures int `xml:"failures,attr"`
		Errors   int `xml:"errors,attr"`
		Skipped  int `xml:"skipped,attr"`
		Suites   []struct {
			Name  string `xml:"name,attr"`
			Cases []struct {
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
	if got.Tests != 7 || got.Failures != 1 || got.Errors != 1 || got.Skipped != 1 || len(got.Suites) != 1 || len(got.Suites[0].Cases) != 7 {
		t.Fatalf("%+v", got)
	}
	cases := got.Suites[0].Cases
	if cases[1].Failure == nil || !strings.Contains(cases[1].Failure.Message, `expected 403 for "<b>"; got 200 & 50%`) {
		t.Errorf("the failure is %+v", cases[1])
	}
	for i, severity := range map[int]string{2: "warning", 3: "known", 4: "waived"} {
		if cases[i].Failure != nil || !strings.HasPrefix(cases[i].Out, severity+": ") {
			t.Errorf("case %d is %+v, not a %s", i, cases[i], severity)
		}
	}
	if cases[5].Skipped == nil || cases[5].Skipped.Message != "not declared" || cases[6].Error == nil || cases[6].Error.Message != "no reply <in> time" {
		t.Errorf("skipped %+v, broken %+v", cases[5], cases[6])
	}
}

func TestSARIFTellsEachFinding(t *testing.T) {
	text := written(t, func(w io.Writer) error { return report.SARIF(w, invented(), "spec/users.yaml") })
	var got struct {
		Version string `json:"version"`
		Runs    []struct {
			Tool struct {
				Driver struct {
					Name  string
					Rules []struct{ ID string }
				}
			}
			Results []struct {
				RuleID       string
				Level        string
				Message      struct{ Text string }
				Suppressions []struct{ Kind, Justification string }
				Locations    []struct {
					PhysicalLocation struct {
						ArtifactLocation struct{ URI string }
						Region           struct{ StartLine int }
					}
				}
			}
		}
	}
	if err := json.Unmarshal([]byte(text), &got); err != nil {
		t.Fatal(err)
	}
	if got.Version != "2.1.0" || len(got.Runs) != 1 || len(got.Runs[0].Results) != 4 || len(got.Runs[0].Tool.Driver.Rules) != 4 || got.Runs[0].Tool.Driver.Name != "rolecall" {
		t.Fatalf("%+v", got)
	}
	for i, level := range []string{"error", "warning", "note", "note"} {
		result := got.Runs[0].Results[i]
		place := result.Locations[0].PhysicalLocation
		if result.Level != level || result.RuleID != fmt.Sprintf("X-%d", i+1) || (len(result.Suppressions) == 1) != (i > 1) || place.ArtifactLocation.URI != "spec/users.yaml" || place.Region.StartLine < 1 {
			t.Errorf("result %d is %+v, not %s", i, result, level)
		}
	}
	holds(t, got.Runs[0].Results[0].Message.Text, "Nobody may: 100%, never.", `Expected 403 for "<b>"; got 200 & 50%`)
}

func TestJSONIsReadBackAsABaseline(t *testing.T) {
	want := invented()
	text := written(t, func(w io.Writer) error { return report.JSON(w, want) })
	got, err := report.ReadJSON("report.json", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	again := written(t, func(w io.Writer) error { return report.JSON(w, got) })
	if again != text || got.Counts != want.Counts || len(got.Checks) != 7 || got.Findings[3].Reason != "until spring" {
		t.Errorf("read %+v", got)
	}
}

func TestHTMLEscapesAndColoursEachOutcome(t *testing.T) {
	text := written(t, func(w io.Writer) error { return report.HTML(w, invented()) })
	holds(t, text,
		`<p class="verdict violated">violated</p>`, "7 checks: 1 passed, 4 failed, 1 skipped, 1 broken (of the failed 1 warnings, 1 waived, 1 known)",
		`class="finding violation"`, `class="finding warning"`, `class="finding known"`, `class="finding waived"`, "until spring",
		`class="granted"`, "too much", "too little", `class="unknown"`, "no reply &lt;in&gt; time", "$TOKEN",
	)
	if strings.Contains(text, "<script>") || strings.Contains(text, "<in>") {
		t.Error("a text is read as HTML")
	}
}

func TestGitHubAnnotatesEachFindingInALine(t *testing.T) {
	text := written(t, func(w io.Writer) error { return report.GitHub(w, invented(), "spec/users.yaml") })
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if len(lines) != 4 {
		t.Fatalf("%d lines: %s", len(lines), text)
	}
	for i, kind := range []string{"error", "warning", "notice", "notice"} {
		holds(t, lines[i], fmt.Sprintf("::%s file=spec/users.yaml,line=7,title=X-%d MUST::Nobody may: 100%%25, never.", kind, i+1))
	}
	r := invented()
	r.Verdict, r.Reason, r.Findings = conformance.Inconclusive, "gone\naway", nil
	if text := written(t, func(w io.Writer) error { return report.GitHub(w, r, "x") }); text != "::error title=rolecall verify::inconclusive: gone%0Aaway\n" {
		t.Errorf("%q", text)
	}
}

func TestTheTerminalTellsEachFindingAndTheVerdict(t *testing.T) {
	text := written(t, func(w io.Writer) error { return report.Terminal(w, invented(), report.Style{}) })
	holds(t, text,
		"VIOLATION X-1 MUST, 1 check on GET /things\n", "WARNING X-2", "KNOWN X-3", "WAIVED X-4", "  until spring\n", "  expected  403 for", "  (2 times)\n",
		"  token of  client\n", "    $ curl -i -X GET", "broken 1: no reply <in> time\n", "skipped 1: not declared\n",
		"1 of the 5 records made or taken up in users could not be disabled; rolecall verify --sweep tries again\n", "\nviolated\n", "99 requests in 1.5 s",
	)
	if coloured := written(t, func(w io.Writer) error { return report.Terminal(w, invented(), report.Style{Color: true}) }); !strings.Contains(coloured, "\x1b[1;31mVIOLATION\x1b[0m") {
		t.Error("no colour where it was asked for")
	}
}

func TestProgressIsALineATopicInAPipe(t *testing.T) {
	r := invented()
	var checks []*conformance.Check
	for _, result := range r.Results {
		checks = append(checks, result.Check)
	}
	for _, live := range []bool{false, true} {
		var b bytes.Buffer
		p := report.NewProgress(&b, checks, live, report.Style{})
		for _, result := range r.Results {
			p.Tell(result)
		}
		p.End()
		holds(t, b.String(), "permissions        7/7  1 passed  4 failed  1 skipped  1 broken\n")
		if strings.Contains(b.String(), "\x1b") != live {
			t.Errorf("live %v: %q", live, b.String())
		}
	}
}
