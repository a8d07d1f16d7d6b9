package servertest

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
)

// PostgresServer is a PostgreSQL server. It syncs, as one that is relied on does.
type PostgresServer struct {
	URL     string
	t       TB
	process process
}

const installPostgres = "apt-get install -y postgresql"

// Postgres starts a PostgreSQL server.
func Postgres(t TB) *PostgresServer { return startPostgres(t, nil) }

// SecurePostgres starts one that speaks TLS and asks for a password. Its URL says how
// both are checked.
func SecurePostgres(t TB, with Secure) *PostgresServer { return startPostgres(t, &with) }

func startPostgres(t TB, with *Secure) *PostgresServer {
	t.Helper()
	initdb, postgres := need(t, "initdb", installPostgres), need(t, "postgres", installPostgres)
	dir, port := folder(t), FreePort(t)
	data := filepath.Join(dir, "data")
	s := &PostgresServer{URL: fmt.Sprintf("postgres://rolecall@127.0.0.1:%d/postgres?sslmode=disable", port), t: t}
	more, auth := []string{}, []string{"-A", "trust"}
	if with != nil {
		files := with.write(t, dir, "postgres")
		s.URL = fmt.Sprintf("postgres://rolecall:%s@127.0.0.1:%d/postgres?sslmode=verify-full&sslrootcert=%s", with.Password, port, files.certificate)
		more = []string{"-c", "ssl=on", "-c", "ssl_cert_file=" + files.certificate, "-c", "ssl_key_file=" + files.key}
		auth = []string{"-A", "scram-sha-256", "--pwfile", files.password}
	}
	cmd := as(t, "postgres", dir, exec.Command(initdb, append(auth, "-D", data, "-U", "rolecall", "-E", "UTF8", "--locale=C", "--no-sync")...))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("initdb: %v\n%s", err, out)
	}
	s.process = process{t: t, make: func() *exec.Cmd {
		return as(t, "postgres", dir, exec.Command(postgres, append(more, "-D", data, "-p", fmt.Sprint(port), "-k", dir, "-c", "listen_addresses=127.0.0.1", "-c", "max_connections=100")...))
	}}
	t.Cleanup(s.Stop)
	s.Start()
	return s
}

// Start starts the server, and waits until it answers.
func (s *PostgresServer) Start() {
	s.t.Helper()
	s.process.start()
	Until(s.t, "PostgreSQL", func(ctx context.Context) error {
		return s.run(ctx, "SELECT 1")
	})
}

// Stop ends the server as a crash does: at once, with all its connections.
func (s *PostgresServer) Stop() { s.process.end(syscall.SIGQUIT) }

// Cut ends all connections.
func (s *PostgresServer) Cut() {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	err := s.run(ctx, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'")
	if err != nil {
		s.t.Fatal(err)
	}
}

// Database makes another database of the server, and gives its URL.
func (s *PostgresServer) Database(name string) string {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := s.run(ctx, `CREATE DATABASE "`+name+`"`); err != nil {
		s.t.Fatal(err)
	}
	return strings.Replace(s.URL, "/postgres?", "/"+name+"?", 1)
}

func (s *PostgresServer) run(ctx context.Context, sql string) error {
	c, err := pgconn.Connect(ctx, s.URL)
	if err != nil {
		return err
	}
	defer c.Close(ctx)
	_, err = c.Exec(ctx, sql).ReadAll()
	return err
}
