package mutants_test

import (
	"context"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/internal/mutants"
	"github.com/cotalker/rolecall/internal/race"
	"github.com/cotalker/rolecall/spec"
)

// TestMutants runs the checks of the requirement that each mutant breaks, or with
// ROLECALL_MUTANTS=all the whole suite. One alone:
//
//	go test ./internal/mutants -run 'TestMutants/an_unknown_token_is_let_in'
//
// The race detector makes that many times slower and looks for something else, so
// that with it every sixth is tried. A fault in one operation is first looked for
// there; what is found among few checks is found among all of them.
func TestMutants(t *testing.T) {
	if testing.Short() {
		t.Skip("each mutant is a server that the suite asks")
	}
	contract, all := every(t)
	whole := os.Getenv("ROLECALL_MUTANTS") == "all"
	saw := make([]map[string]bool, len(all)) // for -update
	wanted := map[string]string{}
	if *update {
		t.Cleanup(func() { writeKills(t, chosen(all, saw)) })
	} else {
		wanted = kills(t)
	}
	for i, m := range all {
		if race.Enabled && !whole && i%6 != 0 {
			continue
		}
		t.Run(m.Name, func(t *testing.T) {
			t.Parallel()
			tries := []string{""}
			if m.Topic == conformance.Concurrency {
				tries = []string{"", "", ""} // who comes first is a matter of luck
			}
			if op := faulty(contract, m); op != "" && !whole && !*update {
				tries = append([]string{op}, tries...)
			}
			var k mutants.Kill
			var idle []string
			for _, filter := range tries {
				var err error
				if whole {
					k, err = mutants.Try(context.Background(), contract, m, true)
				} else {
					k, err = mutants.TryWithin(context.Background(), contract, m, filter)
				}
				if err != nil {
					t.Fatal(err)
				}
				if idle = owed(wanted, k); k.Killed && len(idle) == 0 {
					break
				}
			}
			if k.Panicked != "" {
				t.Errorf("the mock panicked; its contract is changed in one place, which is no reason: %s", k.Panicked)
			}
			if !k.Killed {
				t.Errorf("%s lives: no check of it failed; of others: %v; %+v", m.Requirement, k.Others, k.Report.Counts)
				for _, b := range k.Report.Breaks {
					t.Logf("%s %d: %s", b.Status, b.Checks, b.Reason)
				}
			}
			if len(idle) > 0 {
				t.Errorf("these checks are to see it and did not: %v", idle)
			}
			saw[i] = seen(k)
		})
	}
}

// faulty is the operation that a mutant names as the place of its fault, "" for none.
func faulty(contract *spec.Contract, m mutants.Mutant) string {
	_, id, _ := strings.Cut(m.Name, " in ")
	if slices.ContainsFunc(contract.Operations, func(op *spec.Operation) bool { return op.ID == id }) {
		return id
	}
	return ""
}

func TestTheMockWithoutAFaultConforms(t *testing.T) {
	if testing.Short() {
		t.Skip("the mock is asked the whole suite")
	}
	contract, err := spec.Default()
	if err != nil {
		t.Fatal(err)
	}
	asked := ""
	if race.Enabled {
		asked = "v3" // of each operation, one version
	}
	k, err := mutants.TryWithin(context.Background(), contract, mutants.Clean(), asked)
	if err != nil {
		t.Fatal(err)
	}
	if k.Report.Verdict != conformance.Conformant {
		t.Errorf("it is %s: %+v", k.Report.Verdict, k.Report.Counts)
	}
}
