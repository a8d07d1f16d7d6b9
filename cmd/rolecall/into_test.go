package main

import (
	"context"
	"testing"
	"time"

	"github.com/cotalker/rolecall/internal/store/servertest"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/rogpeppe/go-internal/testscript"
)

// TestStoriesOfADatabase has a database for the stories of loading into one.
func TestStoriesOfADatabase(t *testing.T) {
	db := servertest.Postgres(t)
	testscript.Run(t, testscript.Params{
		Dir: "testdata/database", RequireExplicitExec: true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"sql": runSQL, "await": awaitSQL},
		Setup: func(env *testscript.Env) error {
			env.Setenv("DB", db.URL)
			return nil
		},
	})
}

// runSQL runs the statements of a file and prints the cells of the last.
func runSQL(ts *testscript.TestScript, _ bool, args []string) {
	for _, cell := range cellsOf(ts, ts.ReadFile(args[0])) {
		_, err := ts.Stdout().Write([]byte(cell + "\n"))
		ts.Check(err)
	}
}

// awaitSQL asks until the first cell is true.
func awaitSQL(ts *testscript.TestScript, _ bool, args []string) {
	statements := ts.ReadFile(args[0])
	for began := time.Now(); ; {
		if cells := cellsOf(ts, statements); len(cells) > 0 && cells[0] == "t" {
			return
		}
		if time.Since(began) > time.Minute {
			ts.Fatalf("%s is not true after a minute", args[0])
		}
	}
}

func cellsOf(ts *testscript.TestScript, statements string) []string {
	c, err := pgconn.Connect(context.Background(), ts.Getenv("DB"))
	ts.Check(err)
	defer c.Close(context.Background())
	results, err := c.Exec(context.Background(), statements).ReadAll()
	ts.Check(err)
	var out []string
	for _, row := range results[len(results)-1].Rows {
		for _, cell := range row {
			out = append(out, string(cell))
		}
	}
	return out
}
