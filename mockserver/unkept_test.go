package mockserver_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cotalker/rolecall/internal/store"
	"github.com/cotalker/rolecall/internal/store/storetest"
	"github.com/cotalker/rolecall/mockserver"
)

// unkeeping is a store without room for snapshots.
type unkeeping struct{ store.Store }

func (s unkeeping) Open(ctx context.Context, world string, identity store.Identity) (store.Log, error) {
	log, err := s.Store.Open(ctx, world, identity)
	return unkeepingLog{log}, err
}

type unkeepingLog struct{ store.Log }

func (unkeepingLog) Compact(context.Context, store.Position, func(io.Writer) error) error {
	return errors.New("no room for a snapshot")
}

// lines are written by many.
type lines struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// TestASnapshotThatCannotBeKept is told of in the log and the metrics, also at the
// end, and hinders nothing.
func TestASnapshotThatCannotBeKept(t *testing.T) {
	logged := &lines{}
	a := newClient(t, "v3", mockserver.WithLog(slog.New(slog.NewTextHandler(logged, nil))),
		mockserver.WithStore(unkeeping{storetest.NewMemory()}, mockserver.StoreSettings{Keep: 2}))
	a.want(201, "", "TOKEN", "POST", "/users", newUser)
	a.want(409, "", "TOKEN", "POST", "/users", newUser)
	a.want(201, "", "TOKEN", "POST", "/users", strings.Replace(newUser, "new@", "newer@", 1))
	for end := time.Now().Add(10 * time.Second); !strings.Contains(a.metrics(), "rolecall_log_snapshots_failed_total 1\n"); {
		if time.Now().After(end) {
			t.Fatal("the metrics never told of a snapshot that failed:\n" + a.metrics())
		}
	}
	for end := time.Now().Add(10 * time.Second); !strings.Contains(logged.String(), "no room for a snapshot"); {
		if time.Now().After(end) {
			t.Fatal("the log never told of a snapshot that failed:\n" + logged.String())
		}
	}
	a.want(200, "", "TOKEN", "GET", "/users?email=newer@example.com", "")
	if err := a.mock.Close(context.Background()); err == nil || !strings.Contains(err.Error(), "no room for a snapshot") {
		t.Error("the end of the mock said", err)
	}
}
