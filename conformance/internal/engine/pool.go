package engine

import (
	"context"
	"sync"

	"github.com/cotalker/rolecall/conformance/internal/wire"
)

// MaxAcquired is how many records of one collection a check acquires at most.
const MaxAcquired = 4

// pool lends records of one collection to one check at a time, so that a run
// makes few of them.
type pool struct {
	session *Session
	family  *Family
	mu      sync.Mutex
	free    []*Record

	proving      sync.Mutex
	proven       bool
	unfit        error // why no record can be acquired, nil where one can
	failedResets int   // records in a row that could not be reset
}

// maxFailedResets is how many records in a row may fail to be reset before no more
// are made in their place.
const maxFailedResets = 5

// acquire gives a record in its base state: a free one that is reset, or a new one.
func (p *pool) acquire(ctx context.Context) (*Record, error) {
	if err := p.prove(ctx); err != nil {
		return nil, err
	}
	for {
		p.mu.Lock()
		n, unfit := len(p.free), p.unfit
		if n == 0 || unfit != nil {
			p.mu.Unlock()
			if unfit != nil {
				return nil, unfit
			}
			return p.session.make(ctx, p.family, p.session.baseOf(p.family))
		}
		r := p.free[n-1]
		p.free = p.free[:n-1]
		p.mu.Unlock()
		err := p.reset(ctx, r)
		p.mu.Lock()
		if err == nil {
			p.failedResets = 0
			p.mu.Unlock()
			return r, nil
		}
		if p.failedResets++; p.failedResets >= maxFailedResets && ctx.Err() == nil {
			p.unfit = err
		}
		p.mu.Unlock()
		if ctx.Err() != nil {
			return nil, err
		}
	}
}

func (p *pool) release(r *Record) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.free = append(p.free, r)
}

// prove makes one record, changes, reads and switches it off before any other is
// made: where one of these fails no check can acquire a record, and nothing that
// cannot be switched off is made over and over.
func (p *pool) prove(ctx context.Context) error {
	p.proving.Lock()
	defer p.proving.Unlock()
	if p.proven {
		p.mu.Lock()
		defer p.mu.Unlock()
		return p.unfit
	}
	err := p.tryOut(ctx)
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.proven, p.unfit = true, err
	return err
}

func (p *pool) tryOut(ctx context.Context) error {
	s, f := p.session, p.family
	r, err := s.make(ctx, f, s.baseOf(f))
	if err != nil {
		return err
	}
	if err := p.reset(ctx, r); err != nil {
		return err
	}
	if f.Read != nil && s.Declares(f.Read.Features) {
		x, err := s.Send(ctx, SetUpID, f.Read, s.Callers.Bootstrap, wire.Key(r.ID))
		if err != nil {
			return err
		}
		if !x.Success() || x.Record() == nil {
			return &setUpError{x, "to read a record that was made"}
		}
	}
	if off := s.OffChange(f.Resource); off != nil {
		x, err := s.Send(ctx, SetUpID, f.Update, s.Callers.Bootstrap, wire.Key(r.ID), wire.Body(off))
		if err != nil {
			return err
		}
		if !x.Success() {
			return &setUpError{x, "to switch off a record that was made"}
		}
		if x.Record() != nil {
			r.State = x.Record()
		}
	}
	p.release(r)
	return nil
}

// setUpError is a step that checks build upon and that did not succeed.
type setUpError struct {
	exchange *wire.Exchange
	what     string // that it was for
}

func (e *setUpError) Error() string { return e.exchange.Unready() + ", " + e.what }

// reset brings a record that checks have written to back to its base state.
func (p *pool) reset(ctx context.Context, r *Record) error {
	if r.Clean {
		r.Clean = false
		return nil
	}
	x, err := p.session.Send(ctx, SetUpID, p.family.Update, p.session.Callers.Bootstrap, wire.Key(r.ID), wire.Body(p.session.baseOf(p.family)))
	if err != nil {
		return err
	}
	if !x.Success() || x.Record() == nil {
		return &setUpError{x, "to bring a record back to where it began"}
	}
	if p.session.disabled(p.family, r.State) {
		r.Caller = nil // a token need not outlive that
	}
	r.State = x.Record()
	return nil
}
