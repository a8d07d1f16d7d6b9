package conformance_test

import (
	"context"
	"os"
	"strconv"
	"sync"
	"testing"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/internal/race"
	"github.com/cotalker/rolecall/spec"
)

// runs is how often the suite is run against a right mock: a few times, twice
// under the race detector, or as ROLECALL_RUNS says.
func runs(few int) int {
	if n, err := strconv.Atoi(os.Getenv("ROLECALL_RUNS")); err == nil {
		return n
	}
	if race.Enabled {
		return 2
	}
	return few
}

// onceMore is the filter of runs that ask everything once more, beside
// TestTheMockConforms: under the race detector, of each operation one version.
func onceMore() string {
	if race.Enabled {
		return "v3"
	}
	return ""
}

// firstSeed is what the first of the runs is shuffled by, so that many can be
// asked in parts and one be asked again: 1, or as ROLECALL_SEED says.
func firstSeed() int {
	if n, err := strconv.Atoi(os.Getenv("ROLECALL_SEED")); err == nil {
		return n
	}
	return 1
}

// refreshed is after how many runs a mock starts anew: each leaves what it has
// created, and a server with the people and roles of two hundred runs is slow
// to list.
const refreshed = 20

// TestNoRunCriesWolfInAnyOrder has each run take up what those before it have left.
func TestNoRunCriesWolfInAnyOrder(t *testing.T) {
	if testing.Short() {
		t.Skip("it runs the whole suite several times")
	}
	contract := usersContract(t)
	server, target := mockTarget(t, contract)
	for i := range runs(3) {
		if i%refreshed == 0 {
			server.Reset()
		}
		seed := firstSeed() + i
		report, err := conformance.Run(context.Background(), target, conformance.Options{Strict: true, Shuffle: int64(seed), Filter: onceMore()})
		if err != nil {
			t.Fatal(err)
		}
		if report.Counts.Passed != report.Counts.All {
			show(t, report)
			t.Fatalf("the run of seed %d is %s", seed, report.Verdict)
		}
		for _, made := range report.Made {
			if (made.Reused > 0) != (i%refreshed > 0) || made.Left > 0 {
				t.Errorf("run %d made %+v", i+1, made)
			}
		}
	}
}

// beside is how many runs go on at once.
func beside() int {
	if race.Enabled {
		return 2
	}
	return 4
}

func TestNoRunCriesWolfBesideOthers(t *testing.T) {
	if testing.Short() {
		t.Skip("it runs the whole suite beside others")
	}
	contract := usersContract(t)
	server, target := mockTarget(t, contract)
	for round := range max(1, runs(4)/10) {
		if round%(refreshed/4) == 0 {
			server.Reset()
		}
		var wait sync.WaitGroup
		for i := range beside() {
			seed := firstSeed() + 4*round + i
			wait.Go(func() {
				report, err := conformance.Run(context.Background(), target, conformance.Options{Strict: true, Shuffle: int64(seed), Filter: onceMore()})
				if err != nil {
					t.Error(err)
					return
				}
				if report.Counts.Passed != report.Counts.All {
					show(t, report)
					t.Errorf("the run of seed %d is %s", seed, report.Verdict)
				}
			})
		}
		wait.Wait()
	}
}

// TestThePlanIsKept has a target that names the bootstrap alone; of one that names
// all personas TestTheMockConforms asks it.
func TestThePlanIsKept(t *testing.T) {
	if testing.Short() {
		t.Skip("it runs the whole suite once more")
	}
	contract := usersContract(t)
	_, target := mockTarget(t, contract)
	target.Personas = target.Personas[:1]
	var plan conformance.Plan
	report, err := conformance.Run(context.Background(), target, conformance.Options{Filter: onceMore(), Plan: func(p conformance.Plan) { plan = p }})
	if err != nil {
		t.Fatal(err)
	}
	wantAsPlanned(t, contract, plan, report)
}

func wantAsPlanned(t *testing.T, contract *spec.Contract, plan conformance.Plan, report *conformance.Report) {
	t.Helper()
	for _, made := range report.Made {
		if made.Collection == contract.Principal.Resource.Collection && made.Records > plan.Users {
			t.Errorf("made %d users, and said %d at most", made.Records, plan.Users)
		}
		if made.Left > 0 {
			t.Errorf("left %d of %s enabled", made.Left, made.Collection)
		}
	}
	if plan.Checks+plan.Skips+plan.Unasked != report.Counts.All {
		t.Errorf("planned %d checks and %d skips of %d", plan.Checks, plan.Skips, report.Counts.All)
	}
}

func TestRunningTwiceGivesTheSame(t *testing.T) {
	if testing.Short() {
		t.Skip("it runs a topic twice")
	}
	contract := usersContract(t)
	_, target := mockTarget(t, contract)
	o := conformance.Options{Filter: "headers && v3"}
	first, err := conformance.Run(context.Background(), target, o)
	if err != nil {
		t.Fatal(err)
	}
	again, err := conformance.Run(context.Background(), target, o)
	if err != nil {
		t.Fatal(err)
	}
	if first.Counts != again.Counts || first.Counts.All == 0 {
		t.Errorf("%+v, then %+v", first.Counts, again.Counts)
	}
}

func TestTheCatalogueIsAlwaysTheSame(t *testing.T) {
	contract := usersContract(t)
	first := conformance.Catalog(contract)
	seen := map[string]bool{}
	for i, c := range conformance.Catalog(contract) {
		if c.ID != first[i].ID || c.Title != first[i].Title {
			t.Fatalf("check %d is %s, then %s", i, first[i].ID, c.ID)
		}
		if seen[c.ID] {
			t.Errorf("two checks are called %s", c.ID)
		}
		seen[c.ID] = true
	}
	for _, q := range contract.Requirements {
		asked := false
		for _, c := range first {
			asked = asked || c.Requirement.ID == q.ID
		}
		if !asked {
			t.Errorf("no check asks for %s", q.ID)
		}
	}
}
