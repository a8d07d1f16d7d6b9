package store

import (
	"context"
	"fmt"
	"time"
)

// Store holds the logs of worlds. It is safe for use by many goroutines.
type Store interface {
	// Open opens the log of a world, and begins it where there is none. It is a
	// *MismatchError where the log is one of another identity.
	Open(ctx context.Context, world string, identity Identity) (Log, error)

	// Worlds lists the worlds that have a log, in order of their names.
	Worlds(ctx context.Context) ([]World, error)

	// Delete deletes the log of a world with its snapshots. That there is none
	// is no error.
	Delete(ctx context.Context, world string) error

	// Touch notes that a world is in use now, as an append does. That there is none
	// is no error.
	Touch(ctx context.Context, world string) error

	// Expire deletes each world that was neither touched nor appended to for longer
	// than idle, but for the one that is spared, and names them. Time is told by the
	// engine's clock alone, so that it is the same for all processes. A world that
	// comes into use meanwhile stays whole, or is gone whole: what was appended with
	// success before it goes keeps it.
	Expire(ctx context.Context, idle time.Duration, spared string) ([]string, error)

	// Close lets go of the engine. What was appended stays.
	Close() error
}

// World is what a store knows of a world that has a log.
type World struct {
	Name     string // any bytes
	Identity Identity
	Head     Position
	Changed  time.Time // when it was begun, appended to or touched last, by the engine's clock
}

// Identity is what all processes that share a log must agree on.
type Identity struct {
	Contract string // the digest of the contract
	Format   int    // the version of what entries and snapshots hold
}

// String tells an identity as the errors do.
func (i Identity) String() string {
	return fmt.Sprintf("contract %s, format %d", i.Contract, i.Format)
}

// CheckName tells what is wrong with the name of a world.
func CheckName(world string) error {
	if world == "" || len(world) > MaxName {
		return fmt.Errorf("open a world in the store: its name has %d bytes, and may have 1 to %d", len(world), MaxName)
	}
	return nil
}

// CheckEntry tells what is wrong with the data of an entry.
func CheckEntry(data []byte) error {
	if len(data) > MaxEntry {
		return fmt.Errorf("append to the store: the entry has %d bytes, and may have %d: write less at once", len(data), MaxEntry)
	}
	return nil
}
