package mockserver

import (
	"context"
	"time"
)

// Journal is what was asked of the world so far and fits a filter, the oldest
// first. The test ends where the filter names an operation that there is not.
//
//	if n := len(mock.Journal(mockserver.JournalFilter{Faults: true})); n > 0 {
func (r *Running) Journal(f JournalFilter) []Entry {
	r.t.Helper()
	entries, err := r.In.Journal(f)
	if err != nil {
		r.t.Fatalf("reading the journal: %v", err)
	}
	return entries
}

// awaited is how long a test waits for what an app asks.
const awaited = 10 * time.Second

// Await is Journal when it has so many exchanges. The test ends where they do not
// come within ten seconds.
func (r *Running) Await(f JournalFilter, atLeast int) []Entry {
	r.t.Helper()
	ctx, end := context.WithTimeout(context.Background(), awaited)
	defer end()
	entries, err := r.In.Await(ctx, f, atLeast)
	switch {
	case err != nil:
		r.t.Fatalf("reading the journal: %v", err)
	case len(entries) < atLeast:
		r.t.Fatalf("within %s %d exchanges came that fit %+v, and %d were awaited", awaited, len(entries), f, atLeast)
	}
	return entries
}
