package ginkgosuite

import (
	"encoding/json"
	"slices"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"

	"github.com/cotalker/rolecall/conformance"
)

// noteName is the name of the report entries that tell the end of the suite what
// happened in all processes. Ginkgo's own report is the only way between them.
const noteName = "rolecall"

// note is what one spec leaves for the end.
type note struct {
	Asking  int                 `json:"asking"`          // number of the Describe
	Check   string              `json:"check,omitempty"` // that was asked
	Made    map[string][]string `json:"made,omitempty"`  // ids, by collection
	Later   []later             `json:"later,omitempty"`
	Cleaned bool                `json:"cleaned,omitempty"` // the process has disabled all that it made
}

// later is what the requests of a spec have shown of the check of another.
type later struct {
	Check string `json:"check"`
	Text  string `json:"text"`
}

// note leaves what the spec of a check has brought about.
func (a *asking) note(c *conformance.Check) {
	n := note{Asking: a.number, Check: c.ID, Made: map[string][]string{}}
	for collection, ids := range a.suite.Made() {
		for _, id := range ids {
			if !a.told[collection+" "+id] {
				a.told[collection+" "+id] = true
				n.Made[collection] = append(n.Made[collection], id)
			}
		}
	}
	for _, r := range a.suite.Later() {
		if a.suite.Severity(r) == conformance.Violation {
			n.Later = append(n.Later, later{r.Check.ID, text(r)})
		}
	}
	n.leave()
}

func (n note) leave() {
	written, _ := json.Marshal(n) // of texts and numbers
	ginkgo.AddReportEntry(noteName, string(written), ginkgo.ReportEntryVisibilityNever)
}

// notes are those of a report, with where each was left.
func notes(report ginkgo.Report) []left {
	var out []left
	for _, spec := range report.SpecReports {
		for _, entry := range spec.ReportEntries {
			written, is := entry.GetRawValue().(string)
			n := note{}
			if entry.Name == noteName && is && json.Unmarshal([]byte(written), &n) == nil {
				out = append(out, left{n, spec.ParallelProcess, spec.State})
			}
		}
	}
	return out
}

// left is a note with the process whose spec left it, and how that ended.
type left struct {
	note
	process int
	state   types.SpecState
}

// surprises are the failures of checks that passed where their own spec asked
// them, and that the requests of others have shown since.
func surprises(all []left, asking int) []string {
	passed, texts := map[string]bool{}, []string{}
	for _, n := range all {
		if n.Asking == asking && n.state == types.SpecStatePassed {
			passed[n.Check] = true
		}
	}
	told := map[string]bool{}
	for _, n := range all {
		for _, l := range n.Later {
			if n.Asking == asking && passed[l.Check] && !told[l.Check] {
				told[l.Check] = true
				texts = append(texts, l.Text)
			}
		}
	}
	slices.Sort(texts)
	return texts
}

// madeElsewhere are the ids of what other processes have made and not disabled.
func madeElsewhere(all []left, asking, here int) map[string][]string {
	cleaned, out := map[int]bool{here: true}, map[string][]string{}
	for _, n := range all {
		cleaned[n.process] = cleaned[n.process] || n.Cleaned
	}
	for _, n := range all {
		if n.Asking != asking || cleaned[n.process] {
			continue
		}
		for collection, ids := range n.Made {
			out[collection] = append(out[collection], ids...)
		}
	}
	return out
}
