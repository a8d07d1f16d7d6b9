package pgcopy_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/internal/pgcopy"
	"github.com/cotalker/rolecall/internal/store/servertest"
	"github.com/cotalker/rolecall/spec"
	"github.com/jackc/pgx/v5/pgconn"
)

// TestInADatabase starts one server for all that needs one, and gives each a
// database of its own.
func TestInADatabase(t *testing.T) {
	server := servertest.Postgres(t)
	for what, test := range map[string]func(*testing.T, database){
		"All tables of a set are loaded":  allTablesOfASetAreLoaded,
		"A load is resumed":               aLoadIsResumed,
		"What was emptied is loaded anew": whatWasEmptiedIsLoadedAnew,
		"Shards are loaded at once":       shardsAreLoadedAtOnce,
		"A table of ones own is filled":   aTableOfOnesOwnIsFilled,
		"Faults are told":                 faultsAreTold,
		"A killed load is resumed":        aKilledLoadIsResumed,
	} {
		t.Run(what, func(t *testing.T) {
			name := strings.ToLower(strings.ReplaceAll(what, " ", "_"))
			all := database{t: t, url: server.URL, cut: server.Cut}
			all.ask("CREATE DATABASE " + name)
			all.url = strings.Replace(server.URL, "/postgres?", "/"+name+"?", 1)
			test(t, all)
		})
	}
}

// database is one of the test's own.
type database struct {
	t   *testing.T
	url string
	cut func() // ends all connections
}

// ask runs statements and gives the first cell of the last.
func (d database) ask(statements string) string {
	d.t.Helper()
	c, err := pgconn.Connect(d.t.Context(), d.url)
	if err != nil {
		d.t.Fatal(err)
	}
	defer c.Close(context.Background())
	results, err := c.Exec(d.t.Context(), statements).ReadAll()
	if err != nil {
		d.t.Fatalf("%s: %v", statements, err)
	}
	if last := results[len(results)-1]; len(last.Rows) > 0 {
		return string(last.Rows[0][0])
	}
	return ""
}

// schema makes a schema with the tables of a set, and gives a URL that leads there.
func (d database) schema(name string, set *fixtures.Set) string {
	d.t.Helper()
	d.ask("CREATE SCHEMA " + name)
	for _, part := range set.Parts {
		definition, err := part.Table.Definition(name + "." + fixtures.Identifier(part.Table.Name))
		if err != nil {
			d.t.Fatal(err)
		}
		d.ask(definition)
	}
	return d.url + "&table=" + name + "." + set.Parts[0].Table.Name
}

// whole makes a schema with the rows of a set, as the format sql has them.
func (d database) whole(name string, set *fixtures.Set) {
	d.t.Helper()
	var script strings.Builder
	if err := set.Write(d.t.Context(), &script, fixtures.SQL, fixtures.Writing{Jobs: 2}); err != nil {
		d.t.Fatal(err)
	}
	d.ask("CREATE SCHEMA " + name)
	d.ask("SET search_path = " + name + ";\n" + script.String())
}

// same tells of rows that are in one schema alone, or in one of them twice.
func (d database) same(a, b string, set *fixtures.Set) {
	d.t.Helper()
	for _, part := range set.Parts {
		first, second := a+"."+fixtures.Identifier(part.Table.Name), b+"."+fixtures.Identifier(part.Table.Name)
		if n := d.ask("SELECT count(*) FROM (TABLE " + first + " EXCEPT ALL TABLE " + second + ") x"); n != "0" {
			d.t.Errorf("%s rows of %s are not in %s", n, first, second)
		}
		if n, m := d.ask("SELECT count(*) FROM "+first), d.ask("SELECT count(*) FROM "+second); n != m || n != fmt.Sprint(part.Count) {
			d.t.Errorf("%s has %s rows, %s %s, want %d", first, n, second, m, part.Count)
		}
	}
}

