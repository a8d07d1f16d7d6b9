package conformance_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
)

// TestTheControlAPIConforms holds the mock's own control API to the document that
// it serves of it.
func TestTheControlAPIConforms(t *testing.T) {
	text, err := os.ReadFile("../mockserver/control.yaml")
	if err != nil {
		t.Fatal(err)
	}
	document, err := spec.Load("control.yaml", text)
	if err != nil {
		t.Fatal(err)
	}
	contract := usersContract(t)
	mock, err := mockserver.New(contract)
	if err != nil {
		t.Fatal(err)
	}
	var one sync.Mutex
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/events") {
			mock.ServeHTTP(w, r) // which does not end
			return
		}
		one.Lock() // what the examples of the document speak of is there, and nothing else
		defer one.Unlock()
		world, err := mock.World("w1")
		if err != nil {
			t.Error(err)
			return
		}
		world.Reset()
		world.Snapshot("before")
		world.Mint("one")
		world.PutRecord(contract.Principal.Resource.Collection, "0123456789abcdef01234567", map[string]any{})
		mock.ServeHTTP(w, r)
	}))
	defer server.Close()
	target := &conformance.Target{Address: server.URL + document.BasePath, Writable: true}
	report, err := conformance.Run(t.Context(), target, conformance.Options{Contract: document, Strict: true, Filter: "!deleteRule && !getJournalEvents"})
	if err != nil {
		t.Fatal(err)
	}
	if report.Verdict != conformance.Conformant || report.Counts.Passed == 0 {
		show(t, report)
		t.Errorf("the control API is %s: %+v", report.Verdict, report.Counts)
	}
}
