package conformance_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
)

// TestAReadTellsWhichWriteItFollows has a server that forgets every change: a read shows
// it, and who is to mend it wants to know of what.
func TestAReadTellsWhichWriteItFollows(t *testing.T) {
	contract, err := spec.Load("shop.yaml", []byte(shop))
	if err != nil {
		t.Fatal(err)
	}
	mock, err := mockserver.New(contract)
	if err != nil {
		t.Fatal(err)
	}
	forgets := answering(mock, http.MethodPatch, func(w http.ResponseWriter, r *http.Request) {
		if text := read(r); json.Valid([]byte(text)) {
			copied(w, ask(mock, r, http.MethodGet, "", ""))
		} else {
			mock.ServeHTTP(w, clonedWith(r, text))
		}
	})
	report, err := conformance.Run(t.Context(), &conformance.Target{Handler: forgets, Personas: mock.Personas()}, conformance.Options{Contract: contract, Filter: "STATE-2"})
	if err != nil {
		t.Fatal(err)
	}
	told := 0
	for _, r := range report.Results {
		for _, p := range r.Problems {
			first, _, _ := strings.Cut(p.Exchange.String(), "\n")
			if p.Exchange.Method == http.MethodGet && (!strings.HasPrefix(first, "* after PATCH http") || !strings.Contains(first, "{\"") || !strings.HasSuffix(first, ": 200 OK")) {
				t.Errorf("%s shows %s", r.Check.ID, p.Exchange)
			} else {
				told++
			}
		}
	}
	if told == 0 {
		t.Errorf("nothing is told: %s", report.Counts)
	}
}
