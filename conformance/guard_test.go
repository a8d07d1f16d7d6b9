package conformance

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

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
	o, err := Options{}.withDefaults()
	if err != nil {
		t.Fatal(err)
	}
	s, err := newSession(&Target{Address: server.URL + "/api", Features: contract.Features}, o.settings())
	if err != nil {
		t.Fatal(err)
	}
	odd := func(run func(*Trial), watch func(*Exchange) *Problem) *Check {
		return &Check{ID: "OWN/odd", Topic: State, Level: spec.MUST, Requirement: &spec.Requirement{ID: "OWN"}, Alone: true, Run: run, Watch: watch}
	}
	asks := func(t *Trial) { t.ask(nil, nil, method(http.MethodGet), path("/")) }
	results := s.judge(context.Background(), []*Check{
		odd(func(*Trial) { var id any; _ = id.(string) }, nil),
		odd(func(t *Trial) { t.each(2, func(i int) { _ = []int{}[i] }) }, nil),
		odd(asks, func(x *Exchange) *Problem { return &Problem{Got: x.JSON.(string)} }),
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

// TestAContractThatTheCatalogueStumblesOverIsNotGreen lists the checks of a
// contract that is not whole.
func TestAContractThatTheCatalogueStumblesOverIsNotGreen(t *testing.T) {
	checks := Catalog(&spec.Contract{Operations: []*spec.Operation{{
		ID: "listThings", Method: http.MethodGet, Path: "/things", Action: spec.Action{Kind: spec.List, Resource: &spec.Resource{}},
	}}})
	if !slices.ContainsFunc(checks, func(c *Check) bool { return strings.HasPrefix(c.ID, "OWN/catalogue/") }) {
		t.Errorf("of %d checks none stands for those that could not be listed", len(checks))
	}
}
