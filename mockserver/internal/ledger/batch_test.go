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

// TestThoseWhoWroteTogetherAreOneEntryAgain has a leader wait for as many as there
// were, and go without them where they do not come.
func TestThoseWhoWroteTogetherAreOneEntryAgain(t *testing.T) {
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
	fresh, err := model.NewWorld(seed)
	if err != nil {
		t.Fatal(err)
	}
	storage := NewStorage(storetest.NewMemory(), 1000, 0, func(text string) { t.Error(text) })
	storage.Begin(contract.Digest())
	defer storage.End()
	l := New("w", fresh, func(*state.Versions) {}, storage)
	defer l.End()
	if err := l.Ready(); err != nil {
		t.Fatal(err)
	}
	write := func(count int) {
		var group sync.WaitGroup
		for range count {
			group.Go(func() {
				if err := l.Do(func(v *state.Versions) error { v.Present.NextSerial(); return nil }); err != nil {
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
