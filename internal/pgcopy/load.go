package pgcopy

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/internal/inorder"
	"github.com/jackc/pgx/v5/pgconn"
)

// Options say how a set is loaded.
type Options struct {
	Recipe string // names what the records are made of: the same for the same records
	Shard  fixtures.Shard
	Jobs   int  // cores that make records at once
	Batch  int  // bytes of rows in a transaction, about; 0 for 16 MiB
	Resume bool // go on where an earlier load of the same records was ended

	Began func(total, earlier uint64) // called once, with the records of the shard and those that an earlier load has loaded
	Wrote func(records uint64)        // called after each batch with the number of its records
}

// Result is what a load has come to.
type Result struct {
	Loaded, Earlier uint64 // records, by this load and by an earlier one
	Total           uint64 // of the shard
}

// StoppedError is a load that was ended by its context, with all that it has
// loaded in the table.
type StoppedError struct{ Result }

func (e *StoppedError) Error() string {
	return fmt.Sprintf("stopped with %d of %d records in the database; the same line with --resume goes on there", e.Loaded+e.Earlier, e.Total)
}

// stopPatience is how long a batch may take to end once it is to stop.
const stopPatience = 10 * time.Second

// load is one load.
type load struct {
	*Target
	Options
	db     *pgconn.PgConn
	tables []*table
	note   *note
	result Result
}

// Load loads a set, or a shard of it, into tables that there are: that of the
// target for the last collection of the set, and tables of their names for others.
// When ctx ends it ends the batch in good order; the error is a StoppedError. An
// AwayError tells of a database that is not there.
func Load(ctx context.Context, t *Target, set *fixtures.Set, main string, o Options) (Result, error) {
	for _, part := range set.Parts {
		if err := part.Table.Flat(); err != nil {
			return Result{}, err
		}
	}
	if o.Batch <= 0 {
		o.Batch = usualBatch
	}
	l := &load{Target: t, Options: o}
	// The database hears of the end only where the batch does not end by itself.
	patient, giveUp := context.WithCancel(context.WithoutCancel(ctx))
	defer giveUp()
	defer context.AfterFunc(ctx, func() { time.AfterFunc(stopPatience, giveUp) })()
	err := l.run(ctx, patient, set, main)
	if ctx.Err() != nil && (err == nil || patient.Err() != nil) && l.result.Loaded+l.result.Earlier < l.result.Total {
		err = &StoppedError{l.result}
	}
	return l.result, err
}

func (l *load) run(ctx, patient context.Context, set *fixtures.Set, main string) error {
	db, err := pgconn.ConnectConfig(ctx, l.config)
	if err != nil {
		return l.fault("connecting to the database", err)
	}
	l.db = db
	defer func() {
		closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		_ = db.Close(closing) // all that matters was committed
	}()
	for _, part := range set.Parts {
		found, err := l.lookUp(ctx, db, part, part.Table.Name == main)
		if err != nil {
			return err
		}
		l.tables = append(l.tables, found)
	}
	from, to := l.Shard.Of(set.Size())
	l.result.Total = to - from
	if err := l.start(ctx, from, to); err != nil {
		return err
	}
	l.result.Earlier = l.note.done - from
	if l.Began != nil {
		l.Began(l.result.Total, l.result.Earlier)
	}
	first := uint64(0) // of the table, in the set
	for _, t := range l.tables {
		end := first + t.part.Count
		if begin := max(l.note.done, first); begin < min(to, end) {
			if err := l.fill(ctx, patient, t, first, begin-first, min(to, end)-first); err != nil || ctx.Err() != nil {
				return err
			}
		}
		first = end
	}
	return nil
}

