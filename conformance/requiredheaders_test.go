package conformance_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/mockserver"
)

// TestARequestOfATenantIsAskedInFull has a harbour that keeps a world for each port, and
// answers again what it has answered a key of a request: whoever changes the port sees
// nothing of what was made, and whoever sends a key twice makes nothing.
func TestARequestOfATenantIsAskedInFull(t *testing.T) {
	if testing.Short() {
		t.Skip("it runs the whole suite")
	}
	contract := loaded(t, "testdata/contracts/harbour.yaml")
	var mu sync.Mutex
	ports, replies := map[string]http.Handler{}, map[string]*httptest.ResponseRecorder{}
	server := func(http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			defer mu.Unlock()
			port := r.Header.Get("X-Port")
			if ports[port] == nil {
				mock, err := mockserver.New(contract)
				if err != nil {
					t.Error(err)
				}
				ports[port] = mock
			}
			request := strings.Join([]string{port, r.URL.Path, r.Header.Get("Idempotency-Key")}, "\n")
			reply := replies[request]
			if reply == nil || r.Header.Get("Idempotency-Key") == "" {
				reply = httptest.NewRecorder()
				ports[port].ServeHTTP(reply, r)
			}
			if reply.Code < 300 {
				replies[request] = reply
			}
			for name, values := range reply.Header() {
				w.Header()[name] = values
			}
			w.WriteHeader(reply.Code)
			w.Write(reply.Body.Bytes())
		})
	}
	askedWith(t, contract, openAPIFault{breaks: server})
	for _, topic := range []conformance.Topic{conformance.Permissions, conformance.Concurrency, conformance.Authentication} {
		if !slices.ContainsFunc(conformance.Catalog(contract), func(c *conformance.Check) bool { return c.Topic == topic }) {
			t.Errorf("nothing is asked of %s", topic)
		}
	}
}

// TestAHeaderThatIsNotAskedForIsTold has harbours that take requests of no port, or act
// on them before they refuse them.
func TestAHeaderThatIsNotAskedForIsTold(t *testing.T) {
	contract := loaded(t, "testdata/contracts/harbour.yaml")
	named := func(on func(*http.Request) bool) func(http.Handler) http.Handler {
		return changed(func(r *http.Request) {
			if r.Header.Get("X-Port") == "" && on(r) {
				r.Header.Set("X-Port", "any")
			}
		})
	}
	tooLate := func(h http.Handler) http.Handler {
		inner := named(func(r *http.Request) bool { return r.Method == http.MethodPatch })(h)
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("X-Port") != "" || r.Method != http.MethodPatch {
				inner.ServeHTTP(w, r)
				return
			}
			inner.ServeHTTP(httptest.NewRecorder(), r)
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusBadRequest)
			w.Write([]byte(`{"error": "which port?"}`))
		})
	}
	for _, fault := range []openAPIFault{
		{"a list of no port", "OWN/listPilots/missing/x-port", named(func(r *http.Request) bool { return r.Method == http.MethodGet })},
		{"a log-in of no port", "OWN/enter/missing/x-port", named(func(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, "/gate") })},
		{"a change before it is refused", "OWN/changePilot/missing/x-port", tooLate},
	} {
		failed := askedWith(t, contract, fault)
		if !slices.ContainsFunc(failed, func(c *conformance.Check) bool { return c.ID == fault.rule }) {
			t.Errorf("%s: %s is not told", fault.name, fault.rule)
		}
	}
}
