package report

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/cotalker/rolecall/conformance"
)

type object = map[string]any

// SARIF writes the findings for code scanning: a rule a requirement, a result
// an operation that breaks it, at a file of the caller's, "" for the usual one.
// A result keeps its fingerprint as long as the operation breaks the
// requirement, whatever else comes and goes.
func SARIF(w io.Writer, r *conformance.Report, at string) error {
	rules, results := []any{}, []any{}
	seen, prints := map[string]bool{}, map[string]int{}
	where := placeOf(r, at)
	for _, f := range r.Findings {
		if !seen[f.Requirement] {
			seen[f.Requirement] = true
			rules = append(rules, object{
				"id": f.Requirement, "name": f.Requirement, "shortDescription": object{"text": f.Sentence},
				"defaultConfiguration": object{"level": sarifLevel(f.Severity)}, "properties": object{"level": f.Level},
			})
		}
		operations := f.Operations
		if len(operations) == 0 {
			operations = []string{anywhere}
		}
		for _, operation := range operations {
			key := f.Requirement + " " + operation
			prints[key]++
			results = append(results, sarifResult(f, operation, where, prints[key], r))
		}
	}
	for _, e := range r.Stale {
		results = append(results, sarifStale(e, where, r.Strict))
		if !seen[staleRule] {
			seen[staleRule] = true
			rules = append(rules, object{"id": staleRule, "name": "StaleExcuse", "shortDescription": object{"text": "A waiver or an entry of the baseline excuses a failure that there is."}})
		}
	}
	properties := object{"verdict": r.Verdict, "counts": r.Counts, "target": r.Target, "document": r.Document, "run": r.Run, "population": r.Population}
	if r.Implementation != nil {
		properties["implementation"] = r.Implementation
	}
	e := json.NewEncoder(w)
	e.SetIndent("", " ")
	return e.Encode(object{
		"version": "2.1.0", "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
		"runs": []any{object{
			"tool": object{"driver": object{
				"name": "rolecall", "version": r.Suite.String(), "informationUri": "https://github.com/cotalker/rolecall", "rules": rules,
			}},
			"automationDetails": object{"id": "rolecall/" + r.Implementation.String()},
			"invocations":       []any{sarifInvocation(r)},
			"results":           results,
			"properties":        properties,
		}},
	})
}

const (
	anywhere  = "any path"
	staleRule = "stale-excuse"
)

func sarifResult(f conformance.Finding, operation string, where place, nth int, r *conformance.Report) object {
	key := f.Requirement + " " + operation
	if nth > 1 { // a part of it is waived, say
		key += fmt.Sprint(" ", nth)
	}
	result := object{
		"ruleId": f.Requirement, "level": sarifLevel(f.Severity), "message": object{"text": operationText(f, operation, r)},
		"locations":           []any{sarifLocation(where, where.line(operation, r), operation)},
		"partialFingerprints": object{"rolecallRule/v2": fingerprint(key)},
	}
	if f.Severity == conformance.Waived || f.Severity == conformance.Known {
		result["suppressions"] = []any{object{"kind": "external", "justification": f.Reason}}
	}
	return result
}

func sarifStale(e conformance.Excuse, where place, strict bool) object {
	level := "warning"
	if strict {
		level = "error"
	}
	return object{
		"ruleId": staleRule, "level": level, "message": object{"text": e.String()},
		"locations":           []any{sarifLocation(where, 1, "")},
		"partialFingerprints": object{"rolecallRule/v2": fingerprint(staleRule + " " + e.Source + " " + e.Check)},
	}
}

func sarifLocation(where place, line int, operation string) object {
	location := object{"physicalLocation": object{"artifactLocation": object{"uri": where.uri()}, "region": object{"startLine": line}}}
	if operation != "" {
		location["logicalLocations"] = []any{object{"fullyQualifiedName": operation, "kind": "resource"}}
	}
	return location
}

// fingerprint names a result by what it says, and by nothing of the run.
func fingerprint(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:16])
}

// sarifInvocation says whether the run came to a verdict, and if not, why.
func sarifInvocation(r *conformance.Report) object {
	out := object{
		"executionSuccessful": r.Verdict != conformance.Inconclusive,
		"startTimeUtc":        r.Started.UTC().Format(time.RFC3339),
		"endTimeUtc":          r.Started.UTC().Add(time.Duration(r.Took * float64(time.Second))).Format(time.RFC3339),
		"exitCode":            r.Verdict.ExitCode(),
	}
	notices := []any{}
	notice := func(level, text string) {
		notices = append(notices, object{"level": level, "message": object{"text": text}})
	}
	if r.Verdict == conformance.Inconclusive {
		notice("error", "inconclusive: "+r.Reason)
	}
	for _, b := range r.Breaks {
		if slices.Contains([]conformance.Status{conformance.Broken, conformance.NotAsked, conformance.Flaky}, b.Status) {
			notice("warning", fmt.Sprintf("%s %s: %s", plural(b.Checks, "check"), b.Status, b.Reason))
		}
	}
	if len(notices) > 0 {
		out["toolExecutionNotifications"] = notices
	}
	return out
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

// operationText is what is wrong with one operation of a finding: the first
// problem that a check of it shows.
func operationText(f conformance.Finding, operation string, r *conformance.Report) string {
	count, text := 0, ""
	of := map[string]bool{}
	for _, id := range f.Checks {
		of[id] = true
	}
	for _, c := range r.Checks {
		if c.Request != operation || !of[c.ID] {
			continue
		}
		count++
		if text == "" && len(c.Problems) > 0 {
			text = fmt.Sprintf(" Expected %s; got %s (check %s).", c.Problems[0].Expected, c.Problems[0].Got, c.ID)
		}
	}
	if text == "" && len(f.Problems) > 0 {
		text = " Expected " + f.Problems[0].Expected + "; got " + f.Problems[0].Got + "."
	}
	return f.Sentence + text + fmt.Sprintf(" %s of %s fail.", plural(count, "check"), operation)
}
