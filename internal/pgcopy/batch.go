package pgcopy

import (
	"context"
	"io"

	"github.com/cotalker/rolecall/internal/inorder"
)

// usualBatch is how many bytes of rows one transaction takes: large enough that
// its commit costs nothing beside, small enough that what a kill loses is made
// again in a second.
const usualBatch = 16 << 20

// rowStream hands the rows that makers make to COPY, a batch after another.
type rowStream struct {
	ctx    context.Context
	pieces chan inorder.Piece // to the reader
	free   chan struct{}      // from the reader: it is done with the last one
	ended  chan struct{}      // closed after the last piece
	err    error              // why it ended, to be read then

	at    uint64 // the first record of the part that was not read
	to    uint64 // that behind the piece in hand
	rest  []byte // of the piece in hand
	held  bool
	batch int // bytes of the batch
	most  int // past which it ends
}

// newRowStream begins to make the rows from..to-1 of a table. When its context ends,
// so do the pieces.
func newRowStream(ctx context.Context, t *table, from, to uint64, o Options) *rowStream {
	s := &rowStream{ctx: ctx, pieces: make(chan inorder.Piece), free: make(chan struct{}), ended: make(chan struct{}), at: from, most: o.Batch}
	go func() {
		defer close(s.ended)
		s.err = inorder.Run(ctx, from, to, o.Jobs, t.maker, func(p inorder.Piece) error {
			select {
			case s.pieces <- p:
			case <-ctx.Done():
				return context.Cause(ctx)
			}
			select {
			case <-s.free:
				return nil
			case <-ctx.Done():
				return context.Cause(ctx)
			}
		})
	}()
	return s
}

// next begins a batch. It is false where there are no more rows.
func (s *rowStream) next() (bool, error) {
	s.batch = 0
	return s.take()
}

// take waits for a piece, and is false where there is none any more. That the
// context has ended is no error: what was read is whole rows.
func (s *rowStream) take() (bool, error) {
	select {
	case p := <-s.pieces:
		s.rest, s.to, s.held = p.Text, p.To, true
		return true, nil
	case <-s.ended:
		if s.ctx.Err() != nil {
			return false, nil
		}
		return false, s.err
	}
}

// Read reads the rows of a batch.
func (s *rowStream) Read(dst []byte) (int, error) {
	for len(s.rest) == 0 {
		if s.held {
			s.at, s.held = s.to, false
			select {
			case s.free <- struct{}{}:
			case <-s.ended:
			}
		}
		if s.batch >= s.most {
			return 0, io.EOF
		}
		if more, err := s.take(); err != nil {
			return 0, err
		} else if !more {
			return 0, io.EOF
		}
	}
	n := copy(dst, s.rest)
	s.rest = s.rest[n:]
	s.batch += n
	return n, nil
}
