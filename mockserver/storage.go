package mockserver

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/cotalker/rolecall/internal/store"
	"github.com/cotalker/rolecall/mockserver/internal/ledger"
)

// persistence is where worlds outlive the mock.
type persistence struct {
	storage       *ledger.Storage // nil where nothing does
	readLocal     bool            // reads do not ask whether there is something new
	shared        bool            // other processes may have the same worlds
	storeRefusals atomic.Uint64   // requests that were refused because of the store
}

// DefaultKeep is how many entries of a world's log there are between two snapshots
// where StoreSettings does not say.
const DefaultKeep = 10_000

// StoreSettings say how a mock uses a store.
type StoreSettings struct {
	Keep      int  // entries of a world's log between two snapshots of it; 0 for DefaultKeep
	ReadLocal bool // answer reads from what is known here, which may lag behind other processes

	// Expire is how long a world stays in the store that no process uses, but for the
	// default one; 0 for ever.
	Expire time.Duration
}

// WithStore keeps every world of the mock in a store: as the log of what was done to
// it, shared with all processes of the same contract and seed that use the store.
// Close the mock before the store.
func WithStore(kept store.Store, settings StoreSettings) Option {
	return func(s *Server) {
		keep := DefaultKeep
		if settings.Keep > 0 {
			keep = settings.Keep
		}
		s.storage = ledger.NewStorage(kept, uint64(keep), settings.Expire, s.tellWarning)
		if teller, can := kept.(store.Teller); can {
			teller.Tell(s.tellWarning)
		}
		_, sole := kept.(store.Sole)
		s.readLocal, s.shared = settings.ReadLocal || sole, !sole
	}
}

// beginStorage is before the first world.
func (s *Server) beginStorage() {
	s.storage.Begin(s.contract.Digest() + " with the seed " + s.fresh.SeedDigest())
}

// openStorage begins to use the store. That of another contract is an error, and one
// that is damaged; one that is away is waited for by requests.
func (s *Server) openStorage() error {
	err := s.standard.ledger.Ready()
	if err == nil || errors.Is(err, store.ErrUnavailable) && !errors.Is(err, store.ErrDamaged) {
		s.storage.LetExpire(DefaultWorld, s.expired)
		return nil
	}
	s.storage.End()
	return fmt.Errorf("opening the world %s in the store: %w", DefaultWorld, err)
}

// Close keeps snapshots of the worlds that have gone on since the last one, and
// uses the store no more. A mock without a store has nothing to close.
func (s *Server) Close(ctx context.Context) error {
	if s.storage == nil {
		return nil
	}
	var errs []error
	for _, w := range s.Worlds() {
		if err := w.ledger.CompactAtEnd(ctx); err != nil {
			errs = append(errs, err)
		}
	}
	s.storage.End()
	return errors.Join(errs...)
}
