package file

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cotalker/rolecall/internal/store"
)

const (
	entriesPrefix  = "entries-"
	snapshotPrefix = "snapshot-"
	worldFile      = "world.json"
)

func segmentName(first store.Position) string { return fmt.Sprintf("%s%020d", entriesPrefix, first) }
func snapshotName(at store.Position) string   { return fmt.Sprintf("%s%020d", snapshotPrefix, at) }

// folderName gives a name that every file system can have for a world: the
// beginning of its own, for people, and a digest of it.
func folderName(world string) string {
	readable := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '_'
	}, strings.ToLower(world[:min(len(world), 32)]))
	return fmt.Sprintf("%s-%x", readable, sha256.Sum256([]byte(world)))[:len(readable)+1+32]
}

// birth is what world.json says. The name may have any bytes, so it stands in
// base 64.
type birth struct {
	Name     []byte    `json:"name"`
	Contract string    `json:"contract"`
	Format   int       `json:"format"`
	Created  time.Time `json:"created"`
}

func (b birth) identity() store.Identity {
	return store.Identity{Contract: b.Contract, Format: b.Format}
}

func readBirth(folder string) (birth, error) {
	var b birth
	text, err := os.ReadFile(filepath.Join(folder, worldFile))
	if err != nil {
		return b, err
	}
	if err := json.Unmarshal(text, &b); err != nil {
		return b, &DamagedError{filepath.Join(folder, worldFile), 0, err.Error()}
	}
	return b, nil
}

// write makes a world's folder.
func (b birth) write(folder string) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	if err := syncFolder(filepath.Dir(folder)); err != nil {
		return err
	}
	return replace(filepath.Join(folder, worldFile), func(w io.Writer) error { return json.NewEncoder(w).Encode(b) })
}

// openLog opens what a world's folder holds, and removes what no log needs.
func openLog(open opener, folder string, b birth) (_ *Log, err error) {
	l := &Log{folder: folder, open: open, identity: b.identity(), more: make(chan struct{})}
	names, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	var firsts, snapshots []store.Position
	for _, name := range names {
		switch {
		case strings.HasPrefix(name.Name(), temporaryPrefix):
			_ = os.Remove(filepath.Join(folder, name.Name())) // the next start tries again
		case strings.HasPrefix(name.Name(), entriesPrefix):
			firsts, err = appendPosition(firsts, name.Name(), entriesPrefix, err)
		case strings.HasPrefix(name.Name(), snapshotPrefix):
			snapshots, err = appendPosition(snapshots, name.Name(), snapshotPrefix, err)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", folder, err)
	}
	for _, at := range snapshots {
		l.snapshot = max(l.snapshot, at)
	}
	for _, at := range snapshots {
		if at < l.snapshot {
			_ = os.Remove(filepath.Join(folder, snapshotName(at))) // the next start tries again
		}
	}
	slices.Sort(firsts)
	for len(firsts) > 1 && firsts[1] <= l.snapshot+1 {
		_ = os.Remove(filepath.Join(folder, segmentName(firsts[0])))
		firsts = firsts[1:]
	}
	if len(firsts) == 0 {
		firsts = append(firsts, l.snapshot+1)
	}
	return l, l.load(firsts)
}

func appendPosition(to []store.Position, name, prefix string, err error) ([]store.Position, error) {
	n, wrong := strconv.ParseUint(strings.TrimPrefix(name, prefix), 10, 64)
	if wrong != nil {
		return to, errors.Join(err, fmt.Errorf("%s is not a file of the store", name))
	}
	return append(to, store.Position(n)), err
}

// load opens the segments, which must follow each other and the snapshot.
func (l *Log) load(firsts []store.Position) (err error) {
	defer func() {
		if err != nil {
			err = errors.Join(err, closeAll(l.segments))
		}
	}()
	want := min(firsts[0], l.snapshot+1)
	for i, first := range firsts {
		path := filepath.Join(l.folder, segmentName(first))
		if first != want {
			return &DamagedError{path, 0, fmt.Sprintf("entries %d to %d are in no file", want, first-1)}
		}
		s, err := openSegment(l.open, path, first, i == len(firsts)-1)
		if err != nil {
			return err
		}
		l.segments = append(l.segments, s)
		want = s.next()
	}
	if l.head() < l.snapshot {
		return &DamagedError{l.last().path, l.last().end, fmt.Sprintf("it ends with entry %d, and the snapshot is of %d", l.head(), l.snapshot)}
	}
	l.changed = lastUse(l.folder)
	return syncFolder(l.folder)
}
