package conformance_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
)

// TestSmallDocumentsAreKeptByTheirOwnMock asks the mock of each contract of
// testdata all that its document gives rise to: nothing is violated, and nothing
// is broken, whatever the document lacks.
func TestSmallDocumentsAreKeptByTheirOwnMock(t *testing.T) {
	files, err := filepath.Glob("testdata/contracts/*.world.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal("no contracts in testdata", err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".world.yaml")
		t.Run(name, func(t *testing.T) {
			contract := loaded(t, strings.TrimSuffix(file, ".world.yaml")+".yaml")
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			world, err := fixtures.LoadWorld(contract, file, text)
			if err != nil {
				t.Fatal(err)
			}
			report := askedOfItsMock(t, contract, mockserver.WithWorld(world))
			kept(t, report)
		})
	}
}

func loaded(t *testing.T, file string) *spec.Contract {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	contract, err := spec.Load(file, text)
	if err != nil {
		t.Fatal(err)
	}
	return contract
}

// askedOfItsMock runs the suite against a mock of the contract.
func askedOfItsMock(t *testing.T, contract *spec.Contract, options ...mockserver.Option) *conformance.Report {
	t.Helper()
	mock, err := mockserver.New(contract, options...)
	if err != nil {
		t.Fatal(err)
	}
	target := &conformance.Target{Handler: mock, Features: contract.Features}
	for _, p := range mock.Personas() {
		target.Personas = append(target.Personas, conformance.Persona{
			Name: p.Name, Token: p.Token, Permissions: p.Permissions, InactivePermissions: p.InactivePermissions, Disabled: p.Disabled,
		})
	}
	report, err := conformance.Run(t.Context(), target, conformance.Options{Contract: contract, Strict: true})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// kept wants a report without a finding and without a broken check.
func kept(t *testing.T, report *conformance.Report) {
	t.Helper()
	if report.Verdict != conformance.Conformant || report.Counts.Broken > 0 || report.Counts.Passed == 0 {
		t.Errorf("%s: %s %+v", report.Verdict, report.Reason, report.Counts)
	}
	for _, f := range report.Findings {
		t.Errorf("%s", f)
	}
	reasons := map[string][]string{}
	for _, r := range report.Results {
		if r.Status != conformance.Passed {
			reasons[string(r.Status)+": "+r.Reason] = append(reasons[string(r.Status)+": "+r.Reason], r.Check.ID)
		}
	}
	for _, reason := range slices.Sorted(maps.Keys(reasons)) {
		t.Logf("%d %s (%s)", len(reasons[reason]), reason, reasons[reason][0])
	}
}
