//go:build unix

package mockserver_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/cotalker/rolecall/internal/store/file"
	"github.com/cotalker/rolecall/mockserver"
)

// BenchmarkStore has 16 clients create people over HTTP, or read, with a store in a
// folder and without one.
func BenchmarkStore(b *testing.B) {
	for _, side := range []string{"none", "file"} {
		options := []mockserver.Option{mockserver.WithoutJournal()}
		if side == "file" {
			kept, err := file.Open(b.TempDir())
			if err != nil {
				b.Fatal(err)
			}
			defer kept.Close()
			options = append(options, mockserver.WithStore(kept, mockserver.StoreSettings{}))
		}
		mock, err := mockserver.New(contract(b), options...)
		if err != nil {
			b.Fatal(err)
		}
		defer mock.Close(context.Background())
		server := httptest.NewServer(mock)
		defer server.Close()
		client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
		var serial atomic.Int64
		ask := func(b *testing.B, method, path, body string, want int) {
			req, _ := http.NewRequest(method, server.URL+path, strings.NewReader(body))
			req.Header = http.Header{"Authorization": {"Bearer TOKEN"}, "Admin": {"true"}, "Content-Type": {"application/json"}}
			res, err := client.Do(req)
			if err != nil {
				b.Error(err)
				return
			}
			if res.Body.Close(); res.StatusCode != want {
				b.Errorf("%s %s: %d", method, path, res.StatusCode)
			}
		}
		b.Run("create/"+side, func(b *testing.B) {
			b.SetParallelism(8) // times two cores
			b.RunParallel(func(p *testing.PB) {
				for p.Next() {
					ask(b, "POST", "/api/v3/users", fmt.Sprintf(`{"email":"s%d@example.com","name":{"names":"A","lastName":"B"}}`, serial.Add(1)), 201)
				}
			})
		})
		b.Run("read/"+side, func(b *testing.B) {
			b.SetParallelism(8)
			b.RunParallel(func(p *testing.PB) {
				for p.Next() {
					ask(b, "GET", "/api/v3/users/me", "", 200)
				}
			})
		})
	}
}

// BenchmarkStoredStart is a start with 100,000 people whom requests made, from a
// snapshot.
func BenchmarkStoredStart(b *testing.B) {
	folder := b.TempDir()
	doc := contract(b)
	open := func() (*mockserver.Server, func()) {
		kept, err := file.Open(folder)
		if err != nil {
			b.Fatal(err)
		}
		mock, err := mockserver.New(doc, mockserver.WithStore(kept, mockserver.StoreSettings{}))
		if err != nil {
			b.Fatal(err)
		}
		return mock, func() {
			if err := mock.Close(context.Background()); err != nil {
				b.Fatal(err)
			}
			kept.Close()
		}
	}
	mock, end := open()
	w, err := mock.World(mockserver.DefaultWorld)
	if err != nil {
		b.Fatal(err)
	}
	for i := range 10 {
		if err := w.Populate("users", 10_000, uint64(i+1)); err != nil {
			b.Fatal(err)
		}
	}
	end()
	spent, starts := 0.0, 0.0
	for b.Loop() {
		began := cpuTime()
		mock, end := open()
		b.StopTimer()
		spent, starts = spent+float64(cpuTime()-began), starts+1
		w, _ := mock.World(mockserver.DefaultWorld)
		if _, total, err := w.Records("users", "", 0, 1); err != nil || total < 100_000 {
			b.Fatal(total, err)
		}
		end()
		b.StartTimer()
	}
	b.ReportMetric(spent/starts, "cpu-ns/op")
}
