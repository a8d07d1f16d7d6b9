package postgres

import (
	"context"
	"strconv"

	"github.com/cotalker/rolecall/internal/store"
)

// binary marks a parameter that is sent as it is; others are text.
type binary []byte

// query runs a statement and gives its rows. Each connection prepares it once.
// Columns that hold bytes come as they are, others as text; the formats of the
// result say which.
func (c *connection) query(ctx context.Context, sql string, columns []int16, parameters ...any) ([][][]byte, int64, error) {
	name, ok := c.prepared[sql]
	if !ok {
		name = "s" + strconv.Itoa(len(c.prepared))
		if _, err := c.Prepare(ctx, name, sql, nil); err != nil {
			return nil, 0, err
		}
		c.prepared[sql] = name
	}
	values, formats := make([][]byte, len(parameters)), make([]int16, len(parameters))
	for i, parameter := range parameters {
		switch v := parameter.(type) {
		case binary:
			// Nil would be NULL.
			values[i], formats[i] = append(make([]byte, 0, len(v)), v...), 1
		case string:
			values[i] = []byte(v)
		case int64:
			values[i] = strconv.AppendInt(nil, v, 10)
		case int:
			values[i] = strconv.AppendInt(nil, int64(v), 10)
		case store.Position:
			values[i] = strconv.AppendUint(nil, uint64(v), 10)
		}
	}
	result := c.ExecPrepared(ctx, name, values, formats, columns).Read()
	return result.Rows, result.CommandTag.RowsAffected(), result.Err
}

// query runs a statement whose columns are text.
func (p *pool) query(ctx context.Context, action, sql string, parameters ...any) ([][][]byte, error) {
	var rows [][][]byte
	err := p.use(ctx, action, func(ctx context.Context, c *connection) (err error) {
		rows, _, err = c.query(ctx, sql, nil, parameters...)
		return err
	})
	return rows, err
}

// run runs a statement without parameters or rows.
func (p *pool) run(ctx context.Context, action, sql string) error {
	return p.use(ctx, action, func(ctx context.Context, c *connection) error {
		_, err := c.Exec(ctx, sql).ReadAll()
		return err
	})
}

// number reads a column that holds a number; the schema says that it does.
func number(column []byte) int64 {
	n, _ := strconv.ParseInt(string(column), 10, 64)
	return n
}

func position(column []byte) store.Position { return store.Position(number(column)) }
