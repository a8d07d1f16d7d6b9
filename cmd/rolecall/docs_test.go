package main

import (
	"os"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
)

// sample is the block of a page of docs that begins with a line.
func sample(t *testing.T, page, first string) string {
	t.Helper()
	text, err := os.ReadFile("../../docs/" + page)
	if err != nil {
		t.Fatal(err)
	}
	_, after, found := strings.Cut(string(text), "```yaml\n"+first+"\n")
	if !found {
		t.Fatalf("%s has no block that begins with %s", page, first)
	}
	block, _, _ := strings.Cut(after, "```")
	return block
}

// TestPrintedSamplesLoad keeps the two whole files that the documentation
// prints true: a collection to add, and a world.
func TestPrintedSamplesLoad(t *testing.T) {
	paths, schemas, _ := strings.Cut(sample(t, "extensions.md", "paths:"), "components:\n  schemas:\n")
	text := strings.Replace(string(spec.DefaultSource()), "\npaths:\n", "\npaths:\n"+paths, 1)
	text = strings.Replace(text, "\n  schemas:\n", "\n  schemas:\n"+schemas, 1)
	contract, err := spec.Load("extensions.md", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if len(contract.Resources) != 3 {
		t.Errorf("%d collections, want 3", len(contract.Resources))
	}
	if _, err := fixtures.LoadWorld(contract, "mock.md", []byte(sample(t, "mock.md", "# world.yaml"))); err != nil {
		t.Error(err)
	}
	verified(t, contract)
}

// verified holds a mock of the contract to it, operations that no requirement
// speaks of included.
func verified(t *testing.T, contract *spec.Contract) {
	t.Helper()
	mock, err := mockserver.New(contract)
	if err != nil {
		t.Fatal(err)
	}
	target := &conformance.Target{Handler: mock, Features: contract.Features}
	target.Personas = mock.Personas()
	report, err := conformance.Run(t.Context(), target, conformance.Options{Contract: contract, Strict: true, Filter: "OWN"})
	if err != nil {
		t.Fatal(err)
	}
	if report.Counts.Passed == 0 || report.Counts.Broken > 0 {
		t.Errorf("%s: %+v %+v", report.Verdict, report.Counts, report.Breaks)
	}
	for _, f := range report.Findings {
		t.Errorf("%s", f)
	}
}
