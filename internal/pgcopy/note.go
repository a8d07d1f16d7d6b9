package pgcopy

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/jackc/pgx/v5/pgconn"
)

// noteTable is where loads note how far they are, in the schema of the target.
const noteTable = "rolecall_fixtures"

// note is what is noted of one load.
type note struct {
	target *Target
	load   string // names the load: what is loaded where, and which shard
	tables string // the tables' ids in the database
	done   uint64 // records, from the set's first on
}

func (n *note) table() string { return n.target.qualified(noteTable) }

// open makes the table of notes where there is none, and reads the load's note.
// It tells whether there was one.
func (n *note) open(ctx context.Context, db *pgconn.PgConn) (bool, *note, error) {
	found, err := query(ctx, db, "SELECT to_regclass($1) IS NOT NULL", n.table())
	if err == nil && found[0][0] != "t" {
		definition := "CREATE TABLE IF NOT EXISTS " + n.table() + " (load text PRIMARY KEY, tables text NOT NULL, done bigint NOT NULL, changed timestamptz NOT NULL DEFAULT now())"
		if err = execute(ctx, db, definition); failedWith(err, "23505", "42P07") {
			err = nil // another load has made it at the same moment
		}
		if err != nil {
			return false, nil, n.target.fault("making the table in which a load notes how far it is ("+definition+")", err)
		}
	}
	if err != nil {
		return false, nil, n.target.fault("looking for "+n.table(), err)
	}
	rows, err := query(ctx, db, "SELECT tables, done FROM "+n.table()+" WHERE load = $1", n.load)
	if err != nil {
		return false, nil, n.target.fault("reading how far the load is", err)
	}
	if len(rows) == 0 {
		return false, nil, nil
	}
	done, err := strconv.ParseUint(rows[0][1], 10, 62)
	if err != nil {
		return false, nil, fmt.Errorf("the note in %s is not one of rolecall: %q records are done", n.table(), rows[0][1])
	}
	return true, &note{n.target, n.load, rows[0][0], done}, nil
}

// begin notes that nothing is loaded yet, where the note is as it was read, nil for none.
// It is false where another load has written it since: to begin anew would forget the
// rows that it notes.
func (n *note) begin(ctx context.Context, db *pgconn.PgConn, was *note) (bool, error) {
	statement := "INSERT INTO " + n.table() + " (load, tables, done) VALUES ($1, $2, $3) ON CONFLICT (load) DO NOTHING RETURNING done"
	values := []string{n.load, n.tables, fmt.Sprint(n.done)}
	if was != nil {
		statement = "UPDATE " + n.table() + " SET tables = $2, done = $3, changed = now() WHERE load = $1 AND tables = $4 AND done = $5 RETURNING done"
		values = append(values, was.tables, fmt.Sprint(was.done))
	}
	noted, err := query(ctx, db, statement, values...)
	if err != nil {
		return false, n.target.fault("noting that a load begins", err)
	}
	return len(noted) == 1, nil
}

var errOther = errors.New("another process loads the same records at the same time; let one of them end, and run this one again with --resume")

// move notes, in the transaction of a batch, that the load is further. It fails
// where somebody else has moved it.
func (n *note) move(ctx context.Context, db *pgconn.PgConn, to uint64) error {
	result := db.ExecParams(ctx, "UPDATE "+n.table()+" SET done = $1, changed = now() WHERE load = $2 AND done = $3",
		[][]byte{[]byte(fmt.Sprint(to)), []byte(n.load), []byte(fmt.Sprint(n.done))}, nil, nil, nil).Read()
	if result.Err != nil {
		return result.Err
	}
	if result.CommandTag.RowsAffected() != 1 {
		return errOther
	}
	return nil
}

func failedWith(err error, codes ...string) bool {
	refused, is := errors.AsType[*pgconn.PgError](err)
	return is && slices.Contains(codes, refused.Code)
}
