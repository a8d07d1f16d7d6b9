package nats

import (
	"context"
	"errors"
	"io"

	"github.com/cotalker/rolecall/internal/store"
)

// Snapshot implements store.Log.
func (l *Log) Snapshot(ctx context.Context) (store.Position, io.ReadCloser, error) {
	newest, err := l.newestShot(ctx)
	if err != nil {
		return 0, nil, err
	}
	return newest.at, &reader{ctx: ctx, log: l, numbers: newest.numbers}, nil
}

// newestShot is lastShot in bounded time.
func (l *Log) newestShot(ctx context.Context) (newest shot, err error) {
	err = l.store.use(ctx, "open the snapshot", func(ctx context.Context) (err error) {
		newest, err = l.lastShot(ctx)
		return err
	})
	return newest, err
}

// Compact implements store.Log.
func (l *Log) Compact(ctx context.Context, at store.Position, write func(io.Writer) error) error {
	var before shot
	err := l.store.use(ctx, "compact", func(ctx context.Context) error {
		_, info, err := l.look(ctx)
		if err != nil {
			return err
		}
		if head := positionOf(info.State.LastSeq); at > head {
			return refused{store.NotReached(at, head)}
		}
		before, err = l.lastShot(ctx)
		return err
	})
	if wrong := (refused{}); errors.As(err, &wrong) {
		return wrong.error
	}
	if err != nil || at <= before.at {
		return err
	}
	w := l.keep(ctx, at)
	if err = write(w); err == nil {
		err = w.flush()
	}
	adopted := false
	if err == nil {
		err = l.store.use(ctx, "keep the snapshot", func(ctx context.Context) error {
			adopted, before, err = l.adopt(ctx, at, w)
			return err
		})
	}
	if !adopted {
		if !errors.Is(err, store.ErrUnavailable) { // else it may have been adopted all the same
			w.forget()
		}
		return err
	}
	return l.prune(ctx, before)
}

// refused is an error of the caller's.
type refused struct{ error }

// adopt makes pieces the snapshot, unless there is one as new, and gives the one
// before.
func (l *Log) adopt(ctx context.Context, at store.Position, w *writer) (bool, shot, error) {
	for {
		last, err := l.lastShot(ctx)
		if err != nil || last.at >= at {
			return false, last, err
		}
		_, err = l.publish(ctx, l.newest(), last.last, append([]byte(w.tail+"\x00"), w.encode()...))
		if err == nil {
			return true, last, nil
		}
		if !wrongLast(err) {
			return false, last, err
		}
	}
}
