package nats

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/cotalker/rolecall/internal/store"
)

// Log is the log of one world in its streams.
type Log struct {
	store *Store
	world string
	id    string
}

func entriesSubject(id string) string { return "rolecall." + id + ".entries" }

// A message begins with a byte that says what follows.
const (
	birth  = 'b' // nothing: the first message of each stream
	whole  = 'w' // the data of an entry
	pieces = 'p' // where the pieces of an entry's data are
	over   = 'o' // nothing: the world has expired, and nothing may follow
)

// number gives the number of an entry's message in the stream. The first message
// is none: a server of old takes it for no condition that number 0 must be last.
func number(at store.Position) uint64 { return uint64(at) + 1 }

// positionOf gives the position of a message's entry.
func positionOf(number uint64) store.Position { return store.Position(max(number, 1) - 1) }

// room is how much of a message the headers, and what the server may add, have.
const room = 4096

// look asks for the state of the stream of entries.
func (l *Log) look(ctx context.Context) (jetstream.Stream, *jetstream.StreamInfo, error) {
	stream, err := l.store.js.Stream(ctx, streamName(l.world))
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		return nil, nil, store.ErrDeleted
	}
	if err != nil {
		return nil, nil, err
	}
	info := stream.CachedInfo()
	d, err := describe(info)
	if err == nil && d.ID != l.id {
		err = store.ErrDeleted
	}
	if err == nil && info.State.LastSeq == 0 {
		err = errors.New("its stream is being made")
	}
	return stream, info, err
}

// Append implements store.Log.
func (l *Log) Append(ctx context.Context, after store.Position, data []byte) (store.Position, error) {
	if err := store.CheckEntry(data); err != nil {
		return 0, err
	}
	message := append(make([]byte, 0, 1+len(data)), whole)
	var kept *writer
	if len(data) <= int(l.store.conn.MaxPayload())-room {
		message = append(message, data...)
	} else {
		// Else who is late would write it in vain.
		if head, err := l.Head(ctx); err != nil {
			return 0, err
		} else if head != after {
			return 0, store.LostRace(after, head)
		}
		kept = l.keep(ctx, after+1)
		if _, err := kept.Write(data); err != nil {
			return 0, err
		}
		if err := kept.flush(); err != nil {
			return 0, err
		}
		message = append(append(message[:0], pieces), kept.encode()...)
	}
	var at store.Position
	err := l.store.use(ctx, "append", func(ctx context.Context) error {
		ack, err := l.publish(ctx, entriesSubject(l.id), number(after), message)
		switch {
		case wrongLast(err):
			_, info, err := l.look(ctx)
			if err != nil {
				return err
			}
			return store.LostRace(after, positionOf(info.State.LastSeq))
		case errors.Is(err, jetstream.ErrNoStreamResponse):
			if _, _, gone := l.look(ctx); gone != nil {
				return gone
			}
			return err
		case err != nil:
			return err
		}
		at = positionOf(ack.Sequence)
		return nil
	})
	if err != nil {
		if kept != nil && errors.Is(err, store.ErrLostRace) {
			kept.forget()
		}
		return 0, err
	}
	l.store.tell(l.id)
	return at, nil
}

// publish publishes a message if another one is the last of the stream. The
// condition on the last one of a subject would not do: in a cluster, servers as
// old as 2.9 look at it before they know of the messages that are under way.
func (l *Log) publish(ctx context.Context, subject string, last uint64, data []byte) (*jetstream.PubAck, error) {
	return l.store.js.PublishMsg(ctx, &nats.Msg{Subject: subject, Data: data}, jetstream.WithExpectLastSequence(last))
}

// wrongLast tells whether another message was first.
func wrongLast(err error) bool {
	var refused *jetstream.APIError
	return errors.As(err, &refused) &&
		(refused.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequence || refused.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequenceConstant)
}

