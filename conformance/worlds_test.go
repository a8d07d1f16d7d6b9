package conformance_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"reflect"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
)

// workers is how many worlds are asked, so many at a time: a few, or as
// ROLECALL_WORLDS says.
func workers() (number, atOnce int) {
	number, atOnce = 2, 2
	if n, err := strconv.Atoi(os.Getenv("ROLECALL_WORLDS")); err == nil {
		number, atOnce = n, 20
	}
	return number, atOnce
}

// TestWorkersWithAWorldEachDoNotInterfere has many workers run the whole suite at
// once against one mock, each in a world of its own: every second by the header,
// of a flag or of the target file, the others by the path.
func TestWorkersWithAWorldEachDoNotInterfere(t *testing.T) {
	if testing.Short() {
		t.Skip("it runs the whole suite several times")
	}
	asksInWorlds(t, usersContract(t), 0, onceMore())
}

// TestWorldsOfAnotherDocument is the same for one whose tokens hold rights.
func TestWorldsOfAnotherDocument(t *testing.T) {
	text, err := os.ReadFile("../internal/corpus/testdata/projects.yaml")
	if err != nil {
		t.Fatal(err)
	}
	contract, err := spec.Load("projects.yaml", text)
	if err != nil {
		t.Fatal(err)
	}
	asksInWorlds(t, contract, 2, "")
}

// asksInWorlds asks a number of worlds, or as many as workers says.
func asksInWorlds(t *testing.T, contract *spec.Contract, number int, filter string) {
	asked, atOnce := workers()
	if number > 0 {
		asked, atOnce = number, number
	}
	mock, err := mockserver.New(contract, mockserver.WithWorldLimits(asked, time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(mock)
	defer server.Close()
	standard, err := mock.World(mockserver.DefaultWorld)
	if err != nil {
		t.Fatal(err)
	}
	before := contents(t, contract, standard)
	var mu sync.Mutex
	var first conformance.Counts
	turns := make(chan struct{}, atOnce)
	var wait sync.WaitGroup
	for i := range asked {
		turns <- struct{}{}
		wait.Go(func() {
			defer func() { <-turns }()
			name := fmt.Sprint("worker-", i)
			// Twenty suites at once on two busy cores: what is asked here is not how fast.
			options := conformance.Options{Contract: contract, Strict: true, Shuffle: int64(i + 1), Timeout: 2 * time.Minute, Filter: filter}
			target := &conformance.Target{Address: server.URL, Features: contract.Features, Personas: mock.Personas(), Writable: true}
			switch i % 4 {
			case 0:
				options.Header = http.Header{"Rolecall-World": {name}}
			case 2:
				target.Header = http.Header{"Rolecall-World": {name}} // as a target file says it
			default:
				target.Address += "/_rolecall/w/" + name
				for _, op := range contract.Operations {
					if op.Action.Kind == spec.Login { // at the root of the host, if nothing is said
						target.Login = target.Address + op.Path
					}
				}
			}
			target.Address += contract.BasePath
			report, err := conformance.Run(t.Context(), target, options)
			if err != nil {
				t.Error(err)
				return
			}
			mu.Lock()
			defer mu.Unlock()
			if first.All == 0 {
				first = report.Counts
			}
			if report.Counts != first || report.Counts.Failed+report.Counts.Broken > 0 || report.Counts.Passed == 0 {
				show(t, report)
				t.Errorf("%s is %s: %+v, and another: %+v", name, report.Verdict, report.Counts, first)
			}
		})
	}
	wait.Wait()
	if after := contents(t, contract, standard); !reflect.DeepEqual(before, after) {
		t.Errorf("the default world has changed")
	}
	if got := len(mock.Worlds()); got != asked+1 {
		t.Errorf("%d worlds, want %d", got, asked+1)
	}
}

// contents are all the records of a world.
func contents(t *testing.T, contract *spec.Contract, w *mockserver.World) map[string][]mockserver.StoredRecord {
	t.Helper()
	out := map[string][]mockserver.StoredRecord{}
	for _, r := range contract.Resources {
		list, _, err := w.Records(r.Collection, "", 0, 10_000)
		if err != nil {
			t.Fatal(err)
		}
		out[r.Collection] = list
	}
	return out
}
