package report_test

import (
	"encoding/json"
	"fmt"
	"io"
	"testing"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/conformance/report"
)

type sarif struct {
	Version string `json:"version"`
	Runs    []struct {
		Tool struct {
			Driver struct {
				Name  string
				Rules []struct{ ID string }
			}
		}
		Invocations []struct {
			ExecutionSuccessful        bool
			ToolExecutionNotifications []struct {
				Level   string
				Message struct{ Text string }
			}
		}
		Results []struct {
			RuleID              string
			Level               string
			Message             struct{ Text string }
			Suppressions        []struct{ Kind, Justification string }
			PartialFingerprints map[string]string
			Locations           []struct {
				PhysicalLocation struct {
					ArtifactLocation struct{ URI string }
					Region           struct{ StartLine int }
				}
			}
		}
	}
}

func sarifOf(t *testing.T, r *conformance.Report, at string) sarif {
	t.Helper()
	var got sarif
	if err := json.Unmarshal([]byte(written(t, func(w io.Writer) error { return report.SARIF(w, r, at) })), &got); err != nil {
		t.Fatal(err)
	}
	return got
}

func TestSARIFTellsEachFinding(t *testing.T) {
	got := sarifOf(t, invented(), "spec/users.yaml")
	if got.Version != "2.1.0" || len(got.Runs) != 1 || len(got.Runs[0].Results) != 5 || len(got.Runs[0].Tool.Driver.Rules) != 5 || got.Runs[0].Tool.Driver.Name != "rolecall" {
		t.Fatalf("%+v", got)
	}
	for i, level := range []string{"error", "warning", "note", "note"} {
		result := got.Runs[0].Results[i]
		place := result.Locations[0].PhysicalLocation
		if result.Level != level || result.RuleID != fmt.Sprintf("X-%d", i+1) || (len(result.Suppressions) == 1) != (i > 1) || place.ArtifactLocation.URI != "spec/users.yaml" || place.Region.StartLine != 7 {
			t.Errorf("result %d is %+v, not %s", i, result, level)
		}
	}
	holds(t, got.Runs[0].Results[0].Message.Text, "Nobody may: 100%, never.", `Expected 403 for "<b>"; got 200 & 50%`)
	holds(t, got.Runs[0].Results[4].Message.Text, "the waiver of X-9 excuses nothing")
}

// TestSARIFOutlivesARun: what is still wrong keeps its fingerprint when other
// things are mended, or begin to fail too.
func TestSARIFOutlivesARun(t *testing.T) {
	prints := func(r *conformance.Report) map[string]string {
		out := map[string]string{}
		for _, result := range sarifOf(t, r, "").Runs[0].Results {
			out[result.RuleID+" "+result.Message.Text] = result.PartialFingerprints["rolecallRule/v2"]
		}
		return out
	}
	before := prints(invented())
	later := invented()
	later.Run, later.Findings = "another", later.Findings[1:]
	later.Findings[0].Operations = append([]string{"POST /things"}, later.Findings[0].Operations...)
	kept := 0
	for text, print := range prints(later) {
		if before[text] == print {
			kept++
		}
	}
	if kept != 4 { // of two findings and a half, and the stale waiver
		t.Errorf("%d of 4 fingerprints are kept", kept)
	}
}

func TestSARIFTellsAnInconclusiveRunAsOne(t *testing.T) {
	r := invented()
	if run := sarifOf(t, r, "").Runs[0].Invocations[0]; !run.ExecutionSuccessful || len(run.ToolExecutionNotifications) != 3 {
		t.Errorf("%+v", run)
	}
	if uri := sarifOf(t, r, "").Runs[0].Results[0].Locations[0].PhysicalLocation.ArtifactLocation.URI; uri != "ci/target%20file.yaml" {
		t.Errorf("the place is %q", uri)
	}
	r.Verdict, r.Reason = conformance.Inconclusive, "the target is down"
	run := sarifOf(t, r, "").Runs[0].Invocations[0]
	if run.ExecutionSuccessful || run.ToolExecutionNotifications[0].Level != "error" || run.ToolExecutionNotifications[0].Message.Text != "inconclusive: the target is down" {
		t.Errorf("%+v", run)
	}
}
