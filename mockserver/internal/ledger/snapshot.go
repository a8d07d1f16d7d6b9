package ledger

import (
	"context"
	"fmt"
	"io"

	"github.com/cotalker/rolecall/internal/store"
	"github.com/cotalker/rolecall/mockserver/internal/state"
)

// compactIfDue keeps a snapshot in the place of the entries so far, where this
// process appended the one that makes the number full. The lock is held.
func (l *Ledger) compactIfDue(at store.Position) {
	if uint64(at)%l.storage.keep != 0 || at <= l.compacted || l.log == nil {
		return
	}
	before := l.compacted
	l.compacted = at
	log, now := l.log, l.published.Fork()
	l.storage.running.Go(func() {
		err := l.compact(l.ctx, log, at, now)
		if err == nil || l.ctx.Err() != nil {
			return
		}
		l.storage.Counts.Unkept.Add(1)
		l.mu.Lock()
		if l.compacted == at { // the end of the mock tries again
			l.compacted = before
		}
		l.mu.Unlock()
		l.storage.warn(fmt.Sprintf("%v; the log of the world goes on without it, and the next is tried after %d more entries", err, l.storage.keep))
	})
}

// CompactAtEnd has the next start read a snapshot.
func (l *Ledger) CompactAtEnd(ctx context.Context) error {
	l.mu.Lock()
	log, at := l.log, l.at
	if log == nil || at <= l.compacted {
		l.mu.Unlock()
		return nil
	}
	now := l.published.Fork()
	l.mu.Unlock()
	return l.compact(ctx, log, at, now)
}

func (l *Ledger) compact(ctx context.Context, log store.Log, at store.Position, now *state.Versions) error {
	err := log.Compact(ctx, at, func(to io.Writer) error { return now.Write(to) })
	if err != nil {
		return fmt.Errorf("keeping a snapshot of the world %s: %w", l.name, err)
	}
	l.storage.Counts.Snapshots.Add(1)
	l.mu.Lock()
	l.compacted = max(l.compacted, at)
	l.mu.Unlock()
	return nil
}
