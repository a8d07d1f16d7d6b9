package storetest

import (
	"context"
	"crypto/rand"
	"fmt"
	"testing"
	"time"

	"github.com/cotalker/rolecall/internal/store"
)

// Engine is what the cases know of an engine.
type Engine struct {
	// Open opens the store as one more replica does. An engine of one process
	// gives the one it has. The test closes it.
	Open func(t *testing.T) store.Store
	// Away takes the engine away from all replicas, and gives what brings it
	// back; nil where that cannot be.
	Away func(t *testing.T) (back func())
	// Cut breaks what connects replicas with the engine, which stays; nil where
	// there is no such thing.
	Cut func(t *testing.T)
}

// Run has an engine pass every case, each in worlds of its own.
func Run(t *testing.T, e Engine) {
	for _, c := range []struct {
		name string
		run  func(*testing.T, Engine)
	}{
		{"entries come back in order", inOrder},
		{"entries of 0 bytes to 8 MB", sizes},
		{"one of those who append at once wins", lostRace},
		{"a wait wakes", waitWakes},
		{"a slow reader misses nothing", slowReader},
		{"a snapshot takes the place of entries", snapshot},
		{"a snapshot that fails changes nothing", snapshotFails},
		{"compaction while others read and write", compactionMeanwhile},
		{"a deleted world is gone", deletedWorld},
		{"a world that nobody uses expires", expires},
		{"two worlds know nothing of each other", twoWorlds},
		{"names of any bytes", names},
		{"another identity is refused", identityRefused},
		{"a call ends with its context", contextEnds},
		{"a cut connection is made anew", reconnect},
		{"away and back", awayAndBack},
	} {
		t.Run(c.name, func(t *testing.T) { c.run(t, e) })
	}
}

// Identity is that of the worlds of the cases.
var Identity = store.Identity{Contract: "sha256:c0ffee", Format: 1}

// patience is for what takes milliseconds where all is well.
const patience = time.Minute

// bounded gives a context that ends with the test, or after patience.
func bounded(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	return ctx
}

// unused gives the name of a world that no other case has.
func unused() string { return "case " + rand.Text() }

// open opens a store, and closes it with the test.
func (e Engine) open(t *testing.T) store.Store {
	t.Helper()
	s := e.Open(t)
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close the store: %v", err)
		}
	})
	return s
}

// log opens the log of a world.
func (e Engine) log(t *testing.T, world string) store.Log {
	t.Helper()
	return logOf(t, e.open(t), world)
}

func logOf(t *testing.T, s store.Store, world string) store.Log {
	t.Helper()
	l, err := s.Open(bounded(t), world, Identity)
	if err != nil {
		t.Fatalf("open the log of %q: %v", world, err)
	}
	return l
}

// fill appends n entries, "1" to "n" where the log has none.
func fill(t *testing.T, l store.Log, n int) {
	t.Helper()
	at := headOf(t, l)
	for range n {
		at = appendOne(t, l, at, fmt.Appendf(nil, "%d", at+1))
	}
}

func appendOne(t *testing.T, l store.Log, after store.Position, data []byte) store.Position {
	t.Helper()
	at, err := l.Append(bounded(t), after, data)
	if err != nil {
		t.Fatalf("append after %d: %v", after, err)
	}
	if at != after+1 {
		t.Fatalf("append after %d: the position is %d", after, at)
	}
	return at
}

func headOf(t *testing.T, l store.Log) store.Position {
	t.Helper()
	head, err := l.Head(bounded(t))
	if err != nil {
		t.Fatalf("ask for the head: %v", err)
	}
	return head
}

// texts reads all entries after a position, most at a time.
func texts(t *testing.T, l store.Log, after store.Position, most int) []string {
	t.Helper()
	var out []string
	for {
		entries, err := l.Read(bounded(t), after, most)
		if err != nil {
			t.Fatalf("read after %d: %v", after, err)
		}
		if len(entries) == 0 {
			return out
		}
		if len(entries) > most {
			t.Fatalf("read after %d: %d entries, asked for at most %d", after, len(entries), most)
		}
		for _, entry := range entries {
			if after++; entry.Position != after {
				t.Fatalf("an entry has the position %d, want %d", entry.Position, after)
			}
			out = append(out, string(entry.Data))
		}
	}
}
