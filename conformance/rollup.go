package conformance

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/spec"
)

// findings rolls failures up: one for each requirement and severity, however
// many checks show it. The sentences are those of the requirements.
func findings(checks []CheckReport, sentences map[string]string) []Finding {
	type kind struct {
		requirement string
		severity    Severity
		reason      string
	}
	index := map[kind]int{}
	out := []Finding{}
	for _, c := range checks {
		if c.Severity == "" {
			continue
		}
		k := kind{c.Requirement, c.Severity, c.Reason}
		i, known := index[k]
		if !known {
			i = len(out)
			index[k] = i
			out = append(out, Finding{Requirement: c.Requirement, Level: c.Level, Sentence: sentences[c.Requirement], Severity: c.Severity, Reason: c.Reason})
		}
		out[i].take(c)
	}
	slices.SortStableFunc(out, func(a, b Finding) int {
		order := []Severity{Violation, Warning, Known, Waived}
		return cmp.Or(
			cmp.Compare(slices.Index(order, a.Severity), slices.Index(order, b.Severity)),
			-cmp.Compare(len(a.Checks), len(b.Checks)),
		)
	})
	return out
}

// take adds a failed check to a finding.
func (f *Finding) take(c CheckReport) {
	f.Checks = append(f.Checks, c.ID)
	if !slices.Contains(f.Operations, c.Request) {
		f.Operations = append(f.Operations, c.Request)
	}
	for _, p := range c.Problems {
		i := slices.IndexFunc(f.Problems, func(known FindingProblem) bool {
			return known.Expected == p.Expected && engine.Varies.ReplaceAllString(known.Got, "…") == engine.Varies.ReplaceAllString(p.Got, "…")
		})
		if i < 0 {
			i = len(f.Problems)
			f.Problems = append(f.Problems, FindingProblem{Expected: p.Expected, Got: p.Got, Check: c.ID})
		}
		if p.Exchange != "" && f.Problems[i].Exchange == "" {
			f.Problems[i].Caller, f.Problems[i].Token, f.Problems[i].Exchange, f.Problems[i].Curl = p.Caller, p.Token, p.Exchange, p.Curl
		}
		f.Problems[i].Count++
	}
}

// breaks counts the reasons for which checks were not asked.
func breaks(checks []CheckReport) []Break {
	out := []Break{}
	for _, r := range checks {
		if r.Status != Skipped && r.Status != Broken && r.Status != NotAsked && r.Status != Flaky {
			continue
		}
		reason := engine.Varies.ReplaceAllStringFunc(r.Reason, func(found string) string {
			if found[0] == '"' {
				return found
			}
			return "…"
		})
		i := slices.IndexFunc(out, func(b Break) bool { return b.Status == r.Status && b.Reason == reason })
		if i < 0 {
			i = len(out)
			out = append(out, Break{Status: r.Status, Reason: reason})
		}
		out[i].Checks++
	}
	slices.SortStableFunc(out, func(a, b Break) int {
		return cmp.Or(cmp.Compare(a.Status, b.Status), -cmp.Compare(a.Checks, b.Checks))
	})
	return out
}

// hiccupsOf is the finding that a gateway answered in the server's place.
func hiccupsOf(operations []string, n int) Finding {
	return Finding{
		Requirement: engine.OwnRule, Level: spec.SHOULD, Severity: Warning,
		Sentence:   "The server answers itself; a gateway does not answer 502, 503 or 504 in its place.",
		Operations: operations,
		Problems: []FindingProblem{{
			Expected: "a reply of the server", Count: n,
			Got: fmt.Sprintf("502, 503 or 504 for %d requests of operations that answer otherwise", n),
		}},
	}
}
