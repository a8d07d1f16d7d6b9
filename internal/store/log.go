package store

import (
	"context"
	"io"
)

// Position is the number of an entry in its log, from 1. As the position of a
// log it is that of the last entry; 0 is a log without any.
type Position uint64

// Entry is one entry of a log.
type Entry struct {
	Position Position
	Data     []byte
}

// Bounds of what an engine is asked to keep.
const (
	// MaxEntry is the most bytes of one entry.
	MaxEntry = 64 << 20
	// MaxRead is about how many bytes one Read answers with. An entry that is
	// larger comes alone.
	MaxRead = 8 << 20
	// MaxName is the most bytes of the name of a world.
	MaxName = 1024
)

// Log is the log of one world. It is safe for use by many goroutines. Each
// method answers with ErrUnavailable where the engine cannot be reached in time,
// with ErrDeleted once the world has been deleted, and with the error of ctx
// when that ends first.
type Log interface {
	// Append appends data if after is still the last position, and tells the
	// position of the new entry, which is after+1. Else it is ErrLostRace.
	Append(ctx context.Context, after Position, data []byte) (Position, error)

	// Read tells entries after a position, in order: at most max of them, fewer
	// where they are large, none where there are none. It is ErrCompacted where a
	// snapshot has taken the place of the first of them: read that.
	Read(ctx context.Context, after Position, max int) ([]Entry, error)

	// Head tells the position of the last entry.
	Head(ctx context.Context) (Position, error)

	// Wait returns nil as soon as there are entries after a position, and may
	// do so earlier.
	Wait(ctx context.Context, after Position) error

	// Snapshot opens the newest snapshot and tells the position whose state it
	// is: 0 and an empty reader where there is none. A Read of it is ErrCompacted
	// where newer ones have taken its place meanwhile.
	Snapshot(ctx context.Context) (Position, io.ReadCloser, error)

	// Compact keeps what write writes as the snapshot of the state at a
	// position, and lets go of the entries up to there; an engine may leave those
	// behind the snapshot before. Where write fails, and where there is a snapshot
	// of that position or a later one, nothing changes; the latter is no error.
	// Appends and reads go on meanwhile.
	Compact(ctx context.Context, at Position, write func(io.Writer) error) error
}
