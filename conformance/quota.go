package conformance

import (
	"context"
	"fmt"
	"sync"

	"github.com/cotalker/rolecall/spec"
)

// quota keeps the promise of how much a run makes at most, whatever the server
// answers: a create is not sent once the number is reached.
type quota struct {
	mu       sync.Mutex
	freed    *sync.Cond
	most     int // records, 0 for no bound yet
	made     int // that the server has made, or may have
	underway int // creates that no reply has come to
}

func newQuota() *quota {
	q := &quota{}
	q.freed = sync.NewCond(&q.mu)
	return q
}

// quotaError is a create that was not sent.
type quotaError struct {
	collection string
	most       int
}

func (e *quotaError) Error() string {
	return fmt.Sprintf("no more is made: the run has made the %d of %s that it may, which is more than a server that keeps the contract lets it; see first what else is wrong", e.most, e.collection)
}

// take waits for leave to send one create. Where the number is reached but for
// creates that are under way, those may yet be refused.
func (q *quota) take(ctx context.Context, r *spec.Resource) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	defer context.AfterFunc(ctx, q.freed.Broadcast)()
	for q.most > 0 && q.made+q.underway >= q.most {
		if q.underway == 0 {
			return &quotaError{r.Collection, q.most}
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		q.freed.Wait()
	}
	q.underway++
	return nil
}

// done tells whether a create that was sent may have made something.
func (q *quota) done(made bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.underway--
	if made {
		q.made++
	}
	q.freed.Broadcast()
}
