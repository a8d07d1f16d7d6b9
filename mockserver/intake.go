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
)

// A body of no more than smallBody bytes is taken in at once. Larger ones share
// room, and get so long to arrive when they have it, so that clients that never
// end theirs do not keep others out.
const (
	smallBody    = 8 << 10
	intakeRoom   = 64 << 20
	intakeWait   = 2 * time.Second
	bodyPatience = 10 * time.Second
)

// intake is the room that large bodies have together, and the turns in which
// they are looked at: what a body takes when it is decoded, and when all that is
// wrong with it is found, is many times its size.
type intake struct {
	mu      sync.Mutex
	free    int64
	waiting []*waiter // in the order in which they came
	turns   chan struct{}

	wait, patience time.Duration // intakeWait and bodyPatience
}

// waiter is a body that waits for room.
type waiter struct {
	size  int64
	ready chan struct{}
}

func newIntake(room int64) *intake {
	return &intake{free: room, turns: make(chan struct{}, runtime.GOMAXPROCS(0)), wait: intakeWait, patience: bodyPatience}
}

// take takes room, and waits for it a little where there is none.
func (i *intake) take(ctx context.Context, size int64) bool {
	i.mu.Lock()
	if len(i.waiting) == 0 && i.free >= size {
		i.free -= size
		i.mu.Unlock()
		return true
	}
	w := &waiter{size, make(chan struct{})}
	i.waiting = append(i.waiting, w)
	i.mu.Unlock()
	patience := time.NewTimer(i.wait)
	defer patience.Stop()
	select {
	case <-w.ready:
		return true
	case <-patience.C:
	case <-ctx.Done():
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	at := slices.Index(i.waiting, w)
	if at < 0 {
		return true // it came at the last moment
	}
	i.waiting = slices.Delete(i.waiting, at, at+1)
	i.serve() // those behind may want less
	return false
}

func (i *intake) give(size int64) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.free += size
	i.serve()
}

// serve hands the room that there is to those who wait.
func (i *intake) serve() {
	for len(i.waiting) > 0 && i.waiting[0].size <= i.free {
		i.free -= i.waiting[0].size
		close(i.waiting[0].ready)
		i.waiting = i.waiting[1:]
	}
}

// hold takes room for the rest of a body that is not small.
func (x *exchange) hold() *refusal {
	size := x.request.ContentLength
	if size < 0 {
		size = maxBody
	}
	if !x.server.intake.take(x.request.Context(), size) {
		return x.server.refuse(busy, x.endpoint.Operation, "too many large bodies are on their way; send it again in a second")
	}
	x.held = size
	x.giveTime(x.server.intake.patience)
	x.text = slices.Grow(x.text, int(size)+1-len(x.text))
	return nil
}

// giveTime bounds how long the client may take to send what it still sends;
// without bound for 0. A request that came over no connection has all of it.
func (x *exchange) giveTime(patience time.Duration) {
	var end time.Time
	if patience > 0 {
		end = time.Now().Add(patience)
	}
	http.NewResponseController(x.writer).SetReadDeadline(end)
}

// arrived ends the client's time, and waits for the body's turn.
func (x *exchange) arrived() {
	if x.held > 0 {
		x.giveTime(0)
		x.server.intake.turns <- struct{}{}
		x.turn = true
	}
}

// letGo gives back what a large body took, once nothing of it is needed.
func (x *exchange) letGo() {
	if x.turn {
		<-x.server.intake.turns
		x.turn = false
	}
	if x.held > 0 {
		x.body, x.text = nil, nil
		x.decoder.Forget()
		x.server.intake.give(x.held)
		x.held = 0
	}
}

// broken is the refusal of a body that did not come to its end.
func (x *exchange) broken(err error) *refusal {
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return x.server.refuse(slow, x.endpoint.Operation, "the body did not arrive within "+x.server.intake.patience.String())
	}
	return x.server.refuse(syntax, x.endpoint.Operation, "the body broke off: "+err.Error())
}
