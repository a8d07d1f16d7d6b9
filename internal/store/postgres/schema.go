package postgres

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// version is that of the tables. Another one is refused.
const version = 1

// The tables. A log's number is drawn, and never given again: who still has a
// deleted log finds none, even if there is another of its name. Of snapshots the
// last two are kept, so that who reads one when the next is taken can end.
var tables = []string{
	`CREATE TABLE IF NOT EXISTS rolecall_log (
		id bigint PRIMARY KEY,
		name bytea NOT NULL UNIQUE,
		contract text NOT NULL,
		format bigint NOT NULL,
		head bigint NOT NULL DEFAULT 0,
		changed timestamptz NOT NULL DEFAULT now(),
		snapshot bigint NOT NULL DEFAULT 0,
		snapshot_id bigint NOT NULL DEFAULT 0,
		snapshot_pieces bigint NOT NULL DEFAULT 0,
		previous_id bigint NOT NULL DEFAULT 0)`,
	`CREATE TABLE IF NOT EXISTS rolecall_entry (
		log bigint NOT NULL,
		position bigint NOT NULL,
		data bytea NOT NULL,
		PRIMARY KEY (log, position))`,
	`CREATE TABLE IF NOT EXISTS rolecall_snapshot (
		log bigint NOT NULL,
		id bigint NOT NULL,
		piece bigint NOT NULL,
		written timestamptz NOT NULL DEFAULT now(),
		data bytea NOT NULL,
		PRIMARY KEY (log, id, piece))`,
	`CREATE TABLE IF NOT EXISTS rolecall_store (version bigint PRIMARY KEY)`,
	`INSERT INTO rolecall_store (version) VALUES (` + strconv.Itoa(version) + `) ON CONFLICT DO NOTHING`,
}

// makeTables makes what is missing. Several may do so at once: some then fail
// over what another has just made, and look again.
func (p *pool) makeTables(ctx context.Context) error {
	const tries = 10
	for try := 1; ; try++ {
		err := p.checkVersion(ctx)
		if !failedWith(err, undefinedTable) {
			return err
		}
		for _, table := range tables {
			if err = p.run(ctx, "make the tables", table); err != nil {
				break
			}
		}
		if err != nil && (try == tries || !failedWith(err, uniqueViolation, duplicateTable, duplicateObject, serializationFailure, objectInUse)) {
			return fmt.Errorf("%w (the user of the URL must be allowed to create tables, or somebody who is makes them first)", err)
		}
	}
}

func (p *pool) checkVersion(ctx context.Context) error {
	rows, err := p.query(ctx, "look for the tables", `SELECT version FROM rolecall_store ORDER BY version DESC LIMIT 1`)
	if err != nil {
		return err
	}
	if len(rows) == 1 && string(rows[0][0]) != strconv.Itoa(version) {
		return fmt.Errorf("open the store: its tables have version %s; this rolecall knows %d: use one of its time, or another database", rows[0][0], version)
	}
	if len(rows) == 0 { // its making was cut short
		return p.run(ctx, "make the tables", tables[len(tables)-1])
	}
	return nil
}

// Codes of errors, of the standard's tables of SQLSTATE.
const (
	undefinedTable       = "42P01"
	duplicateTable       = "42P07"
	duplicateObject      = "42710"
	uniqueViolation      = "23505"
	serializationFailure = "40001"
	deadlock             = "40P01"
	objectInUse          = "55006"
)

func failedWith(err error, codes ...string) bool {
	refused, is := errors.AsType[*pgconn.PgError](err)
	return is && slices.Contains(codes, refused.Code)
}

// unsupported tells whether a database does not know what was asked of it.
func unsupported(err error) bool {
	var failure *pgconn.PgError
	return errors.As(err, &failure) && (strings.HasPrefix(failure.Code, "0A") || strings.HasPrefix(failure.Code, "42"))
}
