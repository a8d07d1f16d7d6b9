package postgres

import (
	"context"
	"time"
)

// Delete implements store.Store.
func (s *Store) Delete(ctx context.Context, world string) error {
	_, err := s.delete(ctx, "delete the world", `name = $1`, binaryText(world))
	return err
}

// delete deletes a world if a condition holds, and tells whether it did.
func (s *Store) delete(ctx context.Context, action, condition string, parameters ...any) (bool, error) {
	var id int64
	err := s.pool.use(ctx, action, func(ctx context.Context, c *connection) error {
		return c.transaction(ctx, func() error {
			// The log goes first: this waits for an append that is under way, and
			// those that come later find no log.
			id = 0
			rows, _, err := c.query(ctx, `DELETE FROM rolecall_log WHERE `+condition+` RETURNING id`, nil, parameters...)
			if err != nil || len(rows) == 0 {
				return err
			}
			id = number(rows[0][0])
			if _, _, err = c.query(ctx, `DELETE FROM rolecall_entry WHERE log = $1`, nil, id); err == nil {
				_, _, err = c.query(ctx, `DELETE FROM rolecall_snapshot WHERE log = $1`, nil, id)
			}
			return err
		})
	})
	if err == nil && id != 0 {
		s.notices.tell(id)
	}
	return err == nil && id != 0, err
}

// Touch implements store.Store.
func (s *Store) Touch(ctx context.Context, world string) error {
	_, err := s.pool.query(ctx, "touch the world", `UPDATE rolecall_log SET changed = now() WHERE name = $1`, binaryText(world))
	return err
}

// Expire implements store.Store. Whether a world is in use is looked at again by
// the statement that deletes it.
func (s *Store) Expire(ctx context.Context, idle time.Duration, spared string) (gone []string, err error) {
	const unused = `changed < now() - CAST($2 AS bigint) * interval '1 microsecond'`
	const action = "let worlds expire"
	var names [][][]byte
	err = s.pool.use(ctx, action, func(ctx context.Context, c *connection) (err error) {
		names, _, err = c.query(ctx, `SELECT name FROM rolecall_log WHERE name <> $1 AND `+unused, []int16{1}, binaryText(spared), idle.Microseconds())
		return err
	})
	for _, row := range names {
		name := string(row[0])
		deleted, err := s.delete(ctx, action, `name = $1 AND `+unused, binaryText(name), idle.Microseconds())
		if err != nil {
			return gone, err
		}
		if deleted {
			gone = append(gone, name)
		}
	}
	return gone, err
}
