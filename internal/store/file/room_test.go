package file

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/internal/store/storetest"
)

// killed gives a copy of a store's folder as a process leaves it that is killed.
func killed(t *testing.T, s *Store) string {
	t.Helper()
	folder := t.TempDir()
	if err := os.CopyFS(folder, os.DirFS(s.path)); err != nil {
		t.Fatal(err)
	}
	return folder
}

// TestRoomForMoreIsNoDamage opens what a killed process left, whose files end with
// zeros: one that is appended to, and one before it.
func TestRoomForMoreIsNoDamage(t *testing.T) {
	s := openStore(t, t.TempDir())
	l := openWorld(t, s)
	appendAll(t, l, "one", "two")
	first := killed(t, s)
	if err := l.Compact(t.Context(), 1, snapshotOf([]byte("one"))); err != nil {
		t.Fatal(err)
	}
	appendAll(t, l, "three")
	for folder, want := range map[string]string{first: "one two", killed(t, s): "two three"} {
		again := openStore(t, folder)
		again.Tell(func(text string) { t.Errorf("it is told: %s", text) })
		l := openWorld(t, again)
		last := l.last()
		if last.room <= last.end {
			t.Errorf("%s has no room", last.path)
		}
		if got := joined(t, l, l.snapshot); got != want {
			t.Errorf("the log has %q, want %q", got, want)
		}
		appendAll(t, l, "on")
		if got := joined(t, l, l.snapshot); got != want+" on" {
			t.Errorf("the log goes on with %q", got)
		}
		if err := again.Close(); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(last.path)
		if err != nil || info.Size() != last.end {
			t.Errorf("closed, it is not cut at its last entry, byte %d: %v, %v", last.end, info, err)
		}
	}
}

// TestRoomGrowsWithTheFile appends until the zeros are used up, several times.
func TestRoomGrowsWithTheFile(t *testing.T) {
	s := openStore(t, t.TempDir())
	l := openWorld(t, s)
	rooms := map[int64]bool{}
	for range 100 {
		appendAll(t, l, strings.Repeat("x", 1000))
		last := l.last()
		if rooms[last.room] = true; last.room%page != 0 || last.room > 2*last.end+page {
			t.Fatalf("a file of %d bytes takes %d", last.end, last.room)
		}
	}
	if len(rooms) < 3 || len(rooms) > 10 {
		t.Errorf("a file of 100 entries was made longer %d times", len(rooms))
	}
}

// TestATornEndIsTold has a file end in the midst of an entry.
func TestATornEndIsTold(t *testing.T) {
	folder, path, whole := written(t, "one", "two")
	if err := os.WriteFile(path, append(whole, "rce1 and no more"...), 0o600); err != nil {
		t.Fatal(err)
	}
	s := openStore(t, filepath.Dir(filepath.Dir(folder)))
	var told []string
	s.Tell(func(text string) { told = append(told, text) })
	if got := joined(t, openWorld(t, s), 0); got != "one two" {
		t.Errorf("the log has %q", got)
	}
	if len(told) != 1 || !strings.Contains(told[0], path) || !strings.Contains(told[0], "16 bytes after byte 54") {
		t.Errorf("told: %q", told)
	}
	if _, err := s.Open(t.Context(), "w", storetest.Identity); err != nil || len(told) != 1 {
		t.Errorf("opened once more: %q, %v", told, err)
	}
}
