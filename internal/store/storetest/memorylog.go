package storetest

import (
	"bytes"
	"context"
	"io"
	"slices"
	"time"

	"github.com/cotalker/rolecall/internal/store"
)

// memoryLog is the log of one world of a Memory, whose lock guards it.
type memoryLog struct {
	memory   *Memory
	identity store.Identity
	changed  time.Time
	entries  [][]byte // after compacted
	// compacted is the position of the snapshot.
	compacted store.Position
	snapshot  []byte
	deleted   bool
	more      chan struct{} // closed, and made anew, at each change
}

func (l *memoryLog) head() store.Position { return l.compacted + store.Position(len(l.entries)) }

func (l *memoryLog) wake() {
	close(l.more)
	l.more = make(chan struct{})
}

func (l *memoryLog) enter(ctx context.Context, action string) error {
	if err := l.memory.enter(ctx, action); err != nil {
		return err
	}
	if l.deleted {
		l.memory.mu.Unlock()
		return store.ErrDeleted
	}
	return nil
}

// Append implements store.Log.
func (l *memoryLog) Append(ctx context.Context, after store.Position, data []byte) (store.Position, error) {
	if err := store.CheckEntry(data); err != nil {
		return 0, err
	}
	if err := l.enter(ctx, "append"); err != nil {
		return 0, err
	}
	defer l.memory.mu.Unlock()
	if head := l.head(); head != after {
		return 0, store.LostRace(after, head)
	}
	l.entries = append(l.entries, bytes.Clone(data))
	l.changed = l.memory.now()
	l.wake()
	return after + 1, nil
}

// Read implements store.Log.
func (l *memoryLog) Read(ctx context.Context, after store.Position, most int) ([]store.Entry, error) {
	if err := l.enter(ctx, "read"); err != nil {
		return nil, err
	}
	defer l.memory.mu.Unlock()
	if after < l.compacted {
		return nil, store.Compacted(after, l.compacted)
	}
	var entries []store.Entry
	for size := 0; after < l.head() && len(entries) < most; after++ {
		data := l.entries[after-l.compacted]
		if size += len(data); size > store.MaxRead && len(entries) > 0 {
			break
		}
		entries = append(entries, store.Entry{Position: after + 1, Data: bytes.Clone(data)})
	}
	return entries, nil
}

// Head implements store.Log.
func (l *memoryLog) Head(ctx context.Context) (store.Position, error) {
	if err := l.enter(ctx, "ask for the head"); err != nil {
		return 0, err
	}
	defer l.memory.mu.Unlock()
	return l.head(), nil
}

// Wait implements store.Log.
func (l *memoryLog) Wait(ctx context.Context, after store.Position) error {
	for {
		if err := l.enter(ctx, "wait"); err != nil {
			return err
		}
		head, more := l.head(), l.more
		l.memory.mu.Unlock()
		if head > after {
			return nil
		}
		select {
		case <-more:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// Snapshot implements store.Log.
func (l *memoryLog) Snapshot(ctx context.Context) (store.Position, io.ReadCloser, error) {
	if err := l.enter(ctx, "open the snapshot"); err != nil {
		return 0, nil, err
	}
	defer l.memory.mu.Unlock()
	return l.compacted, io.NopCloser(bytes.NewReader(l.snapshot)), nil
}

// Compact implements store.Log.
func (l *memoryLog) Compact(ctx context.Context, at store.Position, write func(io.Writer) error) error {
	head, err := l.Head(ctx)
	if err != nil {
		return err
	}
	if at > head {
		return store.NotReached(at, head)
	}
	var snapshot bytes.Buffer
	if err := write(&snapshot); err != nil {
		return err
	}
	if err := l.enter(ctx, "compact"); err != nil {
		return err
	}
	defer l.memory.mu.Unlock()
	if at > l.compacted {
		l.entries = slices.Clone(l.entries[at-l.compacted:])
		l.compacted, l.snapshot = at, snapshot.Bytes()
	}
	return nil
}
