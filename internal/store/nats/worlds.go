package nats

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/cotalker/rolecall/internal/store"
)

// listed is a world whose streams were listed.
type listed struct {
	description
	last    uint64    // the number of the last message of its entries
	changed time.Time // of that message
	used    time.Time // of the last one of what is kept in pieces, zero where that stream does not answer
}

// list looks at the streams of all worlds.
func (s *Store) list(ctx context.Context, action string) (worlds []listed, err error) {
	err = s.use(ctx, action, func(ctx context.Context) error {
		used := map[string]time.Time{}
		streams := s.js.ListStreams(ctx, jetstream.WithStreamListSubject("rolecall.>"))
		for info := range streams.Info() {
			if id, is := strings.CutPrefix(info.Config.Name, keptPrefix); is {
				used[id] = info.State.LastTime
				continue
			}
			if !strings.HasPrefix(info.Config.Name, streamPrefix) {
				continue
			}
			d, err := describe(info)
			if err != nil {
				return err
			}
			w := listed{description: d, last: info.State.LastSeq, changed: info.State.LastTime}
			if w.last == 0 {
				w.changed = info.Created
			}
			worlds = append(worlds, w)
		}
		for i, w := range worlds {
			worlds[i].used = used[w.ID]
		}
		return streams.Err()
	})
	return worlds, err
}

// lastUse is when somebody used the world last.
func (w listed) lastUse() time.Time {
	if w.used.After(w.changed) {
		return w.used
	}
	return w.changed
}

// Worlds implements store.Store.
func (s *Store) Worlds(ctx context.Context) ([]store.World, error) {
	list, err := s.list(ctx, "list the worlds")
	var worlds []store.World
	for _, w := range list {
		worlds = append(worlds, store.World{
			Name: string(w.World), Identity: store.Identity{Contract: w.Contract, Format: w.Format}, Head: positionOf(w.last), Changed: w.lastUse(),
		})
	}
	slices.SortFunc(worlds, func(a, b store.World) int { return strings.Compare(a.Name, b.Name) })
	return worlds, err
}

// Delete implements store.Store.
func (s *Store) Delete(ctx context.Context, world string) error {
	return s.use(ctx, "delete the world", func(ctx context.Context) error {
		d, _, err := s.find(ctx, world)
		if err == nil || errors.Is(err, store.ErrDeleted) {
			err = s.js.DeleteStream(ctx, streamName(world))
		}
		if err == nil {
			err = s.removeKept(ctx, d)
		}
		return unlessMissing(err)
	})
}

// removeKept deletes the other stream of a world that has no entries any more, and
// wakes who waits for them.
func (s *Store) removeKept(ctx context.Context, d description) error {
	s.tell(d.ID)
	return unlessMissing(s.js.DeleteStream(ctx, keptPrefix+d.ID))
}

func unlessMissing(err error) error {
	if errors.Is(err, jetstream.ErrStreamNotFound) || errors.Is(err, jetstream.ErrNoStreamResponse) || errors.Is(err, store.ErrDeleted) {
		return nil
	}
	return err
}
