package file

import (
	"bufio"
	"fmt"
	"hash/crc32"
	"io"

	"github.com/cotalker/rolecall/internal/store"
)

// segment is a file of entries, from first on.
type segment struct {
	path  string
	disk  disk
	first store.Position
	// starts are where its records begin; end is where the last one ends.
	starts []int64
	end    int64
	// room is where the zeros end that follow the last record, and the file.
	room int64
	// torn says that there may be other bytes after end, of an append that failed.
	torn bool
	// cut is how many bytes were cut off when it was opened.
	cut int64
}

// next is the position after the segment's last entry.
func (s *segment) next() store.Position { return s.first + store.Position(len(s.starts)) }

// DamagedError says that a file of the store is not as it was written.
type DamagedError struct {
	Path   string
	Offset int64 // in bytes
	Reason string
}

func (e *DamagedError) Error() string {
	return fmt.Sprintf("%s is damaged at byte %d: %s; put a copy of the store in its place, or remove the folder that has the file, and the world with it",
		e.Path, e.Offset, e.Reason)
}

// Is tells errors.Is that it is store.ErrDamaged.
func (e *DamagedError) Is(other error) bool { return other == store.ErrDamaged }

// openSegment opens a file and finds its records. Of the last segment of a log,
// what is torn at the end is cut off.
func openSegment(open opener, path string, first store.Position, last bool) (_ *segment, err error) {
	d, err := open(path)
	if err != nil {
		return nil, err
	}
	s := &segment{path: path, disk: d, first: first}
	defer func() {
		if err != nil {
			_ = d.Close() // what failed before matters more
		}
	}()
	info, err := d.Stat()
	if err != nil {
		return nil, err
	}
	if err := s.scan(info.Size()); err != nil {
		return nil, err
	}
	s.room = info.Size()
	later, blank, err := s.rest()
	switch {
	case err != nil:
		return nil, err
	case blank:
		return s, nil
	case !last:
		return nil, &DamagedError{path, s.end, fmt.Sprintf("entry %d is not whole, and later ones are there", s.next())}
	case later > 0:
		return nil, &DamagedError{path, s.end, fmt.Sprintf("entry %d is not whole, and entry %d is there", s.next(), later)}
	}
	s.torn, s.cut = true, s.room-s.end
	return s, s.mend()
}

// scan finds the whole records from the file's beginning.
func (s *segment) scan(size int64) error {
	r := bufio.NewReaderSize(io.NewSectionReader(s.disk, 0, size), 1<<16)
	for {
		b, err := r.Peek(headerSize)
		if err != nil && err != io.EOF {
			return err
		}
		h, ok := readHeader(b)
		if !ok || h.position != s.next() {
			return nil
		}
		_, _ = r.Discard(headerSize) // it was peeked at
		sum := crc32.New(castagnoli)
		switch n, err := io.CopyN(sum, r, int64(h.length)); {
		case err == io.EOF || n == int64(h.length) && sum.Sum32() != h.checksum:
			return nil
		case err != nil:
			return err
		}
		s.starts = append(s.starts, s.end)
		s.end += headerSize + int64(h.length)
	}
}

// rest looks at what follows the last record: for the header of a later entry, 0 for
// none, and whether there are zeros alone.
func (s *segment) rest() (later store.Position, blank bool, err error) {
	r := bufio.NewReaderSize(io.NewSectionReader(s.disk, s.end, s.room-s.end), 1<<16)
	for blank = true; ; {
		b, err := r.Peek(headerSize)
		if err != nil && err != io.EOF {
			return 0, false, err
		}
		if len(b) == 0 {
			return 0, blank, nil
		}
		if h, ok := readHeader(b); ok && h.position > s.next() {
			return h.position, false, nil
		}
		blank = blank && b[0] == 0
		_, _ = r.Discard(1) // it was peeked at
	}
}

// mend cuts off what an append left that failed. Until it has, nothing is
// appended: nobody knows what of it is on the disk.
func (s *segment) mend() error {
	if !s.torn {
		return nil
	}
	if err := s.disk.Truncate(s.end); err != nil {
		return err
	}
	if err := s.disk.Sync(); err != nil {
		return err
	}
	s.torn, s.room = false, s.end
	return nil
}

// An append that comes to the end of a file writes zeros behind it, for as much as
// the file has: to write over them takes half the time of making a file longer, for
// the file system notes nothing anew.
const (
	maxRoom = 1 << 20
	page    = 4 << 10 // what a file system gives at once
)

// write has a record reach the disk after the last one, and tells how long it
// is. What is visible of the segment stays as it is.
func (s *segment) write(data []byte) (int64, error) {
	if err := s.mend(); err != nil {
		return 0, err
	}
	b := record(s.next(), data)
	size := int64(len(b))
	room := s.room
	if end := s.end + size; end > room {
		room = (end + min(end, maxRoom) + page - 1) / page * page
		b = append(b, make([]byte, room-end)...)
	}
	_, err := s.disk.WriteAt(b, s.end)
	if err != nil && room > s.room { // a disk that is almost full may have room for the entry alone
		room = s.end + size
		if err = s.disk.Truncate(s.end); err == nil {
			_, err = s.disk.WriteAt(b[:size], s.end)
		}
	}
	if err == nil {
		err = s.disk.Sync()
	}
	if err != nil {
		s.torn = true
		_ = s.mend() // the next one tries again
		return 0, err
	}
	s.room = room
	return size, nil
}

// close gives back what no entry has taken.
func (s *segment) close() error {
	if s.room > s.end && !s.torn {
		_ = s.disk.Truncate(s.end) // zeros do no harm
	}
	return s.disk.Close()
}

// read reads an entry of the segment.
func (s *segment) read(position store.Position) ([]byte, error) {
	i := int(position - s.first)
	start, end := s.starts[i], s.end
	if i+1 < len(s.starts) {
		end = s.starts[i+1]
	}
	b := make([]byte, end-start)
	if _, err := s.disk.ReadAt(b, start); err != nil {
		return nil, err
	}
	h, ok := readHeader(b)
	if data := b[headerSize:]; ok && h.position == position && crc32.Checksum(data, castagnoli) == h.checksum {
		return data, nil
	}
	return nil, &DamagedError{s.path, start, fmt.Sprintf("entry %d has changed since it was written", position)}
}

// size tells how many bytes of data an entry has.
func (s *segment) size(position store.Position) int {
	i := int(position - s.first)
	end := s.end
	if i+1 < len(s.starts) {
		end = s.starts[i+1]
	}
	return int(end - s.starts[i] - headerSize)
}
