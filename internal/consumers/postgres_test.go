package consumers

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"

	"github.com/cotalker/rolecall/fixtures"
)

// postgres is a server of the test's own, on a socket in a folder of its own.
type postgres struct {
	t      *testing.T
	psql   string
	folder string
}

const installPostgres = "apt-get install -y postgresql"

func newPostgres(t *testing.T) postgres {
	t.Helper()
	initdb, server := need(t, "initdb", installPostgres), need(t, "postgres", installPostgres)
	p := postgres{t: t, psql: need(t, "psql", installPostgres)}
	var err error
	if p.folder, err = os.MkdirTemp("", "rolecall-pg"); err != nil { // not t.TempDir: a socket's path must be short
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(p.folder) })
	data := filepath.Join(p.folder, "data")
	output(t, p.unprivileged(exec.Command(initdb, "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")))
	cmd := p.unprivileged(exec.Command(server, "-D", data, "-k", p.folder, "-c", "listen_addresses=", "-c", "fsync=off"))
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Signal(syscall.SIGINT)
		cmd.Wait()
	})
	for range 100 {
		if exec.Command(p.psql, "-h", p.folder, "-U", "postgres", "-c", "select 1").Run() == nil {
			return p
		}
		exec.Command("sleep", "0.1").Run()
	}
	t.Fatal("the server does not answer")
	return p
}

// unprivileged has a program run as another user where we are root: PostgreSQL
// refuses to be.
func (p postgres) unprivileged(cmd *exec.Cmd) *exec.Cmd {
	if os.Getuid() != 0 {
		return cmd
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		p.t.Fatal(err)
	}
	uid, _ := strconv.Atoi(u.Uid)
	gid, _ := strconv.Atoi(u.Gid)
	if err := os.Chown(p.folder, uid, gid); err != nil {
		p.t.Fatal(err)
	}
	cmd.Dir = p.folder
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
	return cmd
}

// run runs psql on a database and stops at the first error.
func (p postgres) run(database string, args ...string) []byte {
	p.t.Helper()
	cmd := exec.Command(p.psql, append([]string{"-X", "-q", "-h", p.folder, "-U", "postgres", "-d", database, "-v", "ON_ERROR_STOP=1"}, args...)...)
	cmd.Env = append(os.Environ(), "PGTZ=UTC", "PGCLIENTENCODING=UTF8")
	return output(p.t, cmd)
}

// table reads a table as JSON, by id.
func (p postgres) table(database, name, key string) map[string]map[string]any {
	p.t.Helper()
	out := map[string]map[string]any{}
	d := json.NewDecoder(bytes.NewReader(p.run(database, "-At", "-c", `SELECT row_to_json(t) FROM "`+name+`" t`)))
	for d.More() {
		var row map[string]any
		if err := d.Decode(&row); err != nil {
			p.t.Fatal(err)
		}
		out[asText(row[key])] = row
	}
	return out
}

func TestPostgreSQLReadsInsertAndCopy(t *testing.T) {
	p := newPostgres(t)
	for pack, set := range people(t, true) {
		for _, format := range []fixtures.Format{fixtures.SQL, fixtures.Copy} {
			database := "d_" + pack + "_" + string(format)
			p.run("postgres", "-c", "CREATE DATABASE "+database)
			p.run(database, "-f", write(t, format, set.Parts, "people.sql"))
			for _, part := range set.Parts {
				key := "_id"
				if part.Table.Name == "personas" {
					key = "name"
				}
				rows, want := p.table(database, part.Table.Name, key), records(t, part)
				if len(rows) != len(want) {
					t.Errorf("%s: %d rows of %s, want %d", database, len(rows), part.Table.Name, len(want))
				}
				for _, record := range want {
					sameRow(t, database+" "+asText(record[key]), rows[asText(record[key])], flat(map[string]any{}, "", "_", record))
				}
			}
		}
	}
}

// TestPostgreSQLReadsCSV has COPY read CSV, and tell an empty text from none.
func TestPostgreSQLReadsCSV(t *testing.T) {
	p := newPostgres(t)
	for pack, set := range people(t, false) {
		for _, part := range set.Parts {
			database := "c_" + pack + "_" + part.Table.Name
			p.run("postgres", "-c", "CREATE DATABASE "+database)
			empty := part
			empty.Records = func(func([]byte, error) bool) {}
			p.run(database, "-f", write(t, fixtures.SQL, []fixtures.Part{empty}, "ddl.sql"))
			p.run(database, "-c", `\copy "`+part.Table.Name+`" from '`+write(t, fixtures.CSV, []fixtures.Part{part}, "people.csv")+`' csv header`)
			rows, want := p.table(database, part.Table.Name, "_id"), records(t, part)
			if len(rows) != len(want) {
				t.Errorf("%s: %d rows, want %d", database, len(rows), len(want))
			}
			for _, record := range want {
				sameRow(t, database+" "+asText(record["_id"]), rows[asText(record["_id"])], flat(map[string]any{}, "", "_", record))
			}
		}
	}
}
