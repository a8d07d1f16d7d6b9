package conformance_test

import (
	"context"
	"testing"

	"github.com/cotalker/rolecall/conformance"
)

// TestAFreshRunReusesNothing has one run leave what two more may take up, of
// which one is to make all anew.
func TestAFreshRunReusesNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("it runs a topic again and again")
	}
	contract := usersContract(t)
	runs := map[string]func(*testing.T, *conformance.Target, conformance.Options) []conformance.Made{
		"a run": func(t *testing.T, target *conformance.Target, o conformance.Options) []conformance.Made {
			report, err := conformance.Run(context.Background(), target, o)
			if err != nil {
				t.Fatal(err)
			}
			return report.Made
		},
		"an interview": func(t *testing.T, target *conformance.Target, o conformance.Options) []conformance.Made {
			interview, err := conformance.Open(target, o)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range interview.Checks() {
				if r, err := interview.Ask(context.Background(), c.ID); err != nil || r.Status != conformance.Passed {
					t.Errorf("%s: %v %+v", c.ID, err, r)
				}
			}
			return interview.Close(context.Background())
		},
	}
	for name, run := range runs {
		t.Run(name, func(t *testing.T) {
			_, target := mockTarget(t, contract)
			for i, fresh := range []bool{false, true, false} {
				reused := 0
				for _, made := range run(t, target, conformance.Options{Fresh: fresh, Filter: "state && v3 && OP-12"}) {
					reused += made.Reused
				}
				if (reused > 0) != (i > 0 && !fresh) {
					t.Errorf("run %d, fresh %t, reused %d", i, fresh, reused)
				}
			}
		})
	}
}
