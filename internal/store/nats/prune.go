package nats

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"

	"github.com/nats-io/nats.go/jetstream"
)

// prune lets go of what a snapshot has taken the place of that has just been
// found to be the newest, before another one was kept. So there are always two,
// with the entries behind the older one: a server that acknowledges before its
// disk has it may lose the newest.
//
// The stream of entries keeps its last message, for one without any has no
// position. Of the snapshots, those before are let go of: who still reads one
// begins anew.
func (l *Log) prune(ctx context.Context, taken shot) error {
	if taken.at == 0 {
		return nil
	}
	var entries, kept jetstream.Stream
	var first, end uint64
	var subjects []string
	err := l.store.use(ctx, "let go of entries", func(ctx context.Context) error {
		stream, info, err := l.look(ctx)
		if err != nil {
			return err
		}
		entries, first, end = stream, info.State.FirstSeq, min(number(taken.at+1), info.State.LastSeq)
		if kept, err = l.store.js.Stream(ctx, keptPrefix+l.id); err != nil {
			return err
		}
		all, err := kept.Info(ctx, jetstream.WithSubjectFilter(l.piecesSubject(">")))
		if err != nil {
			return err
		}
		for subject := range all.State.Subjects {
			its := strings.TrimPrefix(subject, l.piecesSubject(""))
			if tailPosition(its) <= taken.at && its != taken.tail {
				subjects = append(subjects, subject)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	var numbers []uint64
	for n := first; n < end; n++ {
		numbers = append(numbers, n)
	}
	if err := l.remove(ctx, entries, numbers); err != nil {
		return err
	}
	for _, subject := range subjects {
		if err := l.removeOf(ctx, kept, subject, taken.number); err != nil {
			return err
		}
	}
	return l.removeOf(ctx, kept, l.newest(), taken.number)
}

// removeOf deletes the messages of a subject with numbers below one.
func (l *Log) removeOf(ctx context.Context, stream jetstream.Stream, subject string, below uint64) error {
	var numbers []uint64
	for next, more := uint64(1), true; more; {
		err := l.store.use(ctx, "let go of pieces", func(ctx context.Context) error {
			message, err := stream.GetMsg(ctx, next, jetstream.WithGetMsgSubject(subject))
			if more = err == nil && message.Sequence < below; more {
				numbers, next = append(numbers, message.Sequence), message.Sequence+1
			}
			if errors.Is(err, jetstream.ErrMsgNotFound) {
				return nil
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return l.remove(ctx, stream, numbers)
}

// How many messages are deleted within the time of one call, and how many of
// them at once.
const (
	removedInTime   = 512
	removedTogether = 16
)

// remove deletes messages of a stream one by one, those that are there.
//
// A purge would be one request, and loses what was acknowledged. A server of a
// cluster that starts anew does again what its own log tells of its last minutes,
// and one older than 2.9.21, such as Debian 12 has, takes every purge there for
// one of all that the stream had then: of newer entries, and of the newest
// snapshot. When it comes to lead, that is the truth.
func (l *Log) remove(ctx context.Context, stream jetstream.Stream, numbers []uint64) error {
	for some := range slices.Chunk(numbers, removedInTime) {
		err := l.store.use(ctx, "let go of messages", func(ctx context.Context) error {
			var all sync.WaitGroup
			errs := make([]error, removedTogether)
			for i := range removedTogether {
				all.Go(func() {
					for j := i; j < len(some) && errs[i] == nil; j += removedTogether {
						errs[i] = removeOne(ctx, stream, some[j])
					}
				})
			}
			all.Wait()
			return errors.Join(errs...)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func removeOne(ctx context.Context, stream jetstream.Stream, number uint64) error {
	err := stream.DeleteMsg(ctx, number)
	if errors.Is(err, jetstream.ErrMsgDeleteUnsuccessful) {
		// Most likely another process was first.
		if _, missing := stream.GetMsg(ctx, number); errors.Is(missing, jetstream.ErrMsgNotFound) {
			return nil
		}
	}
	return err
}
