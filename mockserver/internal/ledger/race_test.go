package ledger

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cotalker/rolecall/internal/store"
	"github.com/cotalker/rolecall/internal/store/storetest"
)

// deaf is a log that nobody hears of news from; it counts how often it is read.
type deaf struct {
	store.Log
	reads *atomic.Int64
}

func (l deaf) Read(ctx context.Context, after store.Position, most int) ([]store.Entry, error) {
	l.reads.Add(1)
	return l.Log.Read(ctx, after, most)
}

func (l deaf) Wait(ctx context.Context, _ store.Position) error {
	<-ctx.Done()
	return ctx.Err()
}

// another is a replica of a ledger's world, in the same store.
func another(t *testing.T, of *Ledger, in store.Store) *Ledger {
	t.Helper()
	storage := NewStorage(in, 1000, 0, func(text string) { t.Error(text) })
	storage.Begin(of.storage.identity.Contract)
	t.Cleanup(storage.End)
	l := New(of.name, of.fresh, of.show, storage)
	t.Cleanup(l.End)
	if err := l.Ready(); err != nil {
		t.Fatal(err)
	}
	return l
}

// TestALostRaceIsReadOnce has eight whose batch came too late: what came first is
// read for all of them together.
func TestALostRaceIsReadOnce(t *testing.T) {
	first, _, memory := opened(t)
	var reads atomic.Int64
	late := another(t, first, storetest.Faulty{Store: memory, Plant: func(l store.Log) store.Log { return deaf{l, &reads} }})
	if err := first.Do(next); err != nil {
		t.Fatal(err)
	}
	reads.Store(0)
	const together = 8
	late.last = lastBatch{writers: together, took: time.Minute}
	var group sync.WaitGroup
	for range together {
		group.Go(func() {
			if err := late.Do(next); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if got := late.storage.Counts.Conflicts.Load(); got != 1 {
		t.Errorf("%d races were lost, want 1", got)
	}
	if got := reads.Load(); got != 1 {
		t.Errorf("the log was read %d times for %d who lost one race, want once", got, together)
	}
}

// TestWhoWaitsForOthersHearsThatTheLogWentOn has a leader wait for another writer: it
// decides again as soon as it is too late, and waits for nobody then.
func TestWhoWaitsForOthersHearsThatTheLogWentOn(t *testing.T) {
	first, _, memory := opened(t)
	waiting := another(t, first, memory)
	waiting.last = lastBatch{writers: 2, took: time.Minute}
	done := make(chan error, 1)
	go func() { done <- waiting.Do(next) }()
	for awaits := false; !awaits; time.Sleep(time.Millisecond) {
		waiting.mu.Lock()
		awaits = waiting.open != nil && waiting.open.awaited == 2
		waiting.mu.Unlock()
	}
	if err := first.Do(next); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-done:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("the leader still waits for a writer who does not come")
	}
	if got := waiting.storage.Counts.Conflicts.Load(); got != 0 {
		t.Errorf("what was too late already was sent all the same, %d times", got)
	}
}
