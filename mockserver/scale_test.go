package mockserver_test

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/cotalker/rolecall/mockserver"
)

func BenchmarkPopulate(b *testing.B) {
	doc := contract(b)
	users := generator(b, doc).People()
	for _, n := range []uint64{1_000, 100_000, 1_000_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for range b.N {
				var before, after runtime.MemStats
				runtime.GC()
				runtime.ReadMemStats(&before)
				began := time.Now()
				mock, err := mockserver.New(doc, mockserver.WithPopulation(users, n))
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(time.Since(began).Seconds(), "s/load")
				runtime.GC()
				runtime.ReadMemStats(&after)
				b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/float64(n), "bytes/user")
				runtime.KeepAlive(mock)
			}
		})
	}
}
