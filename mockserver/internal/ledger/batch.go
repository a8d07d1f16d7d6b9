package ledger

import (
	"errors"
	"runtime"
	"time"

	"github.com/cotalker/rolecall/internal/store"
	"github.com/cotalker/rolecall/mockserver/internal/state"
)

// batch is what goes into the log as one entry: the writes that came while the one
// before was on its way.
type batch struct {
	after  store.Position  // what its writes were decided on
	parent *batch          // was on its way when it began, nil for none
	draft  *state.Versions // after its writes
	group                  // its writers

	sent state.EntryID
	seen bool          // somebody has read it in the log
	done chan struct{} // closed when it is known what became of it
	err  error         // read after done
}

func (l *Ledger) newBatch() *batch {
	b := &batch{after: l.at, done: make(chan struct{})}
	from := l.published
	if b.parent = l.sending; b.parent != nil {
		b.after, from = b.parent.after+1, b.parent.draft
	}
	b.draft = from.Noted(l.last.size)
	b.draft.After = uint64(b.after)
	return b
}

func (b *batch) end(err error) {
	b.err = err
	close(b.done)
}

func (b *batch) ended() bool {
	select {
	case <-b.done:
		return true
	default:
		return false
	}
}

// errPanicked is for those whose writes came together with one that panicked.
var errPanicked = errors.New("the write came together with one that failed; send it again")

// decide has a write decided on what there will be after those before it. The
// batch is nil where nothing came of it and no entry is being waited for.
func (l *Ledger) decide(how func(*state.Versions) error) (b *batch, leads bool, decided error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.open != nil && l.open.there == 0 && (l.open.after != l.at || l.open.parent != nil) {
		l.open = nil // nobody waits for it, and the log may have gone on
	}
	if l.open == nil {
		l.open = l.newBatch()
	}
	b = l.open
	e, serial := b.draft.Effects, b.draft.Present.Serial
	before, whole := e.Size(), false
	defer func() {
		if !whole { // a panic, which goes on its way
			l.open = nil
			b.end(errPanicked)
		}
	}()
	decided = how(b.draft)
	if decided != nil && e.Size() == before {
		b.draft.Present.Serial = serial // a denial changes nothing
	}
	e.NoteSerial(b.draft.Present.Serial)
	whole = true
	switch {
	case e.Size() > before:
		b.join()
		return b, b.there == 1, decided
	case b.there > 0:
		return b, false, decided // what it saw may not come to be
	}
	return b.parent, false, decided
}

// lastBatch is what the next one most likely is like.
type lastBatch struct {
	writers int // when its append ended: its own, and those who came meanwhile
	size    int // of its effects, in bytes
	took    time.Duration
}

// leastGathering is for engines that append faster: a client that was answered has
// most often sent its next request by then.
const leastGathering = time.Millisecond

// gather lets those join who wrote together last, for they most likely write again as
// soon as they are answered: so an append is for all of them, and not for each half
// in turn. It ends when they are there, or when none came for as long as an append
// takes. Where nobody is awaited, those join whose requests have come while the
// processor waited for an append. The caller holds the lock, which is given up
// meanwhile.
func (l *Ledger) gather(b *batch) {
	full := b.await(l.last.writers)
	if full == nil {
		l.mu.Unlock()
		runtime.Gosched()
		l.mu.Lock()
		return
	}
	pause := max(l.last.took, leastGathering)
	enough := time.NewTimer(pause)
	defer enough.Stop()
	for there := 0; there < b.there && b.there < b.awaited && !b.ended(); enough.Reset(pause) {
		there = b.there
		l.mu.Unlock()
		select {
		case <-full:
		case <-b.done:
		case <-enough.C:
		}
		l.mu.Lock()
	}
}

// maxBatch is the size in bytes from which a batch takes no more writes.
const maxBatch = 4 << 20

// waitForRoom waits until there is room for another write.
func (l *Ledger) waitForRoom() {
	for {
		l.mu.Lock()
		b := l.open
		full := b != nil && b.there > 0 && b.draft.Effects.Size() >= maxBatch
		l.mu.Unlock()
		if !full {
			return
		}
		<-b.done
	}
}
