package storetest

import (
	"context"
	"errors"
	"time"

	"github.com/cotalker/rolecall/internal/store"
)

// Faulty is a store with a fault planted into every log: what looks for such
// faults must find them.
type Faulty struct {
	store.Store
	Plant func(store.Log) store.Log
}

// Open implements store.Store.
func (s Faulty) Open(ctx context.Context, world string, identity store.Identity) (store.Log, error) {
	log, err := s.Store.Open(ctx, world, identity)
	if err != nil {
		return nil, err
	}
	return s.Plant(log), nil
}

// Unconditional gives a log that appends also where others were first, and lets
// them be first for a moment: two writers must come to meet, also where the
// machine has no time for them.
func Unconditional(l store.Log) store.Log { return unconditional{l} }

type unconditional struct{ store.Log }

func (l unconditional) Append(ctx context.Context, after store.Position, data []byte) (store.Position, error) {
	moment, cancel := context.WithTimeout(ctx, 10*time.Millisecond)
	_ = l.Wait(moment, after) // that nobody came is fine
	cancel()
	for {
		at, err := l.Log.Append(ctx, after, data)
		if !errors.Is(err, store.ErrLostRace) {
			return at, err
		}
		if after, err = l.Log.Head(ctx); err != nil {
			return 0, err
		}
	}
}

// Headless gives a log that never tells that there is something new.
func Headless(l store.Log) store.Log { return headless{l} }

type headless struct{ store.Log }

func (l headless) Head(context.Context) (store.Position, error) { return 0, nil }

func (l headless) Wait(ctx context.Context, _ store.Position) error {
	<-ctx.Done()
	return ctx.Err()
}
