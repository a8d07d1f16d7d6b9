package store

import (
	"errors"
	"fmt"
)

// What the methods of a log fail with; errors.Is tells them.
var (
	// ErrLostRace says that the log has gone on: catch up, decide again.
	ErrLostRace = errors.New("another entry was first")
	// ErrCompacted says that a snapshot has taken the place of what was asked for.
	ErrCompacted = errors.New("a snapshot has taken the place of these entries")
	// ErrDeleted says that the world was deleted since its log was opened. If
	// there is one again, then it is another: open it anew.
	ErrDeleted = errors.New("the world was deleted from the store")
	// ErrUnavailable says that the engine does not answer or cannot write. It
	// may be back at once or never; nothing needs to be opened anew.
	ErrUnavailable = errors.New("the store is not available")
	// ErrDamaged says, beside ErrUnavailable, that what was kept is not as it was
	// written. It stays so until somebody mends it.
	ErrDamaged = errors.New("the store is damaged")
)

// MismatchError says that a world's log was written by processes of another
// identity.
type MismatchError struct {
	World string
	Have  Identity // of the log
	Want  Identity // of who asks
}

func (e *MismatchError) Error() string {
	return fmt.Sprintf("the world %q in the store was written with %s, and this process has %s: "+
		"start it with the same document and version of rolecall, choose another store, or delete the world", e.World, e.Have, e.Want)
}

// Unavailable gives the cause of an ErrUnavailable: "ACTION: the store is not
// available: CAUSE". The cause must hold no secret.
func Unavailable(action string, cause error) error {
	return fmt.Errorf("%s: %w: %w", action, ErrUnavailable, cause)
}

// LostRace tells by what an append lost.
func LostRace(after, head Position) error {
	return fmt.Errorf("append after entry %d: %w: the log is at %d", after, ErrLostRace, head)
}

// Compacted tells what took the place of entries.
func Compacted(after, snapshot Position) error {
	return fmt.Errorf("read after entry %d: %w: the snapshot is of %d", after, ErrCompacted, snapshot)
}

// NotReached says that a snapshot was to be taken of what is not there yet.
func NotReached(at, head Position) error {
	return fmt.Errorf("keep a snapshot of entry %d: the log is at %d", at, head)
}

// IsOfLog tells whether an error is one of those above, and so not the engine's.
func IsOfLog(err error) bool {
	for _, known := range []error{ErrLostRace, ErrCompacted, ErrDeleted, ErrUnavailable} {
		if errors.Is(err, known) {
			return true
		}
	}
	var mismatch *MismatchError
	return errors.As(err, &mismatch)
}
