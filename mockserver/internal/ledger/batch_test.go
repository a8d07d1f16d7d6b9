package ledger

import (
	"sync"
	"testing"
	"time"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/internal/store/storetest"
	"github.com/cotalker/rolecall/mockserver/internal/state"
	"github.com/cotalker/rolecall/spec"
)

// opened is a ledger of a world in a store of its own.
func opened(t *testing.T) (*Ledger, *Storage, *storetest.Memory) {
	t.Helper()
	contract, err := spec.Default()
	if err != nil {
		t.Fatal(err)
	}
	seed, err := fixtures.Seed(contract)
	if err != nil {
		t.Fatal(err)
	}
	model := state.NewModel(contract)
	model.Prepare()
	fresh, err := model.NewState(seed)
	if err != nil {
		t.Fatal(err)
	}
	memory := storetest.NewMemory()
	storage := NewStorage(memory, 1000, 0, func(text string) { t.Error(text) })
	storage.Begin(contract.Digest())
	t.Cleanup(storage.End)
	l := New("w", fresh, func(*state.Versions) {}, storage)
	t.Cleanup(l.End)
	if err := l.Ready(); err != nil {
		t.Fatal(err)
	}
	return l, storage, memory
}

func next(v *state.Versions) error { v.Present.NextSerial(); return nil }

// TestThoseWhoWroteTogetherAreOneEntryAgain has a leader wait for as many as there
// were, and go without them where they do not come.
func TestThoseWhoWroteTogetherAreOneEntryAgain(t *testing.T) {
	l, storage, _ := opened(t)
	write := func(count int) {
		var group sync.WaitGroup
		for range count {
			group.Go(func() {
				if err := l.Do(next); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
	}
	const together = 5
	l.last = lastBatch{writers: together, took: time.Minute}
	write(together)
	if got := storage.Counts.Appended.Load(); got != 1 {
		t.Errorf("%d who wrote together are %d entries, want 1", together, got)
	}
	l.last = lastBatch{writers: together}
	write(1)
	if got := storage.Counts.Appended.Load(); got != 2 {
		t.Errorf("one who writes alone afterwards makes it %d entries, want 2", got)
	}
	if l.last.writers != 1 {
		t.Errorf("the next one waits for %d", l.last.writers)
	}
}

// TestNobodyIsAwaitedAfterAFailedAppend has the engine go: how long it took to say so
// must not be how long the next leader waits.
func TestNobodyIsAwaitedAfterAFailedAppend(t *testing.T) {
	l, _, memory := opened(t)
	memory.Away(true)
	if err := l.Do(next); err == nil {
		t.Fatal("a write was told while the engine was away")
	}
	if l.last != (lastBatch{}) {
		t.Errorf("the next leader goes by %+v", l.last)
	}
	memory.Away(false)
	if err := l.Do(next); err != nil {
		t.Error(err)
	}
}

// TestASnapshotForgetsNoJournal has a world read again from a snapshot, which does not
// say how often what was asked was forgotten; a deleted world forgets it once more.
func TestASnapshotForgetsNoJournal(t *testing.T) {
	l, storage, _ := opened(t)
	forget := func(v *state.Versions) error { v.ForgetAsked(); return nil }
	if err := l.Do(forget); err != nil {
		t.Fatal(err)
	}
	at := l.at
	if err := l.compact(t.Context(), l.log, at, l.published.Fork()); err != nil {
		t.Fatal(err)
	}
	storage.End() // nobody follows the log any more
	l.at--
	if err := l.restore(t.Context(), l.log, l.at, nil); err != nil || l.at != at {
		t.Fatalf("at %d, want %d: %v", l.at, at, err)
	}
	if got := l.published.Forgotten; got != 1 {
		t.Errorf("after the snapshot it was forgotten %d times, want 1", got)
	}
	if l.forget(); l.published.Forgotten != 2 {
		t.Errorf("of a deleted world it was forgotten %d times, want 2", l.published.Forgotten)
	}
}
