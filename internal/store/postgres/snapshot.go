package postgres

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"github.com/cotalker/rolecall/internal/store"
)

// pieceSize is how many bytes of a snapshot a row has.
const pieceSize = 1 << 20

// Snapshot implements store.Log.
func (l *Log) Snapshot(ctx context.Context) (store.Position, io.ReadCloser, error) {
	rows, err := l.pool.query(ctx, "open the snapshot", `SELECT snapshot, snapshot_id, snapshot_pieces FROM rolecall_log WHERE id = $1`, l.id)
	if err != nil {
		return 0, nil, err
	}
	if len(rows) == 0 {
		return 0, nil, store.ErrDeleted
	}
	r := &snapshotReader{ctx: ctx, log: l, id: number(rows[0][1]), pieces: number(rows[0][2])}
	return position(rows[0][0]), r, nil
}

// snapshotReader reads a snapshot piece by piece.
type snapshotReader struct {
	ctx    context.Context // of the call that opened it
	log    *Log
	id     int64
	pieces int64
	next   int64
	piece  bytes.Reader
}

func (r *snapshotReader) Read(p []byte) (int, error) {
	for r.piece.Len() == 0 {
		if r.next == r.pieces {
			return 0, io.EOF
		}
		var rows [][][]byte
		err := r.log.pool.use(r.ctx, "read the snapshot", func(ctx context.Context, c *connection) (err error) {
			rows, _, err = c.query(ctx, `SELECT data FROM rolecall_snapshot WHERE log = $1 AND id = $2 AND piece = $3`, []int16{1}, r.log.id, r.id, r.next)
			return err
		})
		if err != nil {
			return 0, err
		}
		if len(rows) == 0 {
			return 0, fmt.Errorf("read the snapshot: %w", store.ErrCompacted)
		}
		r.piece.Reset(rows[0][0])
		r.next++
	}
	return r.piece.Read(p)
}

func (r *snapshotReader) Close() error { return nil }

// Compact implements store.Log.
func (l *Log) Compact(ctx context.Context, at store.Position, write func(io.Writer) error) error {
	rows, err := l.pool.query(ctx, "compact", `SELECT head, snapshot, previous_id FROM rolecall_log WHERE id = $1`, l.id)
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		return store.ErrDeleted
	}
	if head := position(rows[0][0]); at > head {
		return store.NotReached(at, head)
	}
	if at <= position(rows[0][1]) {
		return nil
	}
	w := &snapshotWriter{ctx: ctx, log: l, id: drawn()}
	if err = write(w); err == nil {
		err = w.flush()
	}
	adopted := false
	if err == nil {
		adopted, err = l.adopt(ctx, at, w)
	}
	if !adopted {
		// Where the answer was lost, it may have been adopted all the same.
		_, forgotten := l.pool.query(ctx, "forget the snapshot", `DELETE FROM rolecall_snapshot WHERE log = $1 AND id = $2
			AND NOT EXISTS (SELECT 1 FROM rolecall_log WHERE rolecall_log.id = $1 AND snapshot_id = $2)`, l.id, w.id)
		if err == nil {
			err = forgotten
		}
		return err
	}
	return l.prune(ctx, number(rows[0][2]))
}

// adopt makes pieces the snapshot, unless there is one as new, or the log is gone.
func (l *Log) adopt(ctx context.Context, at store.Position, w *snapshotWriter) (adopted bool, err error) {
	rows := int64(0)
	err = l.pool.use(ctx, "keep the snapshot", func(ctx context.Context, c *connection) error {
		return c.transaction(ctx, func() (err error) {
			_, rows, err = c.query(ctx, `UPDATE rolecall_log SET snapshot = $2, previous_id = snapshot_id, snapshot_id = $3, snapshot_pieces = $4
				WHERE id = $1 AND snapshot < $2 AND (SELECT count(*) FROM rolecall_snapshot WHERE log = $1 AND id = $3) = $4`, nil, l.id, at, w.id, w.pieces)
			return err
		})
	})
	return rows == 1, err
}

// prune deletes what the snapshot has taken the place of: entries, the snapshot
// before the last, and what is left of those that were never adopted. A process
// that takes so long over one that it looks left over finds pieces missing, and
// then it is not adopted.
func (l *Log) prune(ctx context.Context, superseded int64) error {
	return l.pool.use(ctx, "let go of entries", func(ctx context.Context, c *connection) error {
		for deleted := int64(batch); deleted == batch; {
			var err error
			_, deleted, err = c.query(ctx, `DELETE FROM rolecall_entry WHERE log = $1 AND position IN (
				SELECT e.position FROM rolecall_entry e JOIN rolecall_log l ON l.id = e.log WHERE e.log = $1 AND e.position <= l.snapshot
				ORDER BY e.position LIMIT $2)`, nil, l.id, batch)
			if err != nil {
				return err
			}
		}
		_, _, err := c.query(ctx, `DELETE FROM rolecall_snapshot WHERE log = $1 AND (id = $2 OR written < now() - interval '1 hour')
			AND NOT EXISTS (SELECT 1 FROM rolecall_log WHERE rolecall_log.id = $1 AND rolecall_snapshot.id IN (snapshot_id, previous_id))`, nil, l.id, superseded)
		return err
	})
}

// batch is how many entries one statement deletes.
const batch = 5000

// snapshotWriter writes pieces.
type snapshotWriter struct {
	ctx    context.Context // of the call that compacts
	log    *Log
	id     int64
	pieces int64
	piece  []byte
}

func (w *snapshotWriter) Write(p []byte) (int, error) {
	written := len(p)
	for len(p) > 0 {
		n := min(len(p), pieceSize-len(w.piece))
		w.piece, p = append(w.piece, p[:n]...), p[n:]
		if len(w.piece) == pieceSize {
			if err := w.flush(); err != nil {
				return 0, err
			}
		}
	}
	return written, nil
}

func (w *snapshotWriter) flush() error {
	if len(w.piece) == 0 {
		return nil
	}
	_, err := w.log.pool.query(w.ctx, "write the snapshot", `INSERT INTO rolecall_snapshot (log, id, piece, data) VALUES ($1, $2, $3, $4)`,
		w.log.id, w.id, w.pieces, binary(w.piece))
	w.pieces, w.piece = w.pieces+1, w.piece[:0]
	return err
}
