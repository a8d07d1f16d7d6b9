package report_test

import (
	"bytes"
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
		Counts:     conformance.Counts{All: 9, Passed: 1, Failed: 4, Skipped: 1, Broken: 1, NotAsked: 1, Flaky: 1, Warnings: 1, Waived: 1, Known: 1},
		Topics:     []conformance.TopicCounts{{Topic: conformance.Permissions, Counts: conformance.Counts{All: 9, Passed: 1, Failed: 4, Skipped: 1, Broken: 1, NotAsked: 1, Flaky: 1}}},
		TargetFile: "ci/target file.yaml", Document: conformance.Document{Title: "Invented", Version: "1.0", File: "spec/users.yaml", Digest: "sha256:00"},
		Implementation: &conformance.Implementation{Name: "Real <one>", Version: "2"}, Suite: conformance.Suite{Version: "v1", Commit: "abc"}, Run: "5eed",
		Population: conformance.Population{Asked: 6, Chosen: 9, All: 12}, SelfTest: &conformance.SelfTest{Killed: 3, Of: 4},
		Missing:  []conformance.Missing{{Name: "reader", Lines: []string{"reader: {token: <…>, permissions: [read]}"}, Checks: 1}},
		Excuses:  []conformance.Excuse{{Source: "waiver", Check: "X-9", Reason: "<old>", Covers: 1}},
		Stale:    []conformance.Excuse{{Source: "waiver", Check: "X-9", Reason: "<old>", Covers: 1}},
		Requests: 99, Made: []conformance.Made{{Collection: "users", Records: 3, Reused: 2, Left: 1}, {Collection: "books", Records: 4, Left: 1, Deleted: true}},
		Breaks: []conformance.Break{
			{Status: conformance.Broken, Reason: "no reply <in> time", Checks: 1},
			{Status: conformance.Skipped, Reason: "not declared", Checks: 1},
			{Status: conformance.NotAsked, Reason: "stopped", Checks: 1},
			{Status: conformance.Flaky, Reason: "not again", Checks: 1},
		},
	}
	check := func(n int, status conformance.Status, severity conformance.Severity, reason string) {
		c := conformance.CheckReport{
			ID: fmt.Sprintf("X-%d/get/check", n), Topic: conformance.Permissions, Level: spec.MUST, Title: "a <title> & more",
			Requirement: fmt.Sprintf("X-%d", n), Request: "GET /things", Line: 7,
			Status: status, Severity: severity, Reason: reason, Row: "GET /things", Column: fmt.Sprintf("right-%d", n), Granted: n%2 == 0,
		}
		problem := conformance.CheckProblem{
			Expected: `403 for "<b>"`, Got: "200 & 50%\x00\x1b\uffff\ufdd0", Status: []int{0, 200, 403, 404, 401}[n%5], Caller: "client",
			Exchange: "> GET /things\n< 200 OK\n< </pre><script>alert(1)</script>", Curl: `curl -i -X GET -H "Authorization: Bearer $TOKEN" 'http://127.0.0.1:1/api/things'`,
		}
		result := &conformance.Result{Check: &conformance.Check{Topic: c.Topic, Title: c.Title, Level: c.Level}, Status: status, Reason: reason}
		result.Check.ID, result.Check.Requirement = c.ID, &spec.Requirement{ID: c.Requirement}
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
	check(7, conformance.NotAsked, "", "stopped")
	check(8, conformance.Flaky, "", "not again")
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

func TestJSONIsReadBackAsABaseline(t *testing.T) {
	want := invented()
	text := written(t, func(w io.Writer) error { return report.JSON(w, want) })
	got, err := report.ReadJSON("report.json", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	again := written(t, func(w io.Writer) error { return report.JSON(w, got) })
	if again != text || got.Counts != want.Counts || len(got.Checks) != 9 || got.Findings[3].Reason != "until spring" {
		t.Errorf("read %+v", got)
	}
}

func TestHTMLEscapesAndColoursEachOutcome(t *testing.T) {
	text := written(t, func(w io.Writer) error { return report.HTML(w, invented()) })
	holds(t, text,
		`<strong class="verdict violated">violated</strong>`, "9 checks: 1 passed, 4 failed, 1 skipped, 1 broken, 1 not asked, 1 flaky (of the failed 1 warning, 1 waived, 1 known)",
		`class="finding violation"`, `class="finding warning"`, `class="finding known"`, `class="finding waived"`, "until spring",
		`class="granted"`, "too much", "too little", `class="unknown"`, "no reply &lt;in&gt; time", "$TOKEN",
		`<td class="wrong" id="cell-1-2"`, `<a href="#finding-1">too much</a>`, "wrong: 404", `id="finding-1"`, `<a href="#cell-1-2">`, `class="wrong excused"`, `class="unsure"`, "stopped",
		"checks wait for personas", "reader: {token: &lt;…&gt;", "the waiver of X-9 excuses nothing", "its checks kill 3 of 4 mutants", "Real &lt;one&gt; 2",
	)
	if strings.Contains(text, "<script>") || strings.Contains(text, "<in>") {
		t.Error("a text is read as HTML")
	}
	if at := strings.IndexAny(text, "\x00\x1b\uffff\ufdd0"); at >= 0 {
		t.Errorf("%q is in it, which HTML allows nowhere", text[at:at+3])
	}
}

func TestGitHubAnnotatesEachFindingInALine(t *testing.T) {
	text := written(t, func(w io.Writer) error { return report.GitHub(w, invented(), "spec/users.yaml") })
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if len(lines) != 6 {
		t.Fatalf("%d lines: %s", len(lines), text)
	}
	for i, kind := range []string{"error", "warning", "notice", "notice"} {
		holds(t, lines[i], fmt.Sprintf("::%s file=spec/users.yaml,line=7,title=X-%d MUST::Nobody may: 100%%25, never.", kind, i+1))
	}
	holds(t, lines[4], "::warning file=spec/users.yaml,line=1,title=stale waiver::the waiver of X-9 excuses nothing")
	holds(t, lines[5], "title=flaky::1 check failed, and asked again did not")
	r := invented()
	holds(t, written(t, func(w io.Writer) error { return report.GitHub(w, r, "") }), "::error file=ci/target file.yaml,line=1,title=X-1 MUST::")
	r.Verdict, r.Reason, r.Findings, r.Stale, r.Counts.Flaky = conformance.Inconclusive, "gone\naway ##[error]x", nil, nil, 0
	if text := written(t, func(w io.Writer) error { return report.GitHub(w, r, "x") }); text != "::error title=rolecall verify::inconclusive: gone%0Aaway #%23[error]x\n" {
		t.Errorf("%q", text)
	}
}

func TestTheTerminalTellsEachFindingAndTheVerdict(t *testing.T) {
	text := written(t, func(w io.Writer) error { return report.Terminal(w, invented(), report.Style{}) })
	holds(t, text,
		"VIOLATION X-1 MUST, 1 check on GET /things\n", "WARNING X-2", "KNOWN X-3", "WAIVED X-4", "  until spring\n", "  expected  403 for", "  (2 times)\n",
		"  token of  client\n", "    $ curl -i -X GET", "broken 1: no reply <in> time\n", "not asked 1: stopped\n", "flaky 1: not again\n", "skipped 1: not declared\n",
		"1 of the 5 records made or taken up in users could not be disabled; rolecall verify --sweep tries again\n", "1 of the 4 records made in books could not be deleted, and stay\n",
		"users: made 3, took up 2 of earlier runs, left 1 enabled\nbooks: made 4, deleted 3\n", "\nviolated\n", "99 requests in 1.5 s",
		"NO PERSONA: nobody can make 1 persona that 1 check wait for; add to the personas of the target file\n\n  reader: {token:", "STALE the waiver of X-9 excuses nothing",
		"asked 6 of the 12 checks",
	)
	if coloured := written(t, func(w io.Writer) error { return report.Terminal(w, invented(), report.Style{Color: true}) }); !strings.Contains(coloured, "\x1b[1;31mVIOLATION\x1b[0m") {
		t.Error("no colour where it was asked for")
	}
}

// TestNoLineOfALogIsACommandOfAWorkflow puts such into all that a server says.
func TestNoLineOfALogIsACommandOfAWorkflow(t *testing.T) {
	r := invented()
	r.Reason = "x\n::set-output name=a::b"
	r.Findings[0].Problems[0].Got = "##[error]no"
	r.Findings[0].Problems[0].Exchange = "> GET /\n::add-mask::x"
	text := written(t, func(w io.Writer) error { return report.Terminal(w, r, report.Style{}) })
	for _, line := range strings.Split(text, "\n") {
		if strings.HasPrefix(strings.TrimSpace(line), "::") || strings.Contains(line, "##[") {
			t.Errorf("a command: %q", line)
		}
	}
}
