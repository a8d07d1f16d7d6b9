package nats

import (
	"context"
	"errors"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/cotalker/rolecall/internal/store"
	"github.com/cotalker/rolecall/internal/store/servertest"
	"github.com/cotalker/rolecall/internal/store/storetest"
)

// TestARollingRestartLosesNothing kills and starts each server of a cluster in
// turn, when entries and snapshots have been let go of. A server that starts does
// again what its log tells, and each comes to lead.
func TestARollingRestartLosesNothing(t *testing.T) {
	cluster := servertest.NATS(t, 3)
	s := open(t, cluster.URL)
	defer s.Close()
	opened, err := s.Open(t.Context(), "rolling", storetest.Identity)
	if err != nil {
		t.Fatal(err)
	}
	l := opened.(*Log)
	at := store.Position(0)
	more := func(n int) {
		t.Helper()
		for range n {
			if at, err = l.Append(t.Context(), at, fmt.Appendf(nil, "entry %d", at+1)); err != nil {
				t.Fatal(err)
			}
		}
	}
	more(30)
	for range 3 {
		keep := at - 10
		if err := l.Compact(t.Context(), keep, func(w io.Writer) error {
			_, err := fmt.Fprintf(w, "snapshot of %d", keep)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		more(10)
	}
	for node := range 3 {
		began := time.Now()
		cluster.StopOne(node)
		cluster.StartOne(node)
		servertest.Until(t, "the cluster", func(ctx context.Context) error { return l.whole(ctx, began) })
	}
	snapshot, r, err := l.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if data, err := io.ReadAll(r); err != nil || string(data) != "snapshot of 40" || snapshot != 40 {
		t.Errorf("the snapshot is of %d, and has %q, %v", snapshot, data, err)
	}
	entries, err := l.Read(t.Context(), 40, 100)
	if err != nil || len(entries) != 20 {
		t.Fatalf("%d entries behind the snapshot, want 20: %v", len(entries), err)
	}
	for i, e := range entries {
		if want := fmt.Sprintf("entry %d", 41+i); string(e.Data) != want {
			t.Errorf("entry %d is %q", e.Position, e.Data)
		}
	}
}

// whole tells whether all servers that a log is kept in have been heard of since
// a time, and know what the leader does.
func (l *Log) whole(ctx context.Context, since time.Time) error {
	// A stream without a leader does not answer.
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	for _, name := range []string{streamName(l.world), keptPrefix + l.id} {
		stream, err := l.store.js.Stream(ctx, name)
		if err != nil {
			return err
		}
		info := stream.CachedInfo()
		if info.Cluster == nil || info.Cluster.Leader == "" || len(info.Cluster.Replicas) != 2 {
			return errors.New("a stream has no leader")
		}
		for _, r := range info.Cluster.Replicas {
			if !r.Current || r.Offline || r.Lag > 0 || r.Active > time.Since(since) {
				return fmt.Errorf("a server is not there yet: %+v", *r)
			}
		}
	}
	return nil
}
