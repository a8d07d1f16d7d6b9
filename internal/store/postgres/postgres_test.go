package postgres

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cotalker/rolecall/internal/store"
	"github.com/cotalker/rolecall/internal/store/servertest"
	"github.com/cotalker/rolecall/internal/store/storetest"
)

func TestPostgresPassesTheCases(t *testing.T) {
	db := servertest.Postgres(t)
	storetest.Run(t, storetest.Engine{
		Open: func(t *testing.T) store.Store { return open(t, db.URL) },
		Away: func(*testing.T) func() {
			db.Stop()
			return db.Start
		},
		Cut: func(*testing.T) { db.Cut() },
	})
}

func open(t *testing.T, address string) *Store {
	t.Helper()
	s, err := Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestManyStartAtOnce(t *testing.T) {
	db := servertest.Postgres(t)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			s, err := Open(t.Context(), db.URL)
			if err != nil {
				t.Error(err)
				return
			}
			defer s.Close()
			l, err := s.Open(t.Context(), "w", storetest.Identity)
			if err != nil {
				t.Error(err)
				return
			}
			if _, err := l.Append(t.Context(), 0, nil); err != nil && !errors.Is(err, store.ErrLostRace) {
				t.Error(err)
			}
		})
	}
	all.Wait()
	s := open(t, db.URL)
	defer s.Close()
	if worlds, err := s.Worlds(t.Context()); err != nil || len(worlds) != 1 || worlds[0].Head != 1 {
		t.Errorf("worlds: %v, %v", worlds, err)
	}
}

func TestOtherTablesAreRefused(t *testing.T) {
	db := servertest.Postgres(t)
	s := open(t, db.URL)
	defer s.Close()
	if err := s.pool.run(t.Context(), "change", "UPDATE rolecall_store SET version = 7"); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), db.URL); err == nil || !strings.Contains(err.Error(), "version 7") {
		t.Errorf("open tables of another version: %v", err)
	}
}

// TestAPasswordIsNeverTold asks servers that are not there, with URLs right and wrong.
func TestAPasswordIsNeverTold(t *testing.T) {
	for _, address := range []string{
		"postgres://user:s3cr%2Fet@127.0.0.1:1/db",
		"postgres://user@127.0.0.1:1/db?password=s3cr%2Fet",
		"postgres://user:s3cr%2Fet@127.0.0.1:1/db?sslmode=nonsense",
		"postgres://user:s3cr%2Fet@127.0.0.1:port/db",
		"postgres://user:s3cr%2Fet@[::1/db",
		"postgres://user:s3cr%zzet@127.0.0.1/db",
		"postgres://user:s3cr/et@127.0.0.1:1/db",
		"postgres://user:s3cr%2Fet@nowhere.invalid/db?connect_timeout=1",
	} {
		_, err := Open(t.Context(), address)
		if err == nil || strings.Contains(err.Error(), "s3cr") {
			t.Errorf("%s: %v", address, err)
		}
	}
}

// TestWhoGivesUpHoldsNobodyUp has a caller's context end while it connects.
func TestWhoGivesUpHoldsNobodyUp(t *testing.T) {
	p, err := newPool("postgres://nobody@127.0.0.1:1/none")
	if err != nil {
		t.Fatal(err)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if _, _, err := p.take(ended); err == nil {
		t.Fatal("a server that is not there was connected with")
	}
	if err := p.pause.not(time.Now()); err != nil {
		t.Errorf("the next caller is told of it: %v", err)
	}
}
