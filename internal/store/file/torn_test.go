package file

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/cotalker/rolecall/internal/store"
	"github.com/cotalker/rolecall/internal/store/storetest"
)

func snapshotOf(state []byte) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := w.Write(state)
		return err
	}
}

// written makes a log of some entries, and gives its folder, file and the bytes
// of that.
func written(t *testing.T, texts ...string) (folder, path string, whole []byte) {
	t.Helper()
	s := openStore(t, t.TempDir())
	l := openWorld(t, s)
	appendAll(t, l, texts...)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(l.folder, segmentName(1))
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return l.folder, path, whole
}

func reopened(t *testing.T, folder string) (*Log, error) {
	t.Helper()
	b, err := readBirth(folder)
	if err != nil {
		t.Fatal(err)
	}
	l, err := openLog(openDisk, folder, b)
	if err == nil {
		t.Cleanup(func() { _ = l.end(errClosed) })
	}
	return l, err
}

// TestAFileCutAnywhereKeepsWholeEntries cuts a file at every byte, and writes
// zeros or what was there before in place of the rest, as a power cut may.
func TestAFileCutAnywhereKeepsWholeEntries(t *testing.T) {
	texts := []string{"one", "", "three, which is longer", "four"}
	folder, path, whole := written(t, texts...)
	for cut := range len(whole) + 1 {
		want, end := 0, 0
		for _, text := range texts {
			if end += headerSize + len(text); end <= cut {
				want++
			}
		}
		kinds := [][]byte{whole[:cut]}
		if cut >= len(whole)-headerSize-len(texts[3]) {
			kinds = append(kinds, append(whole[:cut:cut], make([]byte, len(whole)-cut)...))
		}
		for kind, torn := range kinds {
			if err := os.WriteFile(path, torn, 0o600); err != nil {
				t.Fatal(err)
			}
			l, err := reopened(t, folder)
			if err != nil {
				t.Fatalf("cut at byte %d, kind %d: %v", cut, kind, err)
			}
			if got, want := joined(t, l, 0), strings.Join(texts[:want], " "); got != want {
				t.Fatalf("cut at byte %d, kind %d: %q, want %q", cut, kind, got, want)
			}
			appendAll(t, l, "on")
			if err := l.end(errClosed); err != nil {
				t.Fatal(err)
			}
			if l, err = reopened(t, folder); err != nil || !strings.HasSuffix(joined(t, l, 0), "on") {
				t.Fatalf("cut at byte %d, kind %d: what was appended afterwards is not there: %v", cut, kind, err)
			}
		}
	}
}

// TestDamageIsTold changes every byte but those of the last entry.
func TestDamageIsTold(t *testing.T) {
	folder, path, whole := written(t, "one", "two", "three")
	for at := range len(whole) - headerSize - len("three") {
		changed := append([]byte(nil), whole...)
		changed[at] ^= 0x40
		if err := os.WriteFile(path, changed, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := reopened(t, folder)
		var damaged *DamagedError
		if !errors.As(err, &damaged) {
			t.Fatalf("byte %d changed: %v", at, err)
		}
	}
}

func TestAMissingFileIsTold(t *testing.T) {
	s := openStore(t, t.TempDir())
	l := openWorld(t, s)
	appendAll(t, l, "one", "two")
	if err := l.Compact(t.Context(), 1, snapshotOf([]byte("one"))); err != nil {
		t.Fatal(err)
	}
	appendAll(t, l, "three")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(l.folder, snapshotName(1))); err != nil {
		t.Fatal(err)
	}
	if _, err := reopened(t, l.folder); err != nil {
		t.Fatalf("without a snapshot whose entries are there: %v", err)
	}
	if err := os.Remove(filepath.Join(l.folder, segmentName(1))); err != nil {
		t.Fatal(err)
	}
	var damaged *DamagedError
	if _, err := reopened(t, l.folder); !errors.As(err, &damaged) {
		t.Errorf("without the first entries: %v", err)
	}
}

// full is a disk that fails as a full one does.
type full struct {
	disk
	room     *int // bytes; no end where negative
	sync     *error
	truncate *error
}

func (f full) WriteAt(b []byte, at int64) (int, error) {
	if *f.room < 0 || len(b) <= *f.room {
		return f.disk.WriteAt(b, at)
	}
	n, err := f.disk.WriteAt(b[:*f.room], at)
	return n, errors.Join(err, &fs.PathError{Op: "write", Path: "entries", Err: syscall.ENOSPC})
}

func (f full) Sync() error { return errors.Join(*f.sync, f.disk.Sync()) }

func (f full) Truncate(size int64) error {
	if *f.truncate != nil {
		return *f.truncate
	}
	return f.disk.Truncate(size)
}

// TestAFullDiskAcknowledgesNothing has a disk fail in each way, and be as new.
func TestAFullDiskAcknowledgesNothing(t *testing.T) {
	broken := errors.New("input/output error")
	for i, failure := range []struct {
		room           int
		sync, truncate error
	}{
		{0, nil, nil},
		{10, nil, nil},
		{headerSize + 1, nil, nil},
		{-1, broken, nil},
		{10, nil, broken},
		{-1, broken, broken},
	} {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			room, none := -1, error(nil)
			sync, truncate := none, none
			s := openStore(t, t.TempDir())
			s.open = func(path string) (disk, error) {
				d, err := openDisk(path)
				return full{d, &room, &sync, &truncate}, err
			}
			l := openWorld(t, s)
			appendAll(t, l, "one", "two")
			room, sync, truncate = failure.room, failure.sync, failure.truncate
			for range 2 {
				_, err := l.Append(t.Context(), 2, []byte("more than there is room for"))
				if !errors.Is(err, store.ErrUnavailable) {
					t.Fatalf("append: %v", err)
				}
				if got := joined(t, l, 0); got != "one two" {
					t.Fatalf("the log has %q", got)
				}
			}
			room, sync, truncate = -1, nil, nil
			appendAll(t, l, "three")
			if got := joined(t, l, 0); got != "one two three" {
				t.Errorf("the log goes on with %q", got)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			again, err := reopened(t, l.folder)
			if err != nil {
				t.Fatal(err)
			}
			if got := joined(t, again, 0); got != "one two three" {
				t.Errorf("opened again it has %q", got)
			}
		})
	}
}

func FuzzOpenSegment(f *testing.F) {
	whole := append(append(record(1, []byte("one")), record(2, nil)...), record(3, []byte("three"))...)
	f.Add(whole)
	f.Add(whole[:len(whole)-2])
	f.Add([]byte("rce1\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, b []byte) {
		path := filepath.Join(t.TempDir(), segmentName(1))
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := openSegment(openDisk, path, 1, true)
		if err != nil {
			return
		}
		defer s.disk.Close()
		for at := s.first; at < s.next(); at++ {
			if _, err := s.read(at); err != nil {
				t.Errorf("entry %d: %v", at, err)
			}
		}
	})
}

var _ store.Store = (*Store)(nil)

// BenchmarkAppend tells what an append costs; the disk decides it.
func BenchmarkAppend(b *testing.B) {
	s, err := Open(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	l, err := s.Open(b.Context(), "w", storetest.Identity)
	if err != nil {
		b.Fatal(err)
	}
	data := make([]byte, 400)
	var at store.Position
	for b.Loop() {
		if at, err = l.Append(b.Context(), at, data); err != nil {
			b.Fatal(err)
		}
	}
}
