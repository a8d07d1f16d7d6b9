//go:build unix

package mockserver_test

import (
	"fmt"
	"net/http"
	"os"
	"runtime"
	"strconv"
	"testing"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/mockserver"
)

// sizes are the populations of the benchmarks; the largest takes a gigabyte and
// is asked for by name.
func sizes(b *testing.B) []uint64 {
	out := []uint64{10, 1_000, 100_000}
	if text := os.Getenv("ROLECALL_BENCH_USERS"); text != "" {
		n, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			b.Fatalf("ROLECALL_BENCH_USERS: %v", err)
		}
		out = append(out, n)
	}
	return out
}

// BenchmarkScale is whether a request costs more among many users, and what a
// user costs in memory.
func BenchmarkScale(b *testing.B) {
	doc := contract(b)
	users := generator(b, doc).People()
	for _, n := range sizes(b) {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		began := cpuTime()
		mock, err := mockserver.New(doc, mockserver.WithPopulation(users, n))
		if err != nil {
			b.Fatal(err)
		}
		load := cpuTime() - began
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.Run(fmt.Sprint(n, "/load"), func(b *testing.B) {
			b.ReportMetric(load.Seconds(), "cpu-s")
			b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/float64(n), "bytes/user")
		})
		for _, q := range spread(users, n) {
			b.Run(fmt.Sprint(n, "/", q.name), func(b *testing.B) {
				// Other users each time: the caches of the machine know few of them.
				var ready []*http.Request
				for i := range min(n, 512) {
					q.path = q.at(i * (n / min(n, 512)))
					ready = append(ready, q.ready())
				}
				w := &sink{header: http.Header{}}
				began := cpuTime()
				for i := 0; b.Loop(); i++ {
					r := ready[i%len(ready)]
					q.send(r, i)
					w.reset()
					mock.ServeHTTP(w, r)
				}
				reportCPU(b, began)
				if w.status != q.status {
					b.Fatalf("got %d, want %d", w.status, q.status)
				}
			})
		}
	}
}

// spreadRequest is a kind of request with a path for each of many users.
type spreadRequest struct {
	request
	at func(i uint64) string
}

// spread are requests to n users, and to lists of them from end to end.
func spread(users *fixtures.Population, n uint64) []spreadRequest {
	const path = "/api/v3/users"
	of := func(i uint64, member string) string { return users.Record(i)[member].(string) }
	page := func(i uint64) string { return fmt.Sprint("?page=", i/10+1) }
	read := func(name string, at func(i uint64) string) spreadRequest {
		return spreadRequest{request{name: name, method: "GET", token: "user-read", status: 200}, at}
	}
	change := func(i int) string { return fmt.Sprintf(`{"jobTitle":"engineer %d"}`, i) }
	create := func(i int) string {
		return fmt.Sprintf(`{"email":"bench-%d@example.com","jobTitle":"engineer","name":{"names":"Bench","lastName":"Mark"}}`, i)
	}
	byID := func(i uint64) string { return path + "/" + of(i, "_id") }
	return []spreadRequest{
		read("one", byID),
		read("page", func(i uint64) string { return path + page(i) }),
		read("count", func(i uint64) string { return path + page(i) + "&count=true" }),
		read("sorted", func(i uint64) string { return path + page(i) + "&orderBy=desc" }),
		read("disabled", func(i uint64) string { return path + page(i/25) + "&isActive=false&count=true" }),
		read("role", func(i uint64) string { return path + page(i/100) + "&accessRole=" + members }),
		read("by email", func(i uint64) string { return path + "?email=" + of(i, "email") }),
		read("by id", func(i uint64) string { return path + "?id=" + of(i, "_id") }),
		{request{name: "change", method: "PATCH", token: "user-write", body: change, status: 200}, byID},
		{request{name: "create", method: "POST", token: "user-write", body: create, status: 201}, func(uint64) string { return path }},
	}
}
