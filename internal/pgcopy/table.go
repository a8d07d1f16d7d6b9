package pgcopy

import (
	"context"
	"fmt"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/jackc/pgx/v5/pgconn"
)

// table is one of a set's, with the table of the database that it goes to.
type table struct {
	part fixtures.Part
	name string // as SQL has it
	id   string // of the table in the database: another one where it was made anew
	cut  []fixtures.DatabaseColumn
}

// lookUp finds the table of a part, and whether the records fit it.
func (t *Target) lookUp(ctx context.Context, db *pgconn.PgConn, part fixtures.Part, main bool) (*table, error) {
	out := &table{part: part, name: t.nameOf(part.Table.Name, main)}
	rows, err := query(ctx, db, `SELECT a.attname, t.typname, a.attnotnull AND NOT a.atthasdef AND a.attidentity = '', a.attrelid
		FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
		WHERE a.attrelid = to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND a.attidentity <> 'a'
		ORDER BY a.attnum`, out.name)
	if err != nil {
		return nil, t.fault("looking at the table "+out.name, err)
	}
	if len(rows) == 0 {
		definition, err := part.Table.Definition(out.name)
		if err != nil {
			return nil, err
		}
		return nil, fmt.Errorf("there is no table %s in %s; make it, as here or in a way of your own, and load again:\n\n%s", out.name, t, definition)
	}
	for _, row := range rows {
		out.cut = append(out.cut, fixtures.DatabaseColumn{Name: row[0], Type: row[1], Needed: row[2] == "t"})
		out.id = row[3]
	}
	if _, err := out.rows(); err != nil {
		return nil, fmt.Errorf("the table %s of %s does not fit: %w", out.name, t, err)
	}
	return out, nil
}

// rows writes the table's rows, for one goroutine.
func (t *table) rows() (*fixtures.Rows, error) { return t.part.Table.Rows(t.cut) }

// holds tells whether the nth record is in the table; true where nobody can say,
// for the records have no ids.
func (t *table) holds(ctx context.Context, db *pgconn.PgConn, nth uint64) (bool, error) {
	rows, err := t.rows()
	if err != nil {
		return false, err
	}
	for text, err := range t.part.After(nth) {
		if err != nil {
			return false, err
		}
		column, key, err := rows.Key(text)
		if err != nil || column == "" {
			return err == nil, err
		}
		found, err := query(ctx, db, "SELECT 1 FROM "+t.name+" WHERE "+fixtures.Identifier(column)+" = $1 LIMIT 1", key)
		return len(found) > 0, err
	}
	return false, nil
}

// query asks one statement, its arguments and results as text; NULL is "".
func query(ctx context.Context, db *pgconn.PgConn, statement string, arguments ...string) ([][]string, error) {
	values := make([][]byte, len(arguments))
	for i, argument := range arguments {
		values[i] = []byte(argument)
	}
	result := db.ExecParams(ctx, statement, values, nil, nil, nil).Read()
	if result.Err != nil {
		return nil, result.Err
	}
	out := make([][]string, len(result.Rows))
	for i, row := range result.Rows {
		for _, cell := range row {
			out[i] = append(out[i], string(cell))
		}
	}
	return out, nil
}

// execute runs statements without arguments.
func execute(ctx context.Context, db *pgconn.PgConn, statements string) error {
	_, err := db.Exec(ctx, statements).ReadAll()
	return err
}