// Head implements store.Log.
func (l *Log) Head(ctx context.Context) (head store.Position, err error) {
	err = l.store.use(ctx, "ask for the head", func(ctx context.Context) error {
		_, info, err := l.look(ctx)
		if err == nil {
			head = positionOf(info.State.LastSeq)
		}
		return err
	})
	return head, err
}

// together is how many messages are asked for at once.
const together = 8

// Read implements store.Log.
func (l *Log) Read(ctx context.Context, after store.Position, most int) (entries []store.Entry, err error) {
	var stream jetstream.Stream
	var first, last store.Position
	err = l.store.use(ctx, "read", func(ctx context.Context) error {
		s, info, err := l.look(ctx)
		if err == nil {
			stream, first, last = s, positionOf(info.State.FirstSeq), positionOf(info.State.LastSeq)
		}
		return err
	})
	if err != nil || after >= last {
		return nil, err
	}
	if after+1 < first {
		return nil, store.Compacted(after, first-1)
	}
	if after == 0 {
		// Who begins has less to read of the snapshot than of the entries that it
		// leaves; these do as well while the stream of snapshots has no leader.
		newest, err := l.newestShot(ctx)
		if err != nil && !errors.Is(err, store.ErrUnavailable) {
			return nil, err
		}
		if newest.at > 0 {
			return nil, store.Compacted(0, newest.at)
		}
	}
	size := 0
	for at := after; at < last && len(entries) < most; {
		n := min(together, most-len(entries), int(last-at))
		messages, err := l.fetch(ctx, stream, at, n)
		if err != nil {
			return nil, err
		}
		for _, message := range messages {
			if size > store.MaxRead {
				return entries, nil
			}
			at++
			data, err := l.data(ctx, message)
			if err != nil {
				return nil, err
			}
			if size += len(data); size > store.MaxRead && len(entries) > 0 {
				return entries, nil
			}
			entries = append(entries, store.Entry{Position: at, Data: data})
		}
	}
	return entries, nil
}

// fetch reads the messages of n entries that are there.
func (l *Log) fetch(ctx context.Context, stream jetstream.Stream, after store.Position, n int) ([][]byte, error) {
	messages, errs := make([][]byte, n), make([]error, n)
	err := l.store.use(ctx, "read", func(ctx context.Context) error {
		var all sync.WaitGroup
		for i := range n {
			all.Go(func() { messages[i], errs[i] = l.message(ctx, stream, after+store.Position(i)+1) })
		}
		all.Wait()
		return errors.Join(errs...)
	})
	return messages, err
}

func (l *Log) message(ctx context.Context, stream jetstream.Stream, at store.Position) ([]byte, error) {
	message, err := stream.GetMsg(ctx, number(at))
	switch {
	case errors.Is(err, jetstream.ErrMsgNotFound):
		return nil, store.Compacted(at-1, at) // meanwhile
	case errors.Is(err, jetstream.ErrStreamNotFound) || err == nil && message.Subject != entriesSubject(l.id):
		return nil, store.ErrDeleted
	case err == nil && len(message.Data) == 0:
		return nil, fmt.Errorf("entry %d of the world %q has no bytes: somebody else wrote to its stream", at, l.world)
	case err != nil:
		return nil, err
	}
	return message.Data, nil
}

// data gives an entry's data, of its message or of the pieces that this tells.
func (l *Log) data(ctx context.Context, message []byte) ([]byte, error) {
	switch message[0] {
	case whole:
		return message[1:], nil
	case over:
		return nil, store.ErrDeleted
	}
	return io.ReadAll(&reader{ctx: ctx, log: l, numbers: decode(message[1:])})
}

// lookAgain is how often a wait looks by itself, for messages that were lost.
const lookAgain = 2 * time.Second

// Wait implements store.Log.
func (l *Log) Wait(ctx context.Context, after store.Position) error {
	for {
		told := l.store.waiting.Next(l.id)
		head, err := l.Head(ctx)
		if err != nil || head > after {
			return err
		}
		timer := time.NewTimer(lookAgain)
		select {
		case <-told:
		case <-timer.C:
		case <-ctx.Done():
		}
		timer.Stop()
	}
}
