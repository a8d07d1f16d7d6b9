package engine

import (
	"context"
	"crypto/tls"
	"errors"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/nats-io/nats.go"

	"github.com/cotalker/rolecall/internal/store"
)

// How often an engine that does not answer yet is asked anew, how long it may take
// then, and how often it is told that it is waited for.
const (
	firstPause = 100 * time.Millisecond
	mostPause  = 2 * time.Second
	tryTime    = 15 * time.Second
	tellEach   = 5 * time.Second
)

// OpenSoon is Open for an engine that may not answer yet: it is asked until it does,
// and until then each call of the store is ErrUnavailable. Who is told hears why,
// every five seconds, and nil when it has answered. What waiting cannot mend is an
// error at once: a wrong URL, a password that is refused, a certificate that is not
// trusted, a folder that another process has.
func OpenSoon(ctx context.Context, address string, told func(error)) (store.Store, error) {
	return openSoon(ctx, func(ctx context.Context) (store.Store, error) { return Open(ctx, address) }, told)
}

func openSoon(ctx context.Context, open func(context.Context) (store.Store, error), told func(error)) (store.Store, error) {
	first, cancel := context.WithTimeout(ctx, tryTime)
	opened, err := open(first)
	cancel()
	if err == nil {
		return opened, nil
	}
	if !errors.Is(err, store.ErrUnavailable) || isForGood(err) || ctx.Err() != nil {
		return nil, err
	}
	s := &soon{open: open, told: told, err: err, done: make(chan struct{})}
	s.ctx, s.stop = context.WithCancel(context.WithoutCancel(ctx))
	go s.wait()
	return s, nil
}

// isForGood tells whether it is of no use to ask an engine again.
func isForGood(err error) bool {
	if refused := (*pgconn.PgError)(nil); errors.As(err, &refused) {
		// Classes of PostgreSQL: who asks is refused, no such database, no right.
		return strings.HasPrefix(refused.Code, "28") || strings.HasPrefix(refused.Code, "3D") || refused.Code == "42501"
	}
	var untrusted *tls.CertificateVerificationError
	return errors.As(err, &untrusted) || errors.Is(err, nats.ErrAuthorization)
}

// soon is a store that its engine opens when it answers.
type soon struct {
	open func(context.Context) (store.Store, error)
	told func(error)
	ctx  context.Context // ends with the store
	stop context.CancelFunc
	done chan struct{} // closed when it is waited no more

	mu     sync.Mutex
	opened store.Store // nil until the engine answers
	err    error       // why it did not
}

func (s *soon) wait() {
	defer close(s.done)
	var last time.Time
	for pause := firstPause; ; pause = min(2*pause, mostPause) {
		if time.Since(last) >= tellEach {
			last = time.Now()
			s.told(s.err)
		}
		select {
		case <-s.ctx.Done():
			return
		case <-time.After(pause):
		}
		ctx, cancel := context.WithTimeout(s.ctx, tryTime)
		opened, err := s.open(ctx)
		cancel()
		s.mu.Lock()
		if s.err = err; err == nil { // else it may be a nil pointer of some engine, which is not nil
			s.opened = opened
		}
		s.mu.Unlock()
		if err == nil {
			s.told(nil)
			return
		}
	}
}

// now is the store, or why there is none yet.
func (s *soon) now(ctx context.Context) (store.Store, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.opened != nil:
		return s.opened, nil
	case errors.Is(s.err, store.ErrUnavailable):
		return nil, s.err
	}
	return nil, store.Unavailable("open the store", s.err)
}

// Open implements store.Store.
func (s *soon) Open(ctx context.Context, world string, identity store.Identity) (store.Log, error) {
	now, err := s.now(ctx)
	if err != nil {
		return nil, err
	}
	return now.Open(ctx, world, identity)
}

// Worlds implements store.Store.
func (s *soon) Worlds(ctx context.Context) ([]store.World, error) {
	now, err := s.now(ctx)
	if err != nil {
		return nil, err
	}
	return now.Worlds(ctx)
}

// Delete implements store.Store.
func (s *soon) Delete(ctx context.Context, world string) error {
	now, err := s.now(ctx)
	if err != nil {
		return err
	}
	return now.Delete(ctx, world)
}

// Touch implements store.Store.
func (s *soon) Touch(ctx context.Context, world string) error {
	now, err := s.now(ctx)
	if err != nil {
		return err
	}
	return now.Touch(ctx, world)
}

// Expire implements store.Store.
func (s *soon) Expire(ctx context.Context, idle time.Duration, spared string) ([]string, error) {
	now, err := s.now(ctx)
	if err != nil {
		return nil, err
	}
	return now.Expire(ctx, idle, spared)
}

// Close implements store.Store.
func (s *soon) Close() error {
	s.stop()
	<-s.done
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.opened == nil {
		return nil
	}
	return s.opened.Close()
}
