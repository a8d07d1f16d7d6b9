package file

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/cotalker/rolecall/internal/store/storetest"
)

// TestWhatADeletionLeftTakesNoWorldAway has a world made anew while there is still
// what a deletion of it left that was cut short: that is old, and the world is not.
func TestWhatADeletionLeftTakesNoWorldAway(t *testing.T) {
	s := openStore(t, t.TempDir())
	appendAll(t, openWorld(t, s), "old")
	if err := s.Delete(t.Context(), "w"); err != nil {
		t.Fatal(err)
	}
	folder := s.folder("w")
	left := filepath.Join(filepath.Dir(folder), temporaryPrefix+filepath.Base(folder))
	appendAll(t, openWorld(t, s), "old")
	if err := os.CopyFS(left, os.DirFS(folder)); err != nil {
		t.Fatal(err)
	}
	long := time.Now().Add(-time.Hour)
	names, err := os.ReadDir(left)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if err := os.Chtimes(filepath.Join(left, name.Name()), long, long); err != nil {
			t.Fatal(err)
		}
	}
	gone, err := s.Expire(t.Context(), time.Minute, "")
	if err != nil || len(gone) > 0 {
		t.Errorf("expired: %v, %v", gone, err)
	}
	l, err := s.Open(t.Context(), "w", storetest.Identity)
	if err != nil {
		t.Fatal(err)
	}
	if head, err := l.Head(t.Context()); err != nil || head != 1 {
		t.Errorf("the world is at %d, %v", head, err)
	}
	if _, err := os.Stat(left); !os.IsNotExist(err) {
		t.Errorf("what the deletion left is still there: %v", err)
	}
}
