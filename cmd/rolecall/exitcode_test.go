package main

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/conformance"
)

// TestExitCodesAreToldEverywhere holds the pages to the list, and the list to
// the verdicts.
func TestExitCodesAreToldEverywhere(t *testing.T) {
	for file, form := range map[string]string{
		"../../README.md":           "%d %s",
		"../../docs/ci.md":          "%d %s",
		"../../docs/conformance.md": "| %d | %s",
	} {
		page, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range exitCodes {
			want := fmt.Sprintf(form, e.code, e.word)
			if e.code == exitUsage && strings.HasPrefix(form, "|") {
				want = fmt.Sprintf("| %d | | %s", e.code, e.word) // it is no verdict
			}
			if !strings.Contains(string(page), want) {
				t.Errorf("%s does not say %q", file, want)
			}
		}
	}
	for verdict, want := range map[conformance.Verdict]exitCode{
		conformance.Conformant: exitOK, conformance.Violated: exitViolated, conformance.Inconclusive: exitInconclusive, "": exitInconclusive,
	} {
		if got := codeOf(verdict); got != want {
			t.Errorf("%q ends with %d, want %d", verdict, got, want)
		}
	}
}
