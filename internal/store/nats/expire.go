package nats

import (
	"context"
	"errors"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/cotalker/rolecall/internal/store"
)

func usedSubject(id string) string { return "rolecall." + id + ".kept.used" }

// Touch implements store.Store: a message of no content, which the server stamps.
func (s *Store) Touch(ctx context.Context, world string) error {
	return s.use(ctx, "touch the world", func(ctx context.Context) error {
		d, _, err := s.find(ctx, world)
		if err != nil {
			return unlessMissing(err)
		}
		ack, err := s.js.Publish(ctx, usedSubject(d.ID), nil)
		if err != nil {
			return unlessMissing(err)
		}
		stream, err := s.js.Stream(ctx, keptPrefix+d.ID)
		if err == nil {
			err = (&Log{store: s, id: d.ID}).removeOf(ctx, stream, usedSubject(d.ID), ack.Sequence)
		}
		return unlessMissing(err)
	})
}

// Expire implements store.Store. The server's time is that of its newest message,
// so that the world that is spared is touched first: without one, worlds go late.
func (s *Store) Expire(ctx context.Context, idle time.Duration, spared string) (gone []string, err error) {
	const action = "let worlds expire"
	if err := s.Touch(ctx, spared); err != nil {
		return nil, err
	}
	list, err := s.list(ctx, action)
	if err != nil {
		return nil, err
	}
	var now time.Time
	for _, w := range list {
		if w.lastUse().After(now) {
			now = w.lastUse()
		}
	}
	for _, w := range list {
		if string(w.World) == spared || w.used.IsZero() || now.Sub(w.lastUse()) <= idle {
			continue
		}
		var ended bool
		err := s.use(ctx, action, func(ctx context.Context) (err error) {
			ended, err = s.end(ctx, w.description, w.last)
			return err
		})
		if err != nil {
			return gone, err
		}
		if ended {
			gone = append(gone, string(w.World))
		}
	}
	return gone, nil
}

// end deletes a world unless something was appended behind a message, and tells
// whether it did. Its last entry says so first, and nothing is appended behind that:
// a stream cannot be deleted on a condition. The caller's context is shorter than
// others wait before they begin another world of the name.
func (s *Store) end(ctx context.Context, d description, last uint64) (bool, error) {
	l := &Log{store: s, world: string(d.World), id: d.ID}
	_, err := l.publish(ctx, entriesSubject(d.ID), last, []byte{over})
	if wrongLast(err) || errors.Is(err, jetstream.ErrNoStreamResponse) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if err := s.js.DeleteStream(ctx, streamName(string(d.World))); err != nil {
		return false, unlessMissing(err)
	}
	return true, s.removeKept(ctx, d)
}

// checkLast is ErrDeleted where the last message of a stream says that its world has
// expired.
func checkLast(ctx context.Context, stream jetstream.Stream, last uint64) error {
	message, err := stream.GetMsg(ctx, last)
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return nil // another was appended meanwhile, and a snapshot has taken its place
	}
	if err == nil && len(message.Data) == 1 && message.Data[0] == over {
		return store.ErrDeleted
	}
	return err
}
