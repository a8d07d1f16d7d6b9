package shared

import (
	"testing"
	"time"

	"github.com/cotalker/rolecall/internal/store/servertest"
)

// engine is a server that a store is kept in, for these tests.
type engine struct {
	name string
	// start starts it, gives its URL, and what hurts it: a restart of it, or one
	// of three of its servers killed and, the next time, started again.
	start func(t *testing.T) (url string, hurt func())
}

var engines = []engine{
	{"postgres", func(t *testing.T) (string, func()) {
		db := servertest.Postgres(t)
		return db.URL, func() {
			db.Stop()
			db.Start()
		}
	}},
	{"nats", func(t *testing.T) (string, func()) {
		cluster := servertest.NATS(t, 3)
		next, down := 0, false
		return cluster.URL, func() {
			if down {
				cluster.StartOne(next)
				next = (next + 1) % 3
			} else {
				cluster.StopOne(next)
			}
			down = !down
		}
	}},
}

// pause waits as a person does between two acts; nothing is expected after it.
func pause(d time.Duration) { time.Sleep(d) }
