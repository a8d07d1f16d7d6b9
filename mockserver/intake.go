package mockserver

import (
	"context"
	"errors"
	"net/http"
	"os"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/cotalker/rolecall/spec"
)

// A body of no more than smallBody bytes is taken in at once. Larger ones share
// memory, and get so long to arrive when they have it, so that clients that never
// end theirs do not keep others out.
const (
	smallBody      = 8 << 10
	intakeCapacity = 64 << 20
	intakeWait     = 2 * time.Second
	bodyTimeout    = 10 * time.Second
)

// intake is the memory that large bodies share, and the turns in which
// they are looked at: what a body takes when it is decoded, and when all that is
// wrong with it is found, is many times its size.
type intake struct {
	mu      sync.Mutex
	free    int64
	waiting []*waiter // in the order in which they came
	turns   chan struct{}

	wait, timeout time.Duration // intakeWait and bodyTimeout
}

// waiter is a body that waits for memory.
type waiter struct {
	size  int64
	ready chan struct{}
}

func newIntake(capacity int64) *intake {
	return &intake{free: capacity, turns: make(chan struct{}, runtime.GOMAXPROCS(0)), wait: intakeWait, timeout: bodyTimeout}
}

// acquire reserves memory, and waits for it a little where there is none.
func (i *intake) acquire(ctx context.Context, size int64) bool {
	i.mu.Lock()
	if len(i.waiting) == 0 && i.free >= size {
		i.free -= size
		i.mu.Unlock()
		return true
	}
	w := &waiter{size, make(chan struct{})}
	i.waiting = append(i.waiting, w)
	i.mu.Unlock()
	timer := time.NewTimer(i.wait)
	defer timer.Stop()
	select {
	case <-w.ready:
		return true
	case <-timer.C:
	case <-ctx.Done():
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	at := slices.Index(i.waiting, w)
	if at < 0 {
		return true // it came at the last moment
	}
	i.waiting = slices.Delete(i.waiting, at, at+1)
	i.admitWaiting() // those behind may want less
	return false
}

func (i *intake) release(size int64) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.free += size
	i.admitWaiting()
}

// admitWaiting gives free memory to those who wait, in their order.
func (i *intake) admitWaiting() {
	for len(i.waiting) > 0 && i.waiting[0].size <= i.free {
		i.free -= i.waiting[0].size
		close(i.waiting[0].ready)
		i.waiting = i.waiting[1:]
	}
}

// reserves memory for the rest of a body that is not small.
func (x *exchange) reserve(limit int) *refusal {
	size := x.request.ContentLength
	if size < 0 {
		size = int64(limit)
	}
	if !x.server.intake.acquire(x.request.Context(), size) {
		return x.server.refuse(spec.Busy, x.endpoint.Operation, "too many large bodies are on their way; send it again in a second")
	}
	x.reserved = size
	x.setReadTimeout(x.server.intake.timeout)
	grown := make([]byte, len(x.text), max(int(size)+1, len(x.text))) // slices.Grow would copy as much again where races are looked for
	copy(grown, x.text)
	x.text = grown
	return nil
}

// setReadTimeout bounds how long the client may take to send what it still sends;
// without bound for 0. A request that came over no connection has all of it.
func (x *exchange) setReadTimeout(timeout time.Duration) {
	var end time.Time
	if timeout > 0 {
		end = time.Now().Add(timeout)
	}
	http.NewResponseController(x.writer).SetReadDeadline(end)
}

// awaitTurn ends the client's time, and waits for the body's turn.
func (x *exchange) awaitTurn() {
	if x.reserved > 0 {
		x.setReadTimeout(0)
		x.server.intake.turns <- struct{}{}
		x.hasTurn = true
	}
}

// releaseBody gives back what a large body took, once nothing of it is needed.
func (x *exchange) releaseBody() {
	if x.hasTurn {
		<-x.server.intake.turns
		x.hasTurn = false
	}
	if x.reserved > 0 {
		x.body, x.text = nil, nil
		x.decoder.Forget()
		x.server.intake.release(x.reserved)
		x.reserved = 0
	}
}

// bodyError is the refusal of a body that did not come to its end.
func (x *exchange) bodyError(err error) *refusal {
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return x.server.refuse(spec.Slow, x.endpoint.Operation, "the body did not arrive within "+x.server.intake.timeout.String())
	}
	return x.server.refuse(spec.Syntax, x.endpoint.Operation, "the body broke off: "+err.Error())
}
