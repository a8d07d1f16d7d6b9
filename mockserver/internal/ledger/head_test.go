package ledger

import (
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// ask has some ask for the head at once, and tells how many questions they put and how
// long they took.
func ask(t *testing.T, l *Ledger, count int) (questions uint64, took time.Duration) {
	before, began := l.storage.Counts.Questions.Load(), time.Now()
	var group sync.WaitGroup
	for range count {
		group.Go(func() {
			if _, err := l.head(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	return l.storage.Counts.Questions.Load() - before, time.Since(began)
}

// TestThoseWhoCameTogetherShareAQuestion has as many ask on one processor.
func TestThoseWhoCameTogetherShareAQuestion(t *testing.T) {
	l, _, _ := opened(t)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	if got, _ := ask(t, l, 8); got > 2 {
		t.Errorf("8 who came together put %d questions, want one, or two where the processor was taken away", got)
	}
}

// TestAQuestionWaitsForThoseWhoWereJustTold has all of them come again, and fewer, and
// then one alone: when nobody was told lately, and when the engine was away.
func TestAQuestionWaitsForThoseWhoWereJustTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, _, memory := opened(t)
		told := func(many int) { l.asks.last, l.asks.told = many, time.Now() }
		told(8)
		if _, took := ask(t, l, 8); took != 0 {
			t.Errorf("as many as were told wait for %s, want nothing", took)
		}
		told(8)
		if _, took := ask(t, l, 7); took != longestAsking {
			t.Errorf("fewer wait for %s, want %s", took, longestAsking)
		}
		if _, took := ask(t, l, 1); took != longestAsking {
			t.Errorf("the next waits for %s, want %s", took, longestAsking)
		}
		if _, took := ask(t, l, 1); took != 0 {
			t.Errorf("who was told alone waits for %s", took)
		}
		told(8)
		time.Sleep(longestAsking)
		if _, took := ask(t, l, 1); took != 0 {
			t.Errorf("who reads alone waits for %s for those who were told long ago", took)
		}
		told(8)
		memory.Away(true)
		if _, err := l.head(t.Context()); err == nil {
			t.Error("the head was told while the engine was away")
		}
		memory.Away(false)
		if _, took := ask(t, l, 1); took != 0 {
			t.Errorf("after the engine was away a question waits for %s", took)
		}
	})
}
