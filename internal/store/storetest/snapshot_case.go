package storetest

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/cotalker/rolecall/internal/store"
)

// writing gives what writes data, in pieces as an encoder does.
func writing(data []byte) func(io.Writer) error {
	return func(w io.Writer) error {
		for piece := range slices.Chunk(data, 70_000) {
			if _, err := w.Write(piece); err != nil {
				return err
			}
		}
		return nil
	}
}

func wantSnapshot(t *testing.T, l store.Log, at store.Position, data []byte) {
	t.Helper()
	position, r, err := l.Snapshot(bounded(t))
	if err != nil {
		t.Fatalf("open the snapshot: %v", err)
	}
	got, err := io.ReadAll(r)
	if err := errors.Join(err, r.Close()); err != nil {
		t.Fatalf("read the snapshot: %v", err)
	}
	if position != at || !bytes.Equal(got, data) {
		t.Errorf("the snapshot is of %d with %d bytes; want %d with %d", position, len(got), at, len(data))
	}
}

func snapshot(t *testing.T, e Engine) {
	world := unused()
	one, other := e.log(t, world), e.log(t, world)
	wantSnapshot(t, other, 0, nil)
	fill(t, one, 10)
	large := make([]byte, 12<<20)
	_, _ = rand.NewChaCha8([32]byte{2}).Read(large) // it cannot fail
	for _, step := range []struct {
		at, want  store.Position
		data, now []byte
		gone      store.Position // the first entries, which no engine has any more
	}{
		{4, 4, []byte("four"), []byte("four"), 1},
		{4, 4, []byte("four again"), []byte("four"), 1}, // somebody else was first
		{3, 4, []byte("three"), []byte("four"), 1},      // and further
		{8, 8, large, large, 4},
		{10, 10, nil, nil, 8}, // all of them, and a state of no bytes
	} {
		if err := one.Compact(bounded(t), step.at, writing(step.data)); err != nil {
			t.Fatalf("compact at %d: %v", step.at, err)
		}
		wantSnapshot(t, other, step.want, step.now)
		// An engine may leave some of them.
		for after := range step.want {
			entries, err := other.Read(bounded(t), after, 1)
			there := err == nil && len(entries) == 1 && entries[0].Position == after+1
			if !there && !errors.Is(err, store.ErrCompacted) || there && after < step.gone {
				t.Errorf("read after %d, of whose place is the snapshot of %d: %v, %v", after, step.want, entries, err)
			}
		}
		if got := texts(t, other, step.want, 3); len(got) != 10-int(step.want) {
			t.Errorf("after the snapshot of %d: %q", step.want, got)
		}
		if head := headOf(t, other); head != 10 {
			t.Errorf("the head is %d after the snapshot of %d", head, step.want)
		}
	}
	for _, after := range []store.Position{0, 3, 9, 11} {
		if _, err := other.Append(bounded(t), after, nil); !errors.Is(err, store.ErrLostRace) {
			t.Errorf("append after %d, of whose place is a snapshot: %v", after, err)
		}
	}
	fill(t, other, 3)
	if got := texts(t, e.log(t, world), 10, 9); !slices.Equal(got, []string{"11", "12", "13"}) {
		t.Errorf("after the snapshot: %q", got)
	}
}

func snapshotFails(t *testing.T, e Engine) {
	l := e.log(t, unused())
	fill(t, l, 5)
	full := errors.New("no more of it")
	err := l.Compact(bounded(t), 3, func(w io.Writer) error {
		if err := writing(make([]byte, 3<<20))(w); err != nil {
			return err
		}
		return full
	})
	if !errors.Is(err, full) {
		t.Errorf("compact, where writing fails: %v", err)
	}
	if err := l.Compact(bounded(t), 6, writing(nil)); err == nil {
		t.Error("compact beyond the head is no error")
	}
	wantSnapshot(t, l, 0, nil)
	if got := texts(t, l, 0, 10); len(got) != 5 {
		t.Errorf("the log has %q", got)
	}
	if err := l.Compact(bounded(t), 5, writing([]byte("five"))); err != nil {
		t.Errorf("compact after one that failed: %v", err)
	}
	wantSnapshot(t, l, 5, []byte("five"))
}
