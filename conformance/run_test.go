package conformance_test

import (
	"context"
	"net/http/httptest"
	"os"
	"testing"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
)

func mockTarget(t testing.TB, contract *spec.Contract) (*mockserver.Server, *conformance.Target) {
	t.Helper()
	mock, err := mockserver.New(contract)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(mock)
	t.Cleanup(server.Close)
	target := &conformance.Target{Address: server.URL + contract.BasePath, Features: contract.Features}
	target.Personas = mock.Personas()
	return mock, target
}

func show(t testing.TB, r *conformance.Report) {
	t.Logf("%s %s: %+v, %d requests in %.2f s, made %+v", r.Verdict, r.Reason, r.Counts, r.Requests, r.Took, r.Made)
	for _, b := range r.Breaks {
		t.Logf("%s: %d x %s", b.Status, b.Checks, b.Reason)
	}
	most := 12
	if os.Getenv("ROLECALL_ALL") != "" {
		most = 1000
	}
	for _, f := range r.Findings {
		t.Logf("%s %s: %s (%d checks)", f.Severity, f.Requirement, f.Sentence, len(f.Checks))
		for i, p := range f.Problems {
			if i >= most {
				break
			}
			t.Logf("   %s\n   expected %s\n   got %s (%d times)\n%s", p.Check, p.Expected, p.Got, p.Count, p.Exchange)
		}
	}
}

func TestTheMockConforms(t *testing.T) {
	contract := usersContract(t)
	_, target := mockTarget(t, contract)
	var plan conformance.Plan
	o := conformance.Options{Strict: true, Plan: func(p conformance.Plan) { plan = p }}
	if testing.Short() {
		o.Filter = "v3" // of each operation, one version
	}
	report, err := conformance.Run(context.Background(), target, o)
	if err != nil {
		t.Fatal(err)
	}
	show(t, report)
	if report.Verdict != conformance.Conformant {
		t.Errorf("the mock is %s", report.Verdict)
	}
	wantAsPlanned(t, contract, plan, report)
}
