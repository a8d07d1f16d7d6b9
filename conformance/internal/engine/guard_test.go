package engine

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/spec"
)

// TestACheckThatStumblesIsBroken has a check, and what looks at its exchanges,
// panic as a reply of an odd form might have them do.
func TestACheckThatStumblesIsBroken(t *testing.T) {
	contract, err := spec.Default()
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	s, err := newSession(&wire.Target{Address: server.URL + "/api", Features: contract.Features}, Settings{
		Contract:     contract,
		Limits:       wire.Limits{Concurrency: 2, Timeout: time.Minute, MaxReply: 1 << 20, MaxHeader: 1 << 16},
		ApplyWaivers: func(*Result) {},
	})
	if err != nil {
		t.Fatal(err)
	}
	odd := func(run func(*Trial), watch func(*wire.Exchange) *Problem) *Check {
		return &Check{Topic: State, Level: spec.MUST, Identity: Identity{ID: "OWN/odd", Requirement: &spec.Requirement{ID: "OWN"}}, Needs: Needs{Alone: true}, Run: run, Watch: Watch{Invariant: watch}}
	}
	asks := func(t *Trial) { t.Send(nil, nil, wire.Method(http.MethodGet), wire.Path("/")) }
	results := s.Judge(context.Background(), []*Check{
		odd(func(t *Trial) { var id any = t; _ = id.(string) }, nil),
		odd(func(t *Trial) { t.Each(2, func(i int) { _ = []int{}[i] }) }, nil),
		odd(asks, func(x *wire.Exchange) *Problem { return &Problem{Got: x.JSON.(string)} }),
		odd(asks, nil),
	}, func(*Result) {})
	for i, r := range results[:3] {
		if r.Status != Broken || !strings.Contains(r.Reason, "the check itself failed: ") || !strings.Contains(r.Reason, "guard_test.go:") {
			t.Errorf("check %d is %s: %s", i, r.Status, r.Reason)
		}
	}
	if results[3].Status != Passed {
		t.Errorf("the last one is %s: %s", results[3].Status, results[3].Reason)
	}
}
