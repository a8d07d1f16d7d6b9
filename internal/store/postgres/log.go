package postgres

import (
	"context"
	"time"

	"github.com/cotalker/rolecall/internal/store"
)

// Log is the log of one world in the database.
type Log struct {
	pool    *pool
	notices *notices
	id      int64
}

// Append implements store.Log.
func (l *Log) Append(ctx context.Context, after store.Position, data []byte) (store.Position, error) {
	if err := store.CheckEntry(data); err != nil {
		return 0, err
	}
	err := l.pool.use(ctx, "append", func(ctx context.Context, c *connection) error {
		_, rows, err := c.query(ctx, `WITH l AS (UPDATE rolecall_log SET head = head + 1, changed = now() WHERE id = $1 AND head = $2 RETURNING id, head)
			INSERT INTO rolecall_entry (log, position, data) SELECT id, head, CAST($3 AS bytea) FROM l`, nil, l.id, after, binary(data))
		if err == nil && rows == 1 {
			return nil
		}
		if err != nil && !failedWith(err, serializationFailure, deadlock, uniqueViolation) {
			return err
		}
		head, err := l.head(ctx, c)
		if err != nil {
			return err
		}
		return store.LostRace(after, head)
	})
	if err != nil {
		return 0, err
	}
	l.notices.tell(l.id)
	return after + 1, nil
}

// Head implements store.Log.
func (l *Log) Head(ctx context.Context) (head store.Position, err error) {
	err = l.pool.use(ctx, "ask for the head", func(ctx context.Context, c *connection) error {
		head, err = l.head(ctx, c)
		return err
	})
	return head, err
}

func (l *Log) head(ctx context.Context, c *connection) (store.Position, error) {
	rows, _, err := c.query(ctx, `SELECT head FROM rolecall_log WHERE id = $1`, nil, l.id)
	if err != nil {
		return 0, err
	}
	if len(rows) == 0 {
		return 0, store.ErrDeleted
	}
	return position(rows[0][0]), nil
}

// Read implements store.Log. The running sum bounds what the database sends.
func (l *Log) Read(ctx context.Context, after store.Position, most int) (entries []store.Entry, err error) {
	err = l.pool.use(ctx, "read", func(ctx context.Context, c *connection) error {
		rows, _, err := c.query(ctx, `SELECT l.snapshot, e.position, e.data FROM rolecall_log l LEFT JOIN (
				SELECT position, data FROM (
					SELECT position, data, sum(length(data)) OVER (ORDER BY position ROWS UNBOUNDED PRECEDING) AS total FROM (
						SELECT position, data FROM rolecall_entry WHERE log = $1 AND position > $2 ORDER BY position LIMIT $3) a
					) b WHERE total <= $4 OR total = length(data)
				) e ON true WHERE l.id = $1 ORDER BY e.position`, []int16{0, 0, 1}, l.id, after, most, store.MaxRead)
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			return store.ErrDeleted
		}
		if snapshot := position(rows[0][0]); after < snapshot {
			return store.Compacted(after, snapshot)
		}
		for _, row := range rows {
			if row[1] != nil {
				entries = append(entries, store.Entry{Position: position(row[1]), Data: row[2]})
			}
		}
		return nil
	})
	return entries, err
}

// How often a wait looks by itself: where there are notices, for those that were
// lost; and where there are none.
const (
	lookWithNotices = 5 * time.Second
	lookWithout     = 200 * time.Millisecond
)

// Wait implements store.Log.
func (l *Log) Wait(ctx context.Context, after store.Position) error {
	for {
		told, heard := l.notices.next(l.id)
		head, err := l.Head(ctx)
		if err != nil || head > after {
			return err
		}
		look := lookWithout
		if heard {
			look = lookWithNotices
		}
		timer := time.NewTimer(look)
		select {
		case <-told:
		case <-timer.C:
		case <-ctx.Done():
		}
		timer.Stop()
	}
}
