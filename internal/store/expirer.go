package store

import (
	"context"
	"time"
)

// Expirer is a store that can let go of worlds that nobody uses. Time is told by the
// engine's clock alone, so that it is the same for all processes.
type Expirer interface {
	// Touch notes that a world is in use now, as an append does. That there is none
	// is no error.
	Touch(ctx context.Context, world string) error

	// Expire deletes each world that was neither touched nor appended to for longer
	// than idle, but for the one that is spared, and names them. A world that comes
	// into use meanwhile stays whole, or is gone whole.
	Expire(ctx context.Context, idle time.Duration, spared string) ([]string, error)
}
