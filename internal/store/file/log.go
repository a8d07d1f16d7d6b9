package file

import (
	"context"
	"io"
	"path/filepath"
	"sync"
	"time"

	"github.com/cotalker/rolecall/internal/store"
)

// Log is the log of one world in its folder.
type Log struct {
	folder   string
	open     opener
	identity store.Identity

	// appending is held by who changes files: an append, the end of a compaction.
	appending sync.Mutex
	// mu guards what is below; it is not held while something is written.
	mu       sync.RWMutex
	segments []*segment // by position; the last is appended to
	snapshot store.Position
	changed  time.Time
	gone     error         // why nothing is possible any more
	more     chan struct{} // closed, and made anew, at each change
}

func (l *Log) last() *segment { return l.segments[len(l.segments)-1] }

func (l *Log) head() store.Position { return l.last().next() - 1 }

// enter locks the log for reading.
func (l *Log) enter(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	l.mu.RLock()
	if l.gone != nil {
		l.mu.RUnlock()
		return l.gone
	}
	return nil
}

func (l *Log) wake() {
	close(l.more)
	l.more = make(chan struct{})
}

// Append implements store.Log.
func (l *Log) Append(ctx context.Context, after store.Position, data []byte) (store.Position, error) {
	if err := store.CheckEntry(data); err != nil {
		return 0, err
	}
	l.appending.Lock()
	defer l.appending.Unlock()
	if err := l.enter(ctx); err != nil {
		return 0, err
	}
	head, s := l.head(), l.last()
	l.mu.RUnlock()
	if head != after {
		return 0, store.LostRace(after, head)
	}
	size, err := s.write(data)
	if err != nil {
		return 0, store.Unavailable("append to "+s.path, err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	s.starts = append(s.starts, s.end)
	s.end += size
	l.changed = time.Now()
	l.wake()
	return after + 1, nil
}

// Read implements store.Log.
func (l *Log) Read(ctx context.Context, after store.Position, most int) ([]store.Entry, error) {
	if err := l.enter(ctx); err != nil {
		return nil, err
	}
	defer l.mu.RUnlock()
	if after < l.snapshot {
		return nil, store.Compacted(after, l.snapshot)
	}
	var entries []store.Entry
	bytes, at := 0, after+1
	for _, s := range l.segments {
		for ; at >= s.first && at < s.next() && len(entries) < most; at++ {
			if bytes += s.size(at); bytes > store.MaxRead && len(entries) > 0 {
				return entries, nil
			}
			data, err := s.read(at)
			if err != nil {
				return nil, store.Unavailable("read "+s.path, err)
			}
			entries = append(entries, store.Entry{Position: at, Data: data})
		}
	}
	return entries, nil
}

// Head implements store.Log.
func (l *Log) Head(ctx context.Context) (store.Position, error) {
	if err := l.enter(ctx); err != nil {
		return 0, err
	}
	defer l.mu.RUnlock()
	return l.head(), nil
}

// Wait implements store.Log.
func (l *Log) Wait(ctx context.Context, after store.Position) error {
	for {
		if err := l.enter(ctx); err != nil {
			return err
		}
		head, more := l.head(), l.more
		l.mu.RUnlock()
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
func (l *Log) Snapshot(ctx context.Context) (store.Position, io.ReadCloser, error) {
	if err := l.enter(ctx); err != nil {
		return 0, nil, err
	}
	defer l.mu.RUnlock()
	if l.snapshot == 0 {
		return 0, io.NopCloser(eof{}), nil
	}
	r, err := openSnapshot(filepath.Join(l.folder, snapshotName(l.snapshot)))
	if err != nil {
		return 0, nil, store.Unavailable("open the snapshot", err)
	}
	return l.snapshot, r, nil
}

type eof struct{}

func (eof) Read([]byte) (int, error) { return 0, io.EOF }

// end has every call fail from now on, and closes the files.
func (l *Log) end(why error) error {
	l.appending.Lock()
	defer l.appending.Unlock()
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.gone != nil {
		return nil
	}
	l.gone = why
	l.wake()
	return closeAll(l.segments)
}
