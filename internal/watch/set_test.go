package watch_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/cotalker/rolecall/internal/watch"
)

// TestChangesAreSeen changes a file in each way that editors do.
func TestChangesAreSeen(t *testing.T) {
	for name, change := range map[string]func(t *testing.T, file string){
		"written over":                    func(t *testing.T, file string) { write(t, file, "longer than it was") },
		"written over at the same length": func(t *testing.T, file string) { write(t, file, "two") },
		"the same length and time": func(t *testing.T, file string) {
			info, err := os.Stat(file)
			if err != nil {
				t.Fatal(err)
			}
			write(t, file, "two")
			if err := os.Chtimes(file, info.ModTime(), info.ModTime()); err != nil {
				t.Fatal(err)
			}
		},
		"another renamed to it": func(t *testing.T, file string) {
			write(t, file+"~", "two")
			if err := os.Rename(file+"~", file); err != nil {
				t.Fatal(err)
			}
		},
		"removed": func(t *testing.T, file string) {
			if err := os.Remove(file); err != nil {
				t.Fatal(err)
			}
		},
		"its folder moved": func(t *testing.T, file string) {
			folder := filepath.Dir(file)
			if err := os.Rename(folder, folder+"-moved"); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			folder := filepath.Join(t.TempDir(), "folder")
			if err := os.Mkdir(folder, 0o700); err != nil {
				t.Fatal(err)
			}
			file, other := filepath.Join(folder, "a.yaml"), filepath.Join(t.TempDir(), "not-there.yaml")
			write(t, file, "one")
			set := watch.NewSet()
			set.Add(file)
			set.Add(other)
			change(t, file)
			if got := wait(t, set); !slices.Equal(got, []string{file}) {
				t.Errorf("changed: %v, want %s", got, file)
			}
			write(t, other, "now it is")
			if got := wait(t, set); !slices.Equal(got, []string{other}) {
				t.Errorf("changed: %v, want %s", got, other)
			}
		})
	}
}

// TestNothingIsSeenWhereNothingChanges looks often at files that stay, and ends
// with the context.
func TestNothingIsSeenWhereNothingChanges(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.yaml")
	write(t, file, "one")
	set, before := watch.NewSet(), watch.NewSet()
	before.Add(file)
	set.AddAll(before)
	ctx, cancel := context.WithCancel(t.Context())
	ticks := make(chan time.Time)
	ended := make(chan []string)
	go func() { ended <- set.Wait(ctx, ticks) }()
	for range 10 {
		select {
		case ticks <- time.Time{}:
		case got := <-ended:
			t.Fatalf("changed: %v", got)
		}
	}
	cancel()
	if got := <-ended; got != nil {
		t.Errorf("changed: %v", got)
	}
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// wait looks until a change is told.
func wait(t *testing.T, set *watch.Set) []string {
	t.Helper()
	ticks := make(chan time.Time)
	ended := make(chan []string)
	go func() { ended <- set.Wait(t.Context(), ticks) }()
	for range 100 {
		select {
		case ticks <- time.Time{}:
		case got := <-ended:
			return got
		}
	}
	t.Fatal("no change is seen")
	return nil
}
