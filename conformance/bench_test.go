package conformance_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/cotalker/rolecall/conformance"
)

// BenchmarkSuite runs the whole suite against the mock on loopback, and against
// one that delays each reply.
func BenchmarkSuite(b *testing.B) {
	for _, delay := range []time.Duration{0, 50 * time.Millisecond} {
		b.Run("delay="+delay.String(), func(b *testing.B) {
			contract := usersContract(b)
			mock, target := mockTarget(b, contract)
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				time.Sleep(delay)
				mock.ServeHTTP(w, r)
			}))
			defer server.Close()
			target.Address = server.URL + contract.BasePath
			for b.Loop() {
				mock.Reset()
				report, err := conformance.Run(context.Background(), target, conformance.Options{Strict: true})
				if err != nil {
					b.Fatal(err)
				}
				if report.Verdict != conformance.Conformant {
					show(b, report)
					b.Fatalf("the mock is %s", report.Verdict)
				}
				b.ReportMetric(float64(report.Requests), "requests")
				b.ReportMetric(float64(report.Counts.All), "checks")
			}
		})
	}
}
