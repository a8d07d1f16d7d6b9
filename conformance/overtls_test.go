package conformance_test

import (
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/internal/race"
	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
)

// TestASuiteInAWorldOverTLS asks a mock that gives hints, in a world of its own, over
// TLS and HTTP/2.
func TestASuiteInAWorldOverTLS(t *testing.T) {
	contract := usersContract(t)
	mock, err := mockserver.New(contract)
	if err != nil {
		t.Fatal(err)
	}
	var asked, old atomic.Int64
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if asked.Add(1); r.ProtoMajor != 2 {
			old.Add(1)
		}
		mock.ServeHTTP(w, r)
	}))
	server.EnableHTTP2 = true
	server.StartTLS()
	defer server.Close()
	authority := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(authority, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	target := &conformance.Target{Address: server.URL + "/_rolecall/w/nightly" + contract.BasePath, Features: contract.Features, Personas: mock.Personas()}
	for _, op := range contract.Operations {
		if op.Action.Kind == spec.Login {
			target.Login = server.URL + "/_rolecall/w/nightly" + op.Path
		}
	}
	options := conformance.Options{Contract: contract, Strict: true, CAFile: authority}
	if testing.Short() || race.Enabled {
		options.Filter = "headers && v3 && (getV3UsersMe || getV3Users)"
	}
	found := verdictOf(t, target, options)
	if found.Verdict != conformance.Conformant || found.Counts.Passed != found.Counts.All {
		show(t, found)
		t.Errorf("%s: %+v", found.Verdict, found.Counts)
	}
	if asked.Load() == 0 || old.Load() > asked.Load()/10 {
		t.Errorf("%d of %d requests were not by HTTP/2", old.Load(), asked.Load())
	}
	t.Logf("%d requests, %d of them by HTTP/1.1, in %.1f s", asked.Load(), old.Load(), found.Took)
}
