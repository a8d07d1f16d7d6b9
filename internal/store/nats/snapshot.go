package nats

import (
	"context"
	"errors"
	"io"
	"strings"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/cotalker/rolecall/internal/store"
)

// Snapshot implements store.Log.
func (l *Log) Snapshot(ctx context.Context) (at store.Position, r io.ReadCloser, err error) {
	err = l.store.use(ctx, "open the snapshot", func(bounded context.Context) error {
		last, err := l.lastShot(bounded)
		at, r = last.at, &reader{ctx: ctx, log: l, numbers: last.numbers}
		return err
	})
	if err != nil {
		return 0, nil, err
	}
	return at, r, nil
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
	return l.store.use(ctx, "let go of entries", func(ctx context.Context) error { return l.prune(ctx, at, w.tail, before) })
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

// prune lets go of what the snapshot has taken the place of: entries but the
// last one, so that the stream is never empty; their pieces, and those
// of snapshots but the one before, which somebody may be reading.
func (l *Log) prune(ctx context.Context, at store.Position, tail string, before shot) error {
	entries, info, err := l.look(ctx)
	if err != nil {
		return err
	}
	if err := entries.Purge(ctx, jetstream.WithPurgeSequence(min(number(at+1), info.State.LastSeq))); err != nil {
		return err
	}
	kept, err := l.store.js.Stream(ctx, keptPrefix+l.id)
	if err != nil {
		return err
	}
	all, err := kept.Info(ctx, jetstream.WithSubjectFilter(l.piecesSubject(">")))
	if err != nil {
		return err
	}
	for subject := range all.State.Subjects {
		its := strings.TrimPrefix(subject, l.piecesSubject(""))
		if tailPosition(its) > at || its == tail || its == before.tail {
			continue
		}
		if err := kept.Purge(ctx, jetstream.WithPurgeSubject(subject)); err != nil {
			return err
		}
	}
	return nil
}
