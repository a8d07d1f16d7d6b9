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
		at, want store.Position
		data     []byte
		now      []byte
	}{
		{4, 4, []byte("four"), []byte("four")},
		{4, 4, []byte("four again"), []byte("four")}, // somebody else was first
		{3, 4, []byte("three"), []byte("four")},      // and further
		{8, 8, large, large},
		{10, 10, nil, nil}, // all of them, and a state of no bytes
	} {
		if err := one.Compact(bounded(t), step.at, writing(step.data)); err != nil {
			t.Fatalf("compact at %d: %v", step.at, err)
		}
		wantSnapshot(t, other, step.want, step.now)
		if _, err := other.Read(bounded(t), step.want-2, 5); !errors.Is(err, store.ErrCompacted) {
			t.Errorf("read what the snapshot of %d has taken the place of: %v", step.want, err)
		}
		// An engine may have use for the last one.
		if entries, err := other.Read(bounded(t), step.want-1, 1); err == nil && (len(entries) != 1 || entries[0].Position != step.want) {
			t.Errorf("read the last entry that the snapshot of %d has taken the place of: %v", step.want, entries)
		} else if err != nil && !errors.Is(err, store.ErrCompacted) {
			t.Errorf("read the last entry that the snapshot of %d has taken the place of: %v", step.want, err)
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
