package mutants_test

import (
	"context"
	"os"
	"slices"
	"sync"
	"testing"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/internal/mutants"
	"github.com/cotalker/rolecall/spec"
)

// TestEveryMutantIsKilled runs the checks of each mutant's topic, or with
// ROLECALL_MUTANTS=all the whole suite. The race detector makes that many times
// slower and looks for something else, so that with it every third is tried.
func TestEveryMutantIsKilled(t *testing.T) {
	contract, err := spec.Default()
	if err != nil {
		t.Fatal(err)
	}
	all, err := mutants.All(contract, spec.DefaultSource())
	if err != nil {
		t.Fatal(err)
	}
	whole := os.Getenv("ROLECALL_MUTANTS") == "all"
	killed := struct {
		sync.Mutex
		kinds, requirements map[string]bool
	}{kinds: map[string]bool{}, requirements: map[string]bool{}}
	t.Run("each", func(t *testing.T) {
		for i, m := range all {
			if raced && !whole && i%3 != 0 {
				continue
			}
			t.Run(m.Name, func(t *testing.T) {
				t.Parallel()
				k, err := mutants.Try(context.Background(), contract, m, whole)
				if err != nil {
					t.Fatal(err)
				}
				if !k.Killed {
					t.Errorf("%s lives: no check of it failed; of others: %v; %+v", m.Requirement, k.Others, k.Report.Counts)
					for _, b := range k.Report.Breaks {
						t.Logf("%s %d: %s", b.Status, b.Checks, b.Reason)
					}
				}
				killed.Lock()
				defer killed.Unlock()
				for _, r := range k.Report.Results {
					if r.Status == conformance.Failed {
						killed.kinds[mutants.Kind(r.Check)] = true
						killed.requirements[r.Check.Requirement.ID] = true
					}
				}
			})
		}
	})
	if len(all) < 120 {
		t.Errorf("%d mutants; the suite wants 120 at least", len(all))
	}
	t.Logf("%d mutants", len(all))
	if raced && !whole {
		return // the others kill what remains
	}
	var idle []string
	checks := conformance.Catalog(contract)
	for _, c := range checks {
		if kind := mutants.Kind(c); !killed.kinds[kind] && !slices.Contains(idle, kind) {
			idle = append(idle, kind)
		}
	}
	if len(idle) > 0 {
		t.Errorf("these checks have killed no mutant: %v", idle)
	}
	for _, q := range contract.Requirements {
		if !slices.ContainsFunc(checks, func(c *conformance.Check) bool { return c.Requirement.ID == q.ID }) {
			t.Errorf("no check asks for %s", q.ID)
		}
		if !killed.requirements[q.ID] {
			t.Errorf("no mutant breaks %s", q.ID)
		}
	}
}

func TestTheMockWithoutAFaultConforms(t *testing.T) {
	contract, err := spec.Default()
	if err != nil {
		t.Fatal(err)
	}
	k, err := mutants.Try(context.Background(), contract, mutants.Clean(), true)
	if err != nil {
		t.Fatal(err)
	}
	if k.Report.Verdict != conformance.Conformant {
		t.Errorf("it is %s: %+v", k.Report.Verdict, k.Report.Counts)
	}
}
