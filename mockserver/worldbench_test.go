//go:build unix

package mockserver_test

import (
	"net/http"
	"testing"

	"github.com/cotalker/rolecall/mockserver"
)

// BenchmarkWorld is what naming a world adds to a request: by the header, by the
// cookie and by the path, beside none.
func BenchmarkWorld(b *testing.B) {
	mock, err := mockserver.New(contract(b))
	if err != nil {
		b.Fatal(err)
	}
	q := requests()[0]
	for _, way := range []string{"none", "header", "cookie", "path"} {
		b.Run(way, func(b *testing.B) {
			r, w := q.ready(), &sink{header: http.Header{}}
			switch way {
			case "header":
				r.Header["Rolecall-World"] = []string{"w"}
			case "cookie":
				r.Header["Cookie"] = []string{"rolecall-world=w"}
			case "path":
				r.URL.Path = "/_rolecall/w/w" + r.URL.Path
			}
			b.ReportAllocs()
			began := cpuTime()
			for b.Loop() {
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
