package ledger

import (
	"context"
	"crypto/rand"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cotalker/rolecall/internal/store"
	"github.com/cotalker/rolecall/mockserver/internal/state"
)

// Storage is where a mock keeps the logs of its worlds.
type Storage struct {
	store    store.Store
	keep     uint64        // entries between two snapshots
	expire   time.Duration // for which a world stays that nobody uses; 0 for ever
	warn     func(string)  // where a log goes on without what was to be done
	identity store.Identity
	origin   [8]byte // of the entries of this process

	ctx     context.Context // ends with the mock
	stop    context.CancelFunc
	running sync.WaitGroup

	batches atomic.Uint64
	Counts  Counts
}

// Counts are of what was done since the mock began.
type Counts struct {
	Appended, Conflicts, Snapshots, Unkept atomic.Uint64 // entries, and snapshots in their place
	Appending                              atomic.Int64  // nanoseconds that appended entries took
	Questions, Asked                       atomic.Uint64 // for the head of a log, and the requests that they were put for
}

// NewStorage uses a store, keeps a snapshot after so many entries of a log, and lets
// worlds go that nobody used for a time, 0 for none.
func NewStorage(kept store.Store, keep uint64, expire time.Duration, warn func(string)) *Storage {
	return &Storage{store: kept, keep: keep, expire: expire, warn: warn}
}

// Begin is before the first ledger: the logs are those of worlds of one contract and
// seed.
func (k *Storage) Begin(contract string) {
	k.ctx, k.stop = context.WithCancel(context.Background())
	rand.Read(k.origin[:]) // never fails
	k.identity = store.Identity{Contract: contract, Format: state.Format}
}

// End uses the store no more, and waits for what is under way.
func (k *Storage) End() {
	k.stop()
	k.running.Wait()
}

// Worlds are the names of those that the store has, whoever made them.
func (k *Storage) Worlds(ctx context.Context) ([]string, error) {
	list, err := k.store.Worlds(ctx)
	if err != nil {
		return nil, unavailable(err)
	}
	names := make([]string, len(list))
	for i, w := range list {
		names[i] = w.Name
	}
	return names, nil
}

// Delete takes a world out of the store.
func (k *Storage) Delete(ctx context.Context, world string) error {
	return unavailable(k.store.Delete(ctx, world))
}
