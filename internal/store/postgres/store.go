package postgres

import (
	"context"
	"crypto/rand"
	bigendian "encoding/binary"
	"time"

	"github.com/cotalker/rolecall/internal/store"
)

// Store is a store in a database.
type Store struct {
	pool    *pool
	notices *notices
}

// Open opens the store in the database of a URL, and makes its tables where they
// are missing. The URL says all that libpq's say: several hosts, TLS (sslmode,
// sslrootcert), a password file. An error never holds the password.
func Open(ctx context.Context, address string) (*Store, error) {
	p, err := newPool(address)
	if err != nil {
		return nil, err
	}
	if err := p.makeTables(ctx); err != nil {
		p.close()
		return nil, err
	}
	return &Store{pool: p, notices: newNotices(p)}, nil
}

// drawn gives a number that nothing else has.
func drawn() int64 {
	var b [8]byte
	_, _ = rand.Read(b[:]) // it cannot fail
	return int64(bigendian.BigEndian.Uint64(b[:]) >> 1)
}

// Open implements store.Store.
func (s *Store) Open(ctx context.Context, world string, identity store.Identity) (store.Log, error) {
	if err := store.CheckName(world); err != nil {
		return nil, err
	}
	for {
		rows, err := s.pool.query(ctx, "open the world", `SELECT id, contract, format FROM rolecall_log WHERE name = $1`, binaryText(world))
		if err != nil {
			return nil, err
		}
		if len(rows) == 1 {
			have := store.Identity{Contract: string(rows[0][1]), Format: int(number(rows[0][2]))}
			if have != identity {
				return nil, &store.MismatchError{World: world, Have: have, Want: identity}
			}
			return &Log{pool: s.pool, notices: s.notices, id: number(rows[0][0])}, nil
		}
		_, err = s.pool.query(ctx, "begin the world", `INSERT INTO rolecall_log (id, name, contract, format) VALUES ($1, $2, $3, $4) ON CONFLICT (name) DO NOTHING`,
			drawn(), binaryText(world), identity.Contract, identity.Format)
		if err != nil && !failedWith(err, serializationFailure, uniqueViolation) {
			return nil, err
		}
	}
}

// Worlds implements store.Store.
func (s *Store) Worlds(ctx context.Context) ([]store.World, error) {
	var worlds []store.World
	err := s.pool.use(ctx, "list the worlds", func(ctx context.Context, c *connection) error {
		rows, _, err := c.query(ctx, `SELECT name, contract, format, head, CAST(extract(epoch FROM changed) * 1000 AS bigint) FROM rolecall_log ORDER BY name`,
			[]int16{1, 0, 0, 0, 0})
		for _, row := range rows {
			worlds = append(worlds, store.World{
				Name:     string(row[0]),
				Identity: store.Identity{Contract: string(row[1]), Format: int(number(row[2]))},
				Head:     position(row[3]),
				Changed:  time.UnixMilli(number(row[4])),
			})
		}
		return err
	})
	return worlds, err
}

// Close implements store.Store.
func (s *Store) Close() error {
	s.notices.close()
	s.pool.close()
	return nil
}

// transaction has what call does happen whole or not at all, and again where the
// database could not order it among others.
func (c *connection) transaction(ctx context.Context, call func() error) error {
	const tries = 5
	for try := 1; ; try++ {
		_, err := c.Exec(ctx, "BEGIN").ReadAll()
		if err == nil {
			err = call()
		}
		if err == nil {
			_, err = c.Exec(ctx, "COMMIT").ReadAll()
		} else if c.TxStatus() != 'I' && !c.IsClosed() {
			_, _ = c.Exec(ctx, "ROLLBACK").ReadAll() // what failed before matters more
		}
		if try == tries || !failedWith(err, serializationFailure, deadlock) {
			return err
		}
	}
}

func binaryText(text string) binary { return binary(text) }
