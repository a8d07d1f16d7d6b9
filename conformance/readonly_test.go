package conformance_test

import (
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"github.com/cotalker/rolecall/conformance"
)

// statusWriter keeps the status of a reply.
type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// TestAReadOnlyRunWritesNothing counts the writes that the mock has granted,
// those of setting up and cleaning up too.
func TestAReadOnlyRunWritesNothing(t *testing.T) {
	contract := usersContract(t)
	mock, target := mockTarget(t, contract)
	var written atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s := &statusWriter{w, http.StatusOK}
		mock.ServeHTTP(s, r)
		if (r.Method == http.MethodPost || r.Method == http.MethodPatch) && s.status/100 == 2 {
			written.Add(1)
			t.Logf("%s %s for %s: %d", r.Method, r.URL, r.Header.Get("X-Request-Id"), s.status)
		}
	}))
	defer server.Close()
	target.Address = server.URL + contract.BasePath
	report, err := conformance.Run(t.Context(), target, conformance.Options{Strict: true, ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	if n := written.Load(); n > 0 {
		t.Errorf("%d writes were granted", n)
	}
	if report.Verdict != conformance.Conformant || report.Counts.Passed < 100 {
		show(t, report)
		t.Errorf("%s: %+v", report.Verdict, report.Counts)
	}
}
