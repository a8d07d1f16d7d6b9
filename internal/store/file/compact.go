package file

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"

	"github.com/cotalker/rolecall/internal/store"
)

// Compact implements store.Log.
func (l *Log) Compact(ctx context.Context, at store.Position, write func(io.Writer) error) error {
	if err := l.enter(ctx); err != nil {
		return err
	}
	head, have := l.head(), l.snapshot
	l.mu.RUnlock()
	if at > head {
		return store.NotReached(at, head)
	}
	if at <= have {
		return nil
	}
	// Beside the others, for it may take long; it gets its name below.
	waiting := filepath.Join(l.folder, temporaryPrefix+snapshotName(at))
	var failed error
	err := replace(waiting, func(w io.Writer) error {
		failed = writeSnapshot(w, write)
		return failed
	})
	if err != nil {
		if failed != nil {
			return err
		}
		return store.Unavailable("keep the snapshot", err)
	}
	return l.adopt(ctx, at, waiting)
}

// adopt makes a file the snapshot of a position, and lets go of what it takes
// the place of.
func (l *Log) adopt(ctx context.Context, at store.Position, waiting string) error {
	l.appending.Lock()
	defer l.appending.Unlock()
	if err := l.enter(ctx); err != nil {
		return errors.Join(err, ignoreMissing(os.Remove(waiting)))
	}
	last, have := l.last(), l.snapshot
	l.mu.RUnlock()
	if at <= have {
		return ignoreMissing(os.Remove(waiting)) // somebody else was first
	}
	fresh := last
	if len(last.starts) > 0 {
		// What is appended from now on outlives what is let go of.
		var err error
		if err = last.mend(); err == nil {
			fresh, err = openSegment(l.open, filepath.Join(l.folder, segmentName(last.next())), last.next(), true)
		}
		if err != nil {
			return store.Unavailable("keep the snapshot", errors.Join(err, ignoreMissing(os.Remove(waiting))))
		}
	}
	err := os.Rename(waiting, filepath.Join(l.folder, snapshotName(at)))
	if err == nil {
		err = syncFolder(l.folder)
	}
	if err != nil {
		if fresh != last {
			err = errors.Join(err, closeAll([]*segment{fresh}), ignoreMissing(os.Remove(fresh.path)))
		}
		return store.Unavailable("keep the snapshot", err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if fresh != last {
		l.segments = append(l.segments, fresh)
	}
	l.snapshot = at
	l.wake()
	var past []*segment
	for len(l.segments) > 1 && l.segments[0].next() <= at+1 {
		past, l.segments = append(past, l.segments[0]), l.segments[1:]
	}
	_ = closeAll(past) // they are on the disk
	for _, s := range past {
		_ = os.Remove(s.path) // what cannot be removed now is when the log is opened
	}
	if have > 0 {
		_ = os.Remove(filepath.Join(l.folder, snapshotName(have)))
	}
	return nil
}

func closeAll(segments []*segment) error {
	var errs []error
	for _, s := range segments {
		errs = append(errs, s.close())
	}
	return errors.Join(errs...)
}

// writeSnapshot writes what write writes, and its checksum.
func writeSnapshot(w io.Writer, write func(io.Writer) error) error {
	buffered := bufio.NewWriterSize(w, 1<<16)
	sum := crc32.New(castagnoli)
	if err := write(io.MultiWriter(buffered, sum)); err != nil {
		return err
	}
	if err := binary.Write(buffered, binary.BigEndian, sum.Sum32()); err != nil {
		return err
	}
	return buffered.Flush()
}

// snapshotReader reads a snapshot up to its checksum, and holds it against that.
type snapshotReader struct {
	file *os.File
	data io.Reader
	sum  hash.Hash32
	size int64
}

func openSnapshot(path string) (*snapshotReader, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && info.Size() < crc32.Size {
		err = &DamagedError{path, info.Size(), "it ends here"}
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	size := info.Size() - crc32.Size
	return &snapshotReader{f, bufio.NewReaderSize(io.LimitReader(f, size), 1<<16), crc32.New(castagnoli), size}, nil
}

func (r *snapshotReader) Read(p []byte) (int, error) {
	n, err := r.data.Read(p)
	_, _ = r.sum.Write(p[:n]) // it cannot fail
	if err == io.EOF {
		var want [crc32.Size]byte
		if _, err := r.file.ReadAt(want[:], r.size); err != nil {
			return n, fmt.Errorf("read the checksum of %s: %w", r.file.Name(), err)
		}
		if binary.BigEndian.Uint32(want[:]) != r.sum.Sum32() {
			return n, &DamagedError{r.file.Name(), 0, "its checksum is another"}
		}
	}
	return n, err
}

func (r *snapshotReader) Close() error { return r.file.Close() }
