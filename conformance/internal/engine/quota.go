package engine

import (
	"context"
	"fmt"
	"sync"

	"github.com/cotalker/rolecall/spec"
)

// quota keeps the promise of how much a run makes at most, whatever the server
// answers: a create is not sent once the number is reached, nor after one of which
// it cannot be told what it has made. Until one has been told they are sent one
// by one.
type quota struct {
	mu       sync.Mutex
	freed    *sync.Cond
	Limit    int   // records, 0 for no bound
	made     int   // by the server
	underway int   // creates that no reply has come to
	sure     bool  // one has been made, and was told from its reply or found
	blind    error // why no more is sent, nil where more may be
}

func newQuota() *quota {
	q := &quota{}
	q.freed = sync.NewCond(&q.mu)
	return q
}

// blindError is a create that is not sent, since what it makes could not be
// disabled.
type blindError struct{ why string }

func (e *blindError) Error() string {
	return "no more is made, for it could not be disabled: " + e.why
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
	for {
		full := q.Limit > 0 && q.made+q.underway >= q.Limit
		switch {
		case q.blind != nil:
			return q.blind
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case full && q.underway == 0:
			return &quotaError{r.Collection, q.Limit}
		case !full && (q.sure || q.underway == 0):
			q.underway++
			return nil
		}
		q.freed.Wait()
	}
}

// done tells what became of a create that was sent: how many records it has
// made, and why that is not known where it is not.
func (q *quota) done(made int, unknown error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.underway--
	q.made += made
	q.sure = q.sure || made > 0
	if q.blind == nil {
		q.blind = unknown
	}
	q.freed.Broadcast()
}

// isBlind tells whether something was made of which it is not known what.
func (q *quota) isBlind() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.blind != nil
}

// most is how many records may be made, 0 for no bound.
func (q *quota) most() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.Limit
}

// Raise lets more be made, where there is a bound.
func (q *quota) Raise(by int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.Limit > 0 {
		q.Limit += by
	}
	q.freed.Broadcast()
}
