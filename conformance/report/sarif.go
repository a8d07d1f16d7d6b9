package report

import (
	"encoding/json"
	"io"
	"strings"

	"github.com/cotalker/rolecall/conformance"
)

// SARIF writes the findings for code scanning: a rule a requirement, a result
// a finding, at the line of the contract where the operation stands.
func SARIF(w io.Writer, r *conformance.Report, contractFile string) error {
	type object = map[string]any
	rules, results := []any{}, []any{}
	seen := map[string]bool{}
	for _, f := range r.Findings {
		if !seen[f.Requirement] {
			seen[f.Requirement] = true
			rules = append(rules, object{
				"id": f.Requirement, "shortDescription": object{"text": f.Sentence},
				"properties": object{"level": f.Level},
			})
		}
		result := object{
			"ruleId": f.Requirement, "level": sarifLevel(f.Severity), "message": object{"text": findingText(f)},
			"locations": []any{object{"physicalLocation": object{
				"artifactLocation": object{"uri": contractFile}, "region": object{"startLine": max(1, lineOf(f, r))},
			}}},
			"partialFingerprints": object{"rolecall/v1": f.Requirement + " " + strings.Join(f.Operations, " ")},
		}
		if f.Severity == conformance.Waived || f.Severity == conformance.Known {
			result["suppressions"] = []any{object{"kind": "external", "justification": f.Reason}}
		}
		results = append(results, result)
	}
	e := json.NewEncoder(w)
	e.SetIndent("", " ")
	return e.Encode(object{
		"version": "2.1.0", "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
		"runs": []any{object{
			"tool":       object{"driver": object{"name": "rolecall", "rules": rules}},
			"results":    results,
			"properties": object{"verdict": r.Verdict, "counts": r.Counts, "target": r.Target},
		}},
	})
}

func sarifLevel(s conformance.Severity) string {
	switch s {
	case conformance.Violation:
		return "error"
	case conformance.Warning:
		return "warning"
	}
	return "note"
}

// findingText is a finding in one line.
func findingText(f conformance.Finding) string {
	text := f.Sentence
	if len(f.Problems) > 0 {
		text += " Expected " + f.Problems[0].Expected + "; got " + f.Problems[0].Got + "."
	}
	return text + " (" + plural(len(f.Checks), "check") + " on " + Operations(f) + ")"
}

// lineOf is the line of the contract at which the first operation of a finding
// stands, 0 where none is known.
func lineOf(f conformance.Finding, r *conformance.Report) int {
	for _, c := range r.Checks {
		if len(f.Operations) > 0 && c.Request == f.Operations[0] {
			return c.Line
		}
	}
	return 0
}
