package ledger

import (
	"errors"

	"github.com/cotalker/rolecall/internal/store"
)

// IsTrouble tells whether an error is about the store and not about what was
// asked.
func IsTrouble(err error) bool {
	var busy *busyError
	var mismatch *store.MismatchError
	return errors.Is(err, store.ErrUnavailable) || errors.Is(err, store.ErrLostRace) || errors.Is(err, errPanicked) || errors.Is(err, errUnreadable) ||
		errors.As(err, &busy) || errors.As(err, &mismatch)
}
