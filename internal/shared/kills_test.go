package shared

import (
	"context"
	"math"
	"os"
	"sync"
	"testing"
	"time"
)

const (
	writers = 64
	records = 24
)

// TestNothingIsLostWhenReplicasAreKilled has 64 clients write and read through
// the balancer, while a mock is killed each second and started again, and in the
// middle the engine is hurt. ROLECALL_KILLS_FOR=2m says for how long.
func TestNothingIsLostWhenReplicasAreKilled(t *testing.T) {
	lasts := 10 * time.Second
	if text := os.Getenv("ROLECALL_KILLS_FOR"); text != "" {
		var err error
		if lasts, err = time.ParseDuration(text); err != nil {
			t.Fatal(err)
		}
	}
	for _, e := range engines {
		t.Run(e.name, func(t *testing.T) {
			url, hurt := e.start(t)
			f := newFleet(t, url, 3)
			w := newWork(t, f.addresses(), f.balancer)
			ctx, cancel := context.WithTimeout(t.Context(), lasts)
			defer cancel()
			var all sync.WaitGroup
			for i := range writers {
				all.Go(func() { w.run(ctx, i, math.MaxInt) })
			}
			for second := 1; ctx.Err() == nil; second++ {
				pause(time.Second)
				f.mocks[second%len(f.mocks)].kill()
				if at := time.Duration(second) * time.Second; at == (lasts/2).Truncate(time.Second) || at == (lasts*3/4).Truncate(time.Second) {
					hurt()
				}
			}
			all.Wait()
			f.ready()
			w.check(t)
		})
	}
}
