package ledger

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cotalker/rolecall/internal/store"
	"github.com/cotalker/rolecall/mockserver/internal/state"
)

// Ledger keeps a world the fold of its log. A write is decided on the state after
// the last entry that is known here, and its effects are appended if that is still
// the last; else the others are applied and it is decided again. Nothing is told
// before it is in the log.
//
// States that were published are written to no more: requests read them without
// holding anybody up.
type Ledger struct {
	keptWorld
	storage *Storage

	opening sync.Mutex
	fetches sync.Mutex // one reads the log at a time

	mu sync.Mutex // of the progress
	progress

	asks questions
	stop context.CancelFunc
	ctx  context.Context // ends with the ledger
	contact
}

// keptWorld is the world that a ledger keeps.
type keptWorld struct {
	name  string
	fresh *state.State          // what every world begins with
	show  func(*state.Versions) // lets requests see what the log has made of the world
}

// progress is how far a ledger is.
type progress struct {
	log       store.Log // nil until it is opened
	at        store.Position
	published *state.Versions // after the entry at
	open      *batch          // takes writes, nil for none
	sending   *batch          // is being appended, nil for none
	last      lastBatch
	compacted store.Position // the entry that the newest snapshot is after
	follows   bool           // what others append
}

// contact is what the store told of a world last, and was told of it.
type contact struct {
	known atomic.Uint64 // the last position that the store told
	used  atomic.Int64  // nanoseconds since 1970 when the store was last told of a use
}

// New is that of a world with a name, which begins with the seed.
func New(name string, fresh *state.State, show func(*state.Versions), s *Storage) *Ledger {
	l := &Ledger{keptWorld: keptWorld{name, fresh, show}, storage: s}
	l.published = state.NewVersions(fresh)
	l.ctx, l.stop = context.WithCancel(s.ctx)
	return l
}

// How long is waited for the engine, and how often a write that others were before
// is decided again.
const (
	engineTimeout = 10 * time.Second
	maxTries      = 50
)

// busyError says that a write came too late each time.
type busyError struct{ tries int }

func (e *busyError) Error() string {
	return fmt.Sprintf("others wrote to the world first, %d times in a row; send it again in a second", e.tries)
}

// Do has a write decided, and returns when its effects are in the log. It is called
// again with a later state where others were first. What it says itself comes back.
func (l *Ledger) Do(how func(*state.Versions) error) error {
	for try := range maxTries {
		if err := l.Ready(); err != nil {
			return err
		}
		l.waitForRoom()
		b, leads, decided := l.decide(how)
		if b == nil {
			return decided
		}
		if leads {
			l.send(b)
		}
		<-b.done
		switch {
		case b.err == nil:
			return decided
		case !errors.Is(b.err, store.ErrLostRace) && !errors.Is(b.err, store.ErrDeleted):
			return b.err
		}
		// What came first is known here: nobody is told of a race before.
		if try > 2 { // or replicas that write all the time would be in step
			time.Sleep(rand.N(time.Duration(min(try, 20)) * time.Millisecond))
		}
	}
	return &busyError{maxTries}
}

// send appends a batch when the one before has come to its end.
func (l *Ledger) send(b *batch) {
	l.mu.Lock()
	for l.sending != nil && !b.ended() {
		before := l.sending.done
		l.mu.Unlock()
		<-before
		l.mu.Lock()
	}
	l.gather(b)
	if b.ended() {
		l.mu.Unlock()
		return
	}
	l.open = nil
	if at := l.at; b.after != at {
		l.mu.Unlock()
		b.end(store.LostRace(b.after, at))
		return
	}
	b.sent = state.EntryID{Origin: l.storage.origin, Count: l.storage.batches.Add(1)}
	l.sending = b
	log := l.log
	l.mu.Unlock()

	began := time.Now()
	at, err := l.append(log, b)
	took := time.Since(began)
	if err == nil {
		l.storage.Counts.Appended.Add(1)
		l.storage.Counts.Appending.Add(int64(took))
	}

	l.mu.Lock()
	defer l.mu.Unlock()
	l.last = lastBatch{} // how long an engine takes that is away is no measure
	if err == nil {
		l.last = lastBatch{b.there, b.draft.Effects.Size(), took}
		if l.open != nil {
			l.last.writers += l.open.there
		}
	}
	if b.seen {
		at, err = b.after+1, nil
	}
	l.sending = nil
	if err == nil {
		if l.at < at {
			l.publish(b.draft, at)
		}
		b.end(nil)
		l.compactIfDue(at)
		return
	}
	if l.open != nil { // which was decided on what is not to be
		l.open.end(err)
		l.open = nil
	}
	b.end(err)
}

// append has the engine append a batch. Where it is not certain what became of it,
// the log is read, and tells.
func (l *Ledger) append(log store.Log, b *batch) (store.Position, error) {
	if log == nil {
		return 0, store.LostRace(b.after, 0) // it was deleted meanwhile
	}
	ctx, cancel := context.WithTimeout(l.ctx, engineTimeout)
	defer cancel()
	at, err := log.Append(ctx, b.after, b.draft.Effects.Entry(b.sent))
	if err == nil {
		return at, nil
	}
	if errors.Is(err, store.ErrLostRace) {
		l.storage.Counts.Conflicts.Add(1)
		if wrong := l.fetch(b.after + 1); wrong != nil {
			err = store.Unavailable("reading what came first", wrong)
		}
		return 0, unavailable(err)
	}
	_ = l.fetch(0) // or it stays as uncertain as it is
	return 0, unavailable(err)
}

// unavailable is an error of an engine that is no answer, as one that says so.
func unavailable(err error) error {
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return store.Unavailable("waiting for the store", err)
	}
	return err
}

// publish lets requests see a state. What was decided on an earlier one, and is not
// on its way yet, has lost already. The lock is held.
func (l *Ledger) publish(s *state.Versions, at store.Position) {
	s.Effects, s.Present.Effects = nil, nil
	l.published, l.at = s, at
	if b := l.open; b != nil && b.after < at {
		l.open, l.last.writers = nil, b.there // who decide again; others had their time
		b.end(store.LostRace(b.after, at))
	}
	if known := l.known.Load(); known < uint64(at) {
		l.known.CompareAndSwap(known, uint64(at))
	}
	l.show(s)
}

// Position is how far the world is here, and how far the store was when it was
// last heard of.
func (l *Ledger) Position() (at, known uint64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return uint64(l.at), l.known.Load()
}

// Standing is how far the world is here, and a digest of all that it holds.
func (l *Ledger) Standing() (at uint64, digest string) {
	l.mu.Lock()
	position, now := l.at, l.published.Fork()
	l.mu.Unlock()
	return uint64(position), now.Digest()
}

// End follows the log no more.
func (l *Ledger) End() { l.stop() }
