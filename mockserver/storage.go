package mockserver

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"

	"github.com/cotalker/rolecall/internal/store"
	"github.com/cotalker/rolecall/mockserver/internal/state"
)

// storage is where a mock keeps its worlds beyond its end.
type storage struct {
	store     store.Store
	keep      uint64 // entries between two snapshots
	readLocal bool   // reads do not ask whether there is something new
	identity  store.Identity
	origin    [8]byte // of the entries of this process

	ctx     context.Context // ends with the mock
	stop    context.CancelFunc
	running sync.WaitGroup

	batches, appended, conflicts, snapshots, unkept, refused, questions, asked atomic.Uint64
}

// DefaultKeep is how many entries of a world's log there are between two snapshots
// where StoreSettings does not say.
const DefaultKeep = 10_000

// StoreSettings say how a mock uses a store.
type StoreSettings struct {
	Keep      int  // entries of a world's log between two snapshots of it; 0 for DefaultKeep
	ReadLocal bool // answer reads from what is known here, which may lag behind other processes
}

// WithStore keeps every world of the mock in a store: as the log of what was done to
// it, shared with all processes of the same contract and seed that use the store.
// Close the mock before the store.
func WithStore(kept store.Store, settings StoreSettings) Option {
	return func(s *Server) {
		s.storage = &storage{store: kept, keep: DefaultKeep, readLocal: settings.ReadLocal}
		if settings.Keep > 0 {
			s.storage.keep = uint64(settings.Keep)
		}
	}
}

func (k *storage) begin(s *Server) {
	k.ctx, k.stop = context.WithCancel(context.Background())
	rand.Read(k.origin[:]) // never fails
	k.identity = store.Identity{Contract: s.contract.Digest() + " with the seed " + s.fresh.SeedDigest(), Format: state.Format}
}

// openStorage begins to use the store. That of another contract is an error, and one
// that is damaged; one that is away is waited for by requests.
func (s *Server) openStorage() error {
	k := s.storage
	err := s.standard.ledger.ready()
	if err == nil || errors.Is(err, store.ErrUnavailable) && !errors.Is(err, store.ErrDamaged) {
		return nil
	}
	k.stop()
	k.running.Wait()
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
		if err := w.ledger.compactAtEnd(ctx); err != nil {
			errs = append(errs, err)
		}
	}
	s.storage.stop()
	s.storage.running.Wait()
	return errors.Join(errs...)
}

// info is where the world is.
func (l *ledger) info() *logInfo {
	l.mu.Lock()
	at, now := l.at, l.published.Fork(nil)
	l.mu.Unlock()
	return &logInfo{uint64(at), now.Digest()}
}

// compactIfDue keeps a snapshot in the place of the entries so far, where this
// process appended the one that makes the number full. The caller holds the lock.
func (l *ledger) compactIfDue(at store.Position) {
	if uint64(at)%l.storage.keep != 0 || at <= l.compacted || l.log == nil {
		return
	}
	before := l.compacted
	l.compacted = at
	log, now := l.log, l.published.Fork(nil)
	l.storage.running.Go(func() {
		err := l.compact(l.ctx, log, at, now)
		if err == nil || l.ctx.Err() != nil {
			return
		}
		l.storage.unkept.Add(1)
		l.mu.Lock()
		if l.compacted == at { // the end of the mock tries again
			l.compacted = before
		}
		l.mu.Unlock()
		l.world.server.tellWarning(fmt.Sprintf("%v; the log of the world goes on without it, and the next is tried after %d more entries", err, l.storage.keep))
	})
}

// compactAtEnd has the next start read a snapshot.
func (l *ledger) compactAtEnd(ctx context.Context) error {
	l.mu.Lock()
	log, at := l.log, l.at
	if log == nil || at <= l.compacted {
		l.mu.Unlock()
		return nil
	}
	now := l.published.Fork(nil)
	l.mu.Unlock()
	return l.compact(ctx, log, at, now)
}

func (l *ledger) compact(ctx context.Context, log store.Log, at store.Position, now *state.Versions) error {
	err := log.Compact(ctx, at, func(to io.Writer) error { return now.Write(to) })
	if err != nil {
		return fmt.Errorf("keeping a snapshot of the world %s: %w", l.world.name, err)
	}
	l.storage.snapshots.Add(1)
	l.mu.Lock()
	l.compacted = max(l.compacted, at)
	l.mu.Unlock()
	return nil
}