// start reads how far an earlier load of the same records was, or notes that one
// begins.
func (l *load) start(ctx context.Context, from, to uint64) error {
	var names, ids []string
	for _, t := range l.tables {
		names, ids = append(names, t.name), append(ids, t.id)
	}
	sum := sha256.Sum256([]byte(strings.Join(append([]string{l.Recipe, l.Shard.String()}, names...), "\n")))
	l.note = &note{target: l.Target, load: hex.EncodeToString(sum[:]), tables: strings.Join(ids, ","), done: from}
	for range mostBeginnings {
		there, earlier, err := l.note.open(ctx, l.db)
		if err != nil {
			return err
		}
		if there && earlier.tables == l.note.tables && earlier.done > from && earlier.done <= to {
			held, err := l.holds(ctx, earlier.done-1)
			if err != nil {
				return l.fault("looking for the rows of an earlier load", err)
			}
			if held {
				return l.resume(earlier, to)
			}
		}
		if began, err := l.note.begin(ctx, l.db, earlier); began || err != nil {
			return err
		}
	}
	return errOther
}

// mostBeginnings is how often a load begins while others move its note.
const mostBeginnings = 10

// holds tells whether a record of the set is in its table.
func (l *load) holds(ctx context.Context, at uint64) (bool, error) {
	for _, t := range l.tables {
		if at < t.part.Count {
			return t.holds(ctx, l.db, at)
		}
		at -= t.part.Count
	}
	return false, nil
}

func (l *load) resume(earlier *note, to uint64) error {
	forget := fmt.Sprintf("DELETE FROM %s WHERE load = '%s'", l.note.table(), l.note.load)
	switch {
	case l.Resume:
		l.note.done = earlier.done
		return nil
	case earlier.done == to:
		return fmt.Errorf("these records are in %s already; other ones come with --seed or --from, and %s has them loaded again", l, forget)
	}
	return fmt.Errorf("an earlier load of these records was ended at %d of %d; --resume goes on there, and %s forgets it", l.result.Total-(to-earlier.done), l.result.Total, forget)
}

// fill loads the records from..to-1 of a table, whose first is the set's at first.
func (l *load) fill(ctx, patient context.Context, t *table, first, from, to uint64) error {
	making, stop := context.WithCancel(ctx)
	stream := newRowStream(making, t, from, to, l.Options)
	defer func() { stop(); <-stream.ended }()
	rows, err := t.rows()
	if err != nil {
		return err
	}
	var columns []string
	for _, name := range rows.Columns() {
		columns = append(columns, fixtures.Identifier(name))
	}
	statement := "COPY " + t.name + " (" + strings.Join(columns, ", ") + ") FROM STDIN"
	for {
		more, err := stream.next()
		if err != nil || !more {
			return err
		}
		begin := stream.at
		err = l.batch(patient, statement, stream, first)
		switch {
		case err == nil:
		case errors.Is(err, errOther):
			return err
		case patient.Err() != nil:
			return &AwayError{errors.New("the database did not end its batch in time")}
		default:
			return l.rowFault(t.name, begin, err)
		}
		l.note.done = first + stream.at
		l.result.Loaded += stream.at - begin
		if l.Wrote != nil {
			l.Wrote(stream.at - begin)
		}
	}
}

// batch is one transaction. An error leaves it to the end of the connection.
func (l *load) batch(ctx context.Context, statement string, rows *rowStream, first uint64) error {
	if err := execute(ctx, l.db, "BEGIN"); err != nil {
		return err
	}
	if _, err := l.db.CopyFrom(ctx, rows, statement); err != nil {
		return err
	}
	if err := l.note.move(ctx, l.db, first+rows.at); err != nil {
		return err
	}
	return execute(ctx, l.db, "COMMIT")
}

// maker makes rows of the table.
func (t *table) maker() (inorder.Maker, error) {
	rows, err := t.rows()
	if err != nil {
		return nil, err
	}
	return func(dst []byte, from, to uint64) ([]byte, error) {
		nth := from
		for text, err := range t.part.After(from) {
			if err == nil {
				dst, err = rows.Append(dst, text)
			}
			if err != nil {
				return dst, fmt.Errorf("record %d of %s: %w", nth, t.part.Table.Name, err)
			}
			if nth++; nth == to {
				return dst, nil
			}
		}
		return dst, fmt.Errorf("%s end at record %d, and are %d by their count", t.part.Table.Name, nth, t.part.Count)
	}, nil
}
