package postgres

import (
	"context"
	"strconv"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/cotalker/rolecall/internal/store/wakeup"
)

// channel is where appends are told.
const channel = "rolecall"

// notices tells other processes of appends, and hears of theirs.
type notices struct {
	pool *pool
	ctx  context.Context // of the store; its end ends both
	stop context.CancelFunc
	done sync.WaitGroup

	waiting wakeup.Waiting[int64]
	work    chan struct{} // there are dirty logs

	mu      sync.Mutex
	heard   bool           // notices come
	dirty   map[int64]bool // logs that others are to be told of
	listens bool           // somebody has waited, so that a connection listens
}

func newNotices(p *pool) *notices {
	ctx, stop := context.WithCancel(context.Background())
	n := &notices{pool: p, ctx: ctx, stop: stop, dirty: map[int64]bool{}, work: make(chan struct{}, 1)}
	n.done.Go(n.send)
	return n
}

func (n *notices) close() {
	n.stop()
	n.done.Wait()
}

// next gives what is closed at the next notice of a log, and whether notices come.
func (n *notices) next(log int64) (<-chan struct{}, bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if !n.listens && n.ctx.Err() == nil {
		n.listens = true
		n.done.Go(n.listen)
	}
	return n.waiting.Next(log), n.heard
}

// tell wakes who waits for a log, here and elsewhere.
func (n *notices) tell(log int64) {
	n.waiting.Wake(log)
	n.mu.Lock()
	n.dirty[log] = true
	n.mu.Unlock()
	select {
	case n.work <- struct{}{}:
	default:
	}
}

// send tells others, of many appends at once where they come fast. A notice that
// cannot be sent is lost: others look by themselves.
func (n *notices) send() {
	for {
		select {
		case <-n.work:
		case <-n.ctx.Done():
			return
		}
		n.mu.Lock()
		dirty := n.dirty
		n.dirty = map[int64]bool{}
		n.mu.Unlock()
		for log := range dirty {
			_, err := n.pool.query(n.ctx, "tell others", `SELECT pg_notify('`+channel+`', $1)`, strconv.FormatInt(log, 10))
			if unsupported(err) {
				return // there is no such thing in this database
			}
		}
	}
}

// listen hears notices, on connections of its own.
func (n *notices) listen() {
	var pause backoff
	for n.ctx.Err() == nil {
		supported, err := n.hear(&pause)
		n.mu.Lock()
		n.heard = false
		n.mu.Unlock()
		n.waiting.WakeAll() // something may have been missed
		if !supported {
			return
		}
		pause.note(time.Now(), err)
		select {
		case <-time.After(pause.wait):
		case <-n.ctx.Done():
		}
	}
}

// hear hears notices until the connection ends.
func (n *notices) hear(pause *backoff) (supported bool, err error) {
	config := n.pool.config.Copy()
	config.OnNotification = func(_ *pgconn.PgConn, notice *pgconn.Notification) {
		if log, err := strconv.ParseInt(notice.Payload, 10, 64); err == nil {
			n.waiting.Wake(log)
		}
	}
	c, err := pgconn.ConnectConfig(n.ctx, config)
	if err != nil {
		return true, err
	}
	defer end([]*connection{{PgConn: c}})
	if _, err := c.Exec(n.ctx, "LISTEN "+channel).ReadAll(); err != nil {
		return !unsupported(err), err
	}
	pause.note(time.Now(), nil)
	n.mu.Lock()
	n.heard = true
	n.mu.Unlock()
	n.waiting.WakeAll() // something may have come before
	for err == nil {
		err = c.WaitForNotification(n.ctx)
	}
	return true, err
}
