package nats

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/cotalker/rolecall/internal/store"
)

func (l *Log) newest() string { return "rolecall." + l.id + ".kept.newest" }

func (l *Log) piecesSubject(tail string) string { return "rolecall." + l.id + ".kept.pieces." + tail }

// writer keeps data in pieces, of an entry or of a snapshot of a position.
type writer struct {
	ctx     context.Context // of the call that keeps it
	log     *Log
	tail    string // of the subject
	numbers []uint64
	piece   []byte
}

func (l *Log) keep(ctx context.Context, at store.Position) *writer {
	return &writer{ctx: ctx, log: l, tail: fmt.Sprintf("%d.%s", at, strings.ToLower(rand.Text()))}
}

func (w *writer) Write(p []byte) (int, error) {
	written, size := len(p), int(w.log.store.conn.MaxPayload())-room
	for len(p) > 0 {
		n := min(len(p), max(size-len(w.piece), 0))
		w.piece, p = append(w.piece, p[:n]...), p[n:]
		if len(w.piece) >= size {
			if err := w.flush(); err != nil {
				return 0, err
			}
		}
	}
	return written, nil
}

func (w *writer) flush() error {
	if len(w.piece) == 0 {
		return nil
	}
	err := w.log.store.use(w.ctx, "keep a piece", func(ctx context.Context) error {
		ack, err := w.log.store.js.Publish(ctx, w.log.piecesSubject(w.tail), w.piece)
		if errors.Is(err, jetstream.ErrNoStreamResponse) {
			if _, _, gone := w.log.look(ctx); gone != nil {
				return gone
			}
		}
		if err == nil {
			w.numbers = append(w.numbers, ack.Sequence)
		}
		return err
	})
	w.piece = w.piece[:0]
	return err
}

// forget lets go of the pieces, if it can now; the next snapshot does else.
func (w *writer) forget() {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(w.ctx), time.Second)
	defer cancel()
	if stream, err := w.log.store.js.Stream(ctx, keptPrefix+w.log.id); err == nil {
		_ = w.log.remove(ctx, stream, w.numbers)
	}
}

// reader reads pieces one by one.
type reader struct {
	ctx     context.Context // of the call that opened it
	log     *Log
	numbers []uint64
	piece   bytes.Reader
}

func (r *reader) Read(p []byte) (int, error) {
	for r.piece.Len() == 0 {
		if len(r.numbers) == 0 {
			return 0, io.EOF
		}
		err := r.log.store.use(r.ctx, "read a piece", func(ctx context.Context) error {
			data, err := r.log.get(ctx, r.numbers[0])
			if err == nil {
				r.piece.Reset(data)
			}
			return err
		})
		if err != nil {
			return 0, err
		}
		r.numbers = r.numbers[1:]
	}
	return r.piece.Read(p)
}

func (r *reader) Close() error { return nil }

// get reads one piece.
func (l *Log) get(ctx context.Context, number uint64) ([]byte, error) {
	stream, err := l.store.js.Stream(ctx, keptPrefix+l.id)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		return nil, store.ErrDeleted
	}
	if err != nil {
		return nil, err
	}
	message, err := stream.GetMsg(ctx, number)
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return nil, fmt.Errorf("read a piece: %w", store.ErrCompacted)
	}
	if err != nil {
		return nil, err
	}
	return message.Data, nil
}

// shot is a snapshot: its position, and its pieces' subject and numbers.
type shot struct {
	at      store.Position
	tail    string
	numbers []uint64
	number  uint64 // of the message that says so
	last    uint64 // the number of the stream's last message, when this was looked up
}

// lastShot reads which snapshot is the newest; none is the zero value.
func (l *Log) lastShot(ctx context.Context) (shot, error) {
	if _, _, err := l.look(ctx); err != nil {
		return shot{}, err
	}
	stream, err := l.store.js.Stream(ctx, keptPrefix+l.id)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		return shot{}, store.ErrDeleted
	}
	if err != nil {
		return shot{}, err
	}
	last := stream.CachedInfo().State.LastSeq
	message, err := stream.GetLastMsgForSubject(ctx, l.newest())
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return shot{last: last}, nil
	}
	if err != nil {
		return shot{}, err
	}
	tail, where, _ := bytes.Cut(message.Data, []byte{0})
	return shot{tailPosition(string(tail)), string(tail), decode(where), message.Sequence, last}, nil
}

// tailPosition reads the position from the tail of a subject of pieces.
func tailPosition(tail string) store.Position {
	digits, _, _ := strings.Cut(tail, ".")
	n, _ := strconv.ParseUint(digits, 10, 64) // 0 is of nothing
	return store.Position(n)
}

// encode tells where pieces are: how many, and their numbers in the stream.
func (w *writer) encode() []byte {
	b := binary.AppendUvarint(nil, uint64(len(w.numbers)))
	for _, number := range w.numbers {
		b = binary.AppendUvarint(b, number)
	}
	return b
}

// decode reads what encode wrote; what is not such is no numbers.
func decode(b []byte) []uint64 {
	n, size := binary.Uvarint(b)
	if size <= 0 || n > uint64(len(b)) {
		return nil
	}
	numbers := make([]uint64, 0, n)
	for b = b[size:]; len(numbers) < int(n); b = b[size:] {
		var number uint64
		if number, size = binary.Uvarint(b); size <= 0 {
			return nil
		}
		numbers = append(numbers, number)
	}
	return numbers
}
