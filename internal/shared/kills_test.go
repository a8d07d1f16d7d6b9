package shared

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/cotalker/rolecall/internal/store/servertest"
)

const (
	writers = 64
	records = 24
)

// TestNothingIsLostWhenReplicasAreKilled has 64 clients write and read through
// the balancer, while a mock is killed each second and started again, and in the
// middle the engine is hurt. ROLECALL_KILLS_FOR=2m says for how long.
func TestNothingIsLostWhenReplicasAreKilled(t *testing.T) {
	lasts := 10 * time.Second
	if text := os.Getenv("ROLECALL_KILLS_FOR"); text != "" {
		var err error
		if lasts, err = time.ParseDuration(text); err != nil {
			t.Fatal(err)
		}
	}
	for _, e := range engines {
		t.Run(e.name, func(t *testing.T) {
			url, hurt := e.start(t)
			f := newFleet(t, url, 3)
			w := newWork(t, f)
			ctx, cancel := context.WithTimeout(t.Context(), lasts)
			defer cancel()
			var all sync.WaitGroup
			for i := range writers {
				all.Go(func() { w.run(ctx, i) })
			}
			for second := 1; ctx.Err() == nil; second++ {
				pause(time.Second)
				f.mocks[second%len(f.mocks)].kill()
				if at := time.Duration(second) * time.Second; at == (lasts/2).Truncate(time.Second) || at == (lasts*3/4).Truncate(time.Second) {
					hurt()
				}
			}
			all.Wait()
			f.ready()
			w.check(t)
		})
	}
}

// work is what the clients do, and what they were told.
type work struct {
	fleet   *fleet
	client  *client
	history *history
	records []string

	mu      sync.Mutex
	created map[string]string // id by email, of those that were told
	emails  []string
	counts  map[string]int // by what was done and the status
}

func newWork(t *testing.T, f *fleet) *work {
	t.Helper()
	w := &work{fleet: f, client: newClient(f.balancer, writers), history: newHistory(), created: map[string]string{}, counts: map[string]int{}}
	for i := range records {
		var u user
		servertest.Until(t, "the balancer", func(ctx context.Context) error {
			var status int
			if u, status = w.client.create(ctx, fmt.Sprintf("record-%d@example.com", i)); status != http.StatusCreated {
				return fmt.Errorf("create: %d", status)
			}
			return nil
		})
		w.records = append(w.records, u.ID)
	}
	return w
}

func (w *work) count(what string, status int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.counts[fmt.Sprintf("%s %d", what, status)]++
}

// run is one client: it updates and reads records, and makes users with emails
// that another client makes at the same time.
func (w *work) run(ctx context.Context, number int) {
	// What was begun is ended: who is cut off would know nothing of it.
	calls := context.WithoutCancel(ctx)
	last := map[string]time.Time{} // modifiedAt, by record
	for i := 0; ctx.Err() == nil; i++ {
		record := w.records[rand.IntN(len(w.records))]
		call := w.history.now()
		switch choice := rand.IntN(10); {
		case choice < 4:
			value := fmt.Sprintf("%d-%d", number, i)
			u, status := w.client.update(calls, record, value)
			w.history.wrote(record, value, call, status == http.StatusOK)
			w.count("update", status)
			w.grows(last, u, status)
		case choice < 8:
			u, status := w.client.read(calls, record)
			if status == http.StatusOK {
				w.history.read(record, u.JobTitle, call)
			} else if status == http.StatusNotFound {
				w.fleet.t.Errorf("record %s is lost", record)
			}
			w.count("read", status)
			w.grows(last, u, status)
		default:
			w.create(calls, fmt.Sprintf("pair-%d-%d@example.com", number/2, i))
		}
		if ctx.Err() == nil && rand.IntN(4) == 0 {
			pause(time.Duration(rand.IntN(10)) * time.Millisecond)
		}
	}
}

func (w *work) grows(last map[string]time.Time, u user, status int) {
	if status != http.StatusOK {
		return
	}
	if u.ModifiedAt.Before(last[u.ID]) {
		w.fleet.t.Errorf("modifiedAt of %s went from %s back to %s", u.ID, last[u.ID], u.ModifiedAt)
	}
	last[u.ID] = u.ModifiedAt
}

func (w *work) create(ctx context.Context, email string) {
	u, status := w.client.create(ctx, email)
	w.count("create", status)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.emails = append(w.emails, email)
	if status != http.StatusCreated {
		return
	}
	if before, twice := w.created[email]; twice {
		w.fleet.t.Errorf("%s was created as %s and as %s", email, before, u.ID)
	}
	w.created[email] = u.ID
}

// check looks at what there is in the end.
func (w *work) check(t *testing.T) {
	t.Helper()
	ctx := t.Context()
	direct := newClient(w.fleet.mocks[0].address(), 1)
	listed, err := direct.list(ctx)
	if err != nil {
		t.Fatal(err)
	}
	ids, emails := map[string]user{}, map[string]bool{}
	for _, u := range listed {
		if _, twice := ids[u.ID]; twice || emails[u.Email] {
			t.Errorf("%s, %s stands twice in the list", u.ID, u.Email)
		}
		ids[u.ID], emails[u.Email] = u, true
	}
	for email, id := range w.created {
		if ids[id].Email != email {
			t.Errorf("%s, created as %s, is not in the list", email, id)
		}
	}
	for i, u := range listed {
		if i%7 != 0 && !slices.Contains(w.records, u.ID) {
			continue // each would take long
		}
		call := w.history.now()
		got, status := newClient(w.fleet.mocks[i%3].address(), 1).read(ctx, u.ID)
		if status != http.StatusOK || got != u {
			t.Errorf("the list has %+v, and a read of it gives %d, %+v", u, status, got)
		}
		if slices.Contains(w.records, u.ID) {
			w.history.read(u.ID, got.JobTitle, call)
		}
	}
	w.history.check(t)
	w.sameDigest(t)
	t.Logf("%d users; %v", len(listed), w.counts)
}

// sameDigest wants the digest of the state of each mock the same.
func (w *work) sameDigest(t *testing.T) {
	t.Helper()
	servertest.Until(t, "the same digest everywhere", func(ctx context.Context) error {
		var told []string
		for _, m := range w.fleet.mocks {
			if _, status := newClient(m.address(), 1).read(ctx, w.records[0]); status != http.StatusOK {
				return fmt.Errorf("read: %d", status)
			}
			position, digest, err := m.digest(ctx)
			if err != nil {
				return err
			}
			told = append(told, fmt.Sprintf("%s at %d", digest, position))
		}
		if told = slices.Compact(told); len(told) != 1 {
			return fmt.Errorf("they tell %v", told)
		}
		return nil
	})
}
