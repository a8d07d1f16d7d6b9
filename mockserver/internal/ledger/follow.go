package ledger

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cotalker/rolecall/internal/store"
	"github.com/cotalker/rolecall/mockserver/internal/state"
)

// CatchUp has a world know all that anybody was answered for before it was called.
func (l *Ledger) CatchUp(ctx context.Context) error {
	if err := l.Ready(); err != nil {
		return err
	}
	head, err := l.head(ctx)
	if errors.Is(err, store.ErrDeleted) {
		return l.fetch(0)
	}
	if err != nil {
		return err
	}
	for {
		l.mu.Lock()
		at, sending := l.at, l.sending
		l.mu.Unlock()
		if at >= head {
			return nil
		}
		if sending != nil && sending.after+1 >= head { // most likely it is the head
			select {
			case <-sending.done:
				continue
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		if err := l.fetch(head); err != nil {
			return err
		}
	}
}

// Ready opens the log at the first call.
func (l *Ledger) Ready() error {
	if l.IsOpen() {
		return nil
	}
	l.opening.Lock()
	defer l.opening.Unlock()
	if l.IsOpen() {
		return nil
	}
	ctx, cancel := context.WithTimeout(l.ctx, engineTimeout)
	defer cancel()
	log, err := l.storage.store.Open(ctx, l.name, l.storage.identity)
	if err != nil {
		return unavailable(err)
	}
	l.mu.Lock()
	l.log = log
	follows := l.follows
	l.follows = true
	l.mu.Unlock()
	if !follows {
		l.storage.running.Go(l.follow)
	}
	return l.fetch(0)
}

// IsOpen tells whether the world is in the store, as far as is known here.
func (l *Ledger) IsOpen() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.log != nil
}

// follow reads what others append, so that requests have little to catch up with,
// until the world is deleted.
func (l *Ledger) follow() {
	for l.ctx.Err() == nil {
		l.mu.Lock()
		log, at := l.log, l.at
		l.follows = log != nil
		l.mu.Unlock()
		if log == nil {
			return // the next request begins it anew; nobody else does
		}
		err := log.Wait(l.ctx, at)
		if err == nil {
			l.mu.Lock()
			own := l.sending != nil || l.at > at
			l.mu.Unlock()
			if !own {
				err = l.fetch(at + 1)
			} else {
				l.waitForSending()
			}
		}
		if errors.Is(err, store.ErrDeleted) {
			err = l.fetch(0) // forgets it
		}
		if err != nil {
			select {
			case <-l.ctx.Done():
			case <-time.After(time.Second):
			}
		}
	}
}

func (l *Ledger) waitForSending() {
	l.mu.Lock()
	sending := l.sending
	l.mu.Unlock()
	if sending != nil {
		<-sending.done
	}
}

// maxRead is how many entries are asked for at once.
const maxRead = 1000

// fetch applies the entries that there are, up to one at least; 0 is for all.
func (l *Ledger) fetch(until store.Position) error {
	l.fetches.Lock()
	defer l.fetches.Unlock()
	ctx, cancel := context.WithTimeout(l.ctx, engineTimeout)
	defer cancel()
	for {
		l.mu.Lock()
		log, at, base := l.log, l.at, l.published
		l.mu.Unlock()
		if log == nil || until > 0 && at >= until {
			return nil
		}
		entries, err := log.Read(ctx, at, maxRead)
		switch {
		case errors.Is(err, store.ErrCompacted):
			err = l.restore(ctx, log, at, err)
		case errors.Is(err, store.ErrDeleted):
			l.forget()
			return nil
		case err == nil && len(entries) == 0:
			return nil
		case err == nil:
			err = l.applyAll(base, at, entries)
		}
		if err != nil {
			return unavailable(err)
		}
	}
}

// errUnreadable says that the store holds what makes no sense.
var errUnreadable = errors.New("the store holds what cannot be read")

// applyAll publishes the state after entries, unless others did meanwhile.
func (l *Ledger) applyAll(base *state.Versions, at store.Position, entries []store.Entry) error {
	next := base.Fork()
	var ids []state.EntryID
	for _, e := range entries {
		id, r, err := state.ReadEntry(e.Data)
		if err == nil {
			err = r.Apply(next)
		}
		if err != nil {
			return fmt.Errorf("%w: entry %d of the world %s: %w", errUnreadable, e.Position, l.name, err)
		}
		ids = append(ids, id)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if b := l.sending; b != nil {
		for i, id := range ids {
			b.seen = b.seen || id == b.sent && entries[i].Position == b.after+1
		}
	}
	if l.at == at {
		l.publish(next, entries[len(entries)-1].Position)
	}
	return nil
}

// restore publishes the newest snapshot, where it has taken the place of entries.
func (l *Ledger) restore(ctx context.Context, log store.Log, at store.Position, compacted error) error {
	position, in, err := log.Snapshot(ctx)
	if err != nil {
		return err
	}
	defer in.Close()
	if position <= at {
		return fmt.Errorf("%w: the world %s stands at entry %d, its newest snapshot is of %d, and the store says: %w", errUnreadable, l.name, at, position, compacted)
	}
	s, err := state.ReadSnapshot(l.fresh, in)
	if errors.Is(err, store.ErrCompacted) {
		return nil // by a newer one: read that
	}
	if err != nil {
		return fmt.Errorf("%w: world %s: %w", errUnreadable, l.name, err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.compacted = max(l.compacted, position)
	if l.at < position {
		s.Forgotten = l.published.Forgotten // which no snapshot has
		l.publish(s, position)
	}
	return nil
}

// forget is for a world that was deleted: it begins anew with the next request.
func (l *Ledger) forget() {
	l.mu.Lock()
	defer l.mu.Unlock()
	anew := state.NewVersions(l.fresh)
	anew.Forgotten = l.published.Forgotten + 1
	l.log, l.compacted = nil, 0
	l.known.Store(0)
	l.publish(anew, 0)
}
