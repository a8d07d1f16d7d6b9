package ledger

import (
	"context"
	"sync"

	"github.com/cotalker/rolecall/internal/store"
)

// questions are those for the head of a log. One answers all who ask before it is
// put.
type questions struct {
	mu      sync.Mutex
	current *question // the last that was put
	next    *question // waits for that, nil for none
}

type question struct {
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
	close(q.done)
}
