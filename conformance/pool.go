package conformance

import (
	"context"
	"sync"
)

// pool lends records of one collection to one check at a time, so that a run
// makes few of them.
type pool struct {
	session *session
	family  *family
	mu      sync.Mutex
	free    []*record

	proving sync.Mutex
	proven  bool
	unfit   error // why nothing can be lent, nil where it can
	spoilt  int   // records in a row that could not be reset
}

// mostSpoilt is how many records in a row may fail to be reset before no more
// are made in their place.
const mostSpoilt = 5

// take gives a record in its base state: a free one that is reset, or a new one.
func (p *pool) take(ctx context.Context) (*record, error) {
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
			p.spoilt = 0
			p.mu.Unlock()
			return r, nil
		}
		if p.spoilt++; p.spoilt >= mostSpoilt && ctx.Err() == nil {
			p.unfit = err
		}
		p.mu.Unlock()
		if ctx.Err() != nil {
			return nil, err
		}
	}
}

func (p *pool) giveBack(r *record) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.free = append(p.free, r)
}

// prove makes one record, changes, reads and switches it off before any other is
// made: where one of these fails no check can be lent a record, and nothing that
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
	if f.read != nil && s.declares(f.read.Features) {
		x, err := s.ask(ctx, setUpID, f.read, s.bootstrap, key(r.id))
		if err != nil {
			return err
		}
		if !x.success() || x.one() == nil {
			return &setUpError{x, "to read a record that was made"}
		}
	}
	if off := s.offOf(f.resource); off != nil {
		x, err := s.ask(ctx, setUpID, f.update, s.bootstrap, key(r.id), body(off))
		if err != nil {
			return err
		}
		if !x.success() {
			return &setUpError{x, "to switch off a record that was made"}
		}
		if x.one() != nil {
			r.state = x.one()
		}
	}
	p.giveBack(r)
	return nil
}

// setUpError is a step that checks build upon and that did not succeed.
type setUpError struct {
	x    *Exchange
	what string // that it was for
}

func (e *setUpError) Error() string { return e.x.unready() + ", " + e.what }

// reset brings a record that checks have written to back to its base state.
func (p *pool) reset(ctx context.Context, r *record) error {
	if r.clean {
		r.clean = false
		return nil
	}
	x, err := p.session.ask(ctx, setUpID, p.family.update, p.session.bootstrap, key(r.id), body(p.session.baseOf(p.family)))
	if err != nil {
		return err
	}
	if !x.success() || x.one() == nil {
		return &setUpError{x, "to bring a record back to where it began"}
	}
	if p.session.disabled(p.family, r.state) {
		r.caller = nil // a token need not outlive that
	}
	r.state = x.one()
	return nil
}
