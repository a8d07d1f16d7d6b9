package ledger

import (
	"context"
	"runtime"
	"sync"
	"time"

	"github.com/cotalker/rolecall/internal/store"
)

// questions are those for the head of a log. One answers all who ask before it is
// put.
type questions struct {
	mu      sync.Mutex
	current *question // the last that was put
	next    *question // waits for that, nil for none
	last    int       // how many wanted to know when the last was answered: its own, and those who came meanwhile
	told    time.Time // when that was
}

type question struct {
	group
	done chan struct{}
	head store.Position
	err  error
}

// head asks for the position of the last entry.
func (l *Ledger) head(ctx context.Context) (store.Position, error) {
	l.storage.Counts.Asked.Add(1)
	l.asks.mu.Lock()
	q, leads := l.asks.next, false
	if q == nil {
		q, leads = &question{done: make(chan struct{})}, true
		l.asks.next = q
	}
	q.join()
	before := l.asks.current
	l.asks.mu.Unlock()
	if leads {
		l.ask(q, before)
	}
	select {
	case <-q.done:
		return q.head, q.err
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

// ask puts a question behind the one before. The client of whoever asks may go: it
// is asked for others too.
func (l *Ledger) ask(q, before *question) {
	l.storage.Counts.Questions.Add(1)
	if before != nil {
		<-before.done
	}
	l.asks.mu.Lock()
	l.asks.gather(q)
	l.asks.current, l.asks.next = q, nil
	l.asks.mu.Unlock()
	l.mu.Lock()
	log := l.log
	l.mu.Unlock()
	if log == nil {
		q.err = store.ErrDeleted
	} else {
		ctx, cancel := context.WithTimeout(l.ctx, engineTimeout)
		q.head, q.err = log.Head(ctx)
		cancel()
		q.err = unavailable(q.err)
	}
	if q.err == nil {
		l.known.Store(uint64(q.head))
	}
	l.asks.answered(q)
}

// longestAsking is how long a question waits at most for those who most likely come,
// and for how long after an answer they are held to come.
const longestAsking = time.Millisecond

// gather has a question wait for as many as have just been told: their clients were
// answered, and most likely ask for something again. So replicas that share a
// processor with their engine do not ask it once for each read. Who reads alone waits
// for nobody. Requests that have come already go first, and share the question. The
// caller holds the lock, which is given up meanwhile.
func (a *questions) gather(q *question) {
	var full <-chan struct{}
	if time.Since(a.told) < longestAsking {
		full = q.await(a.last)
	}
	a.mu.Unlock()
	defer a.mu.Lock()
	if full != nil {
		enough := time.NewTimer(longestAsking)
		defer enough.Stop()
		select {
		case <-full:
		case <-enough.C:
		}
	}
	runtime.Gosched()
}

// answered tells those who wait for a question.
func (a *questions) answered(q *question) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.last, a.told = 0, time.Now() // an engine that is away keeps nobody
	if q.err == nil {
		a.last = q.there
		if a.next != nil {
			a.last += a.next.there
		}
	}
	close(q.done)
}