func target(t *testing.T, url string) *pgcopy.Target {
	t.Helper()
	out, err := pgcopy.ParseTarget(url)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func setOf(t *testing.T, r fixtures.Request, options ...fixtures.Option) *fixtures.Set {
	t.Helper()
	c, err := spec.Default()
	if err != nil {
		t.Fatal(err)
	}
	g, err := fixtures.New(c, 42, options...)
	if err != nil {
		t.Fatal(err)
	}
	set, err := g.Set(r)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

const small = 200 << 10 // bytes of a batch

func allTablesOfASetAreLoaded(t *testing.T, db database) {
	for name, set := range map[string]*fixtures.Set{
		"people": setOf(t, fixtures.Request{Count: 1500, View: fixtures.Whole, Personas: true}, fixtures.WithGenerated("accessroles", 30)),
		"edge":   setOf(t, fixtures.Request{Count: 101, View: fixtures.Whole, Pack: fixtures.Edge}),
		"none":   setOf(t, fixtures.Request{}),
	} {
		db.whole("want_"+name, set)
		url := db.schema(name, set)
		result, err := pgcopy.Load(t.Context(), target(t, url), set, set.Parts[0].Table.Name, pgcopy.Options{Recipe: name, Jobs: 2})
		if err != nil || result.Loaded != set.Size() {
			t.Errorf("%s: %+v, %v", name, result, err)
		}
		db.same(name, "want_"+name, set)
	}
}

// aLoadIsResumed has loads ended by their context and by the server, and then
// resumed: no row is missing, none is there twice.
func aLoadIsResumed(t *testing.T, db database) {
	set := setOf(t, fixtures.Request{Count: 12_000}, fixtures.WithGenerated("accessroles", 30))
	db.whole("want", set)
	for _, way := range []string{"context", "server"} {
		to := target(t, db.schema(way, set))
		o := pgcopy.Options{Recipe: "a", Jobs: 2, Batch: small}
		for round := range 3 {
			ctx, cancel := context.WithCancel(t.Context())
			batches := 0
			o.Wrote = func(uint64) {
				if batches++; batches < 2+round {
					return
				}
				if way == "server" {
					db.cut()
				} else {
					cancel()
				}
			}
			result, err := pgcopy.Load(ctx, to, set, "", o)
			cancel()
			var stopped *pgcopy.StoppedError
			var away *pgcopy.AwayError
			if way == "server" && !errors.As(err, &away) || way == "context" && !errors.As(err, &stopped) {
				t.Fatalf("%s: it ends with %v", way, err)
			}
			rows := db.ask(fmt.Sprintf(`SELECT (SELECT count(*) FROM %s.users) + (SELECT count(*) FROM %[1]s.accessroles)`, way))
			if want := fmt.Sprint(result.Loaded + result.Earlier); rows != want || rows == "0" {
				t.Fatalf("%s: %s rows are there, and it tells of %s", way, rows, want)
			}
			if o.Resume = false; round == 0 {
				_, err := pgcopy.Load(t.Context(), to, set, "", o)
				if err == nil || !strings.Contains(err.Error(), "an earlier load of these records was ended at "+rows+" of 12030; --resume goes on there") {
					t.Errorf("without Resume: %v", err)
				}
			}
			o.Resume = true
		}
		o.Wrote = nil
		if _, err := pgcopy.Load(t.Context(), to, set, "", o); err != nil {
			t.Fatal(err)
		}
		db.same(way, "want", set)
		if result, err := pgcopy.Load(t.Context(), to, set, "", o); err != nil || result.Loaded != 0 || result.Earlier != 12_030 {
			t.Errorf("%s: resumed once more it is %+v, %v", way, result, err)
		}
		o.Resume = false
		if _, err := pgcopy.Load(t.Context(), to, set, "", o); err == nil || !strings.Contains(err.Error(), "these records are in") {
			t.Errorf("%s: loaded again it is %v", way, err)
		}
	}
}

// whatWasEmptiedIsLoadedAnew has a note that speaks of rows which are gone.
func whatWasEmptiedIsLoadedAnew(t *testing.T, db database) {
	set := setOf(t, fixtures.Request{Count: 100})
	url := db.schema("s", set)
	db.whole("want", set)
	for _, empty := range []string{"SELECT 1", "TRUNCATE s.users", "DELETE FROM s.users", "CREATE TABLE s.other (LIKE s.users); DROP TABLE s.users; ALTER TABLE s.other RENAME TO users"} {
		db.ask(empty)
		if result, err := pgcopy.Load(t.Context(), target(t, url), set, "users", pgcopy.Options{Recipe: "a"}); err != nil || result.Loaded != 100 {
			t.Errorf("after %s: %+v, %v", empty, result, err)
		}
		db.same("s", "want", set)
	}
}

// shardsAreLoadedAtOnce also has two processes load the same shard: one of
// them may be told so, and each row is there once.
func shardsAreLoadedAtOnce(t *testing.T, db database) {
	set := setOf(t, fixtures.Request{Count: 10_000})
	url := db.schema("s", set)
	db.whole("want", set)
	load := func(i uint64) error {
		_, err := pgcopy.Load(t.Context(), target(t, url), set, "users", pgcopy.Options{
			Recipe: "a", Shard: fixtures.Shard{I: i, N: 4}, Batch: small, Resume: true, Jobs: 2,
		})
		return err
	}
	var all sync.WaitGroup
	var mu sync.Mutex
	failed := map[uint64]int{}
	for i := range uint64(8) {
		all.Go(func() {
			if err := load(i%4 + 1); err != nil {
				mu.Lock()
				defer mu.Unlock()
				failed[i%4]++
				t.Log(err)
			}
		})
	}
	all.Wait()
	for i, n := range failed {
		if n > 1 {
			t.Errorf("both loads of shard %d fail", i+1)
		}
	}
	db.same("s", "want", set)
}
