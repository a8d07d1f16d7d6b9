package file

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/internal/store"
	"github.com/cotalker/rolecall/internal/store/storetest"
)

// lasting is a store that several have: only the test closes it.
type lasting struct{ *Store }

func (lasting) Close() error { return nil }

func TestFilePassesTheCases(t *testing.T) {
	s := openStore(t, t.TempDir())
	storetest.Run(t, storetest.Engine{Open: func(*testing.T) store.Store { return lasting{s} }})
}

func openStore(t *testing.T, path string) *Store {
	t.Helper()
	s, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func openWorld(t *testing.T, s *Store) *Log {
	t.Helper()
	l, err := s.Open(t.Context(), "w", storetest.Identity)
	if err != nil {
		t.Fatal(err)
	}
	return l.(*Log)
}

func appendAll(t *testing.T, l store.Log, texts ...string) {
	t.Helper()
	at, err := l.Head(t.Context())
	for _, text := range texts {
		if err == nil {
			at, err = l.Append(t.Context(), at, []byte(text))
		}
	}
	if err != nil {
		t.Fatal(err)
	}
}

// joined reads all entries after a position.
func joined(t *testing.T, l store.Log, after store.Position) string {
	t.Helper()
	entries, err := l.Read(t.Context(), after, 1000)
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, entry := range entries {
		texts = append(texts, string(entry.Data))
	}
	return strings.Join(texts, " ")
}

func TestAStoreOpensAgainAsItWas(t *testing.T) {
	path := filepath.Join(t.TempDir(), "made", "by", "it")
	for i, want := range []string{"", "a b c", "d e"} {
		s := openStore(t, path)
		l := openWorld(t, s)
		at, r, err := l.Snapshot(t.Context())
		if err != nil || r.Close() != nil {
			t.Fatal(err)
		}
		if got := joined(t, l, at); got != want {
			t.Errorf("opened for time %d it has %q, want %q", i, got, want)
		}
		switch i {
		case 0:
			appendAll(t, l, "a", "b", "c")
		case 1:
			writes := []byte("state after 3")
			if err := l.Compact(t.Context(), 3, snapshotOf(writes)); err != nil {
				t.Fatal(err)
			}
			appendAll(t, l, "d", "e")
		}
		worlds, err := s.Worlds(t.Context())
		if err != nil || len(worlds) != 1 || worlds[0].Name != "w" {
			t.Errorf("worlds: %v, %v", worlds, err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := l.Head(t.Context()); !errors.Is(err, errClosed) {
			t.Errorf("ask a log of a closed store: %v", err)
		}
	}
	s := openStore(t, path) // what is not open is listed too
	worlds, err := s.Worlds(t.Context())
	if err != nil || len(worlds) != 1 || worlds[0].Head != 5 {
		t.Errorf("worlds: %v, %v", worlds, err)
	}
}

func TestALockSaysWhoHasTheStore(t *testing.T) {
	path := t.TempDir()
	openStore(t, path)
	_, err := Open(path)
	var locked *LockedError
	if !errors.As(err, &locked) || locked.Holder.PID != os.Getpid() || locked.Holder.Host == "" || locked.Holder.Since.IsZero() {
		t.Errorf("open a store that is open: %v", err)
	}
}

func TestAFolderOfOthersIsNoStore(t *testing.T) {
	path := t.TempDir()
	notes := filepath.Join(path, "notes.txt")
	if err := os.WriteFile(notes, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, wrong := range []string{path, notes} {
		if _, err := Open(wrong); err == nil || !strings.Contains(err.Error(), "notes.txt") {
			t.Errorf("open %s: %v", wrong, err)
		}
	}
}
