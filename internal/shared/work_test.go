package shared

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/cotalker/rolecall/internal/store/servertest"
)

// work is what the clients do, and what they were told.
type work struct {
	mocks   []string // addresses
	client  *client
	history *history
	records []string

	mu       sync.Mutex
	created  map[string]string // id by email, of those that were told
	counts   map[string]int    // by what was done and the status
	problems []error
}

// newWork begins with records. The clients ask at one address, or at each mock's
// own in turn.
func newWork(t *testing.T, mocks []string, addresses ...string) *work {
	t.Helper()
	w := &work{mocks: mocks, client: newClient(writers, addresses...), history: newHistory(), created: map[string]string{}, counts: map[string]int{}}
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

func (w *work) problem(format string, args ...any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.problems = append(w.problems, fmt.Errorf(format, args...))
}

func (w *work) count(what string, status int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.counts[fmt.Sprintf("%s %d", what, status)]++
}

// run is one client: it updates and reads records, and makes users with emails
// that another client makes at the same time, so many things at most.
func (w *work) run(ctx context.Context, number, acts int) {
	// What was begun is ended: who is cut off would know nothing of it.
	calls := context.WithoutCancel(ctx)
	last := map[string]time.Time{} // modifiedAt, by record
	for i := 0; i < acts && ctx.Err() == nil; i++ {
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
				w.problem("record %s is lost", record)
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
		w.problem("modifiedAt of %s went from %s back to %s", u.ID, last[u.ID], u.ModifiedAt)
	}
	last[u.ID] = u.ModifiedAt
}

func (w *work) create(ctx context.Context, email string) {
	u, status := w.client.create(ctx, email)
	w.count("create", status)
	if status != http.StatusCreated {
		return
	}
	w.mu.Lock()
	before, twice := w.created[email]
	w.created[email] = u.ID
	w.mu.Unlock()
	if twice {
		w.problem("%s was created as %s and as %s", email, before, u.ID)
	}
}

// check looks at what there is in the end.
func (w *work) check(t *testing.T) {
	t.Helper()
	w.compare(t.Context())
	if err := w.history.explained(); err != nil {
		t.Error(err)
	}
	for _, problem := range w.problems[:min(len(w.problems), 20)] {
		t.Error(problem)
	}
	w.sameDigest(t)
	t.Logf("%d created; %v", len(w.created), w.counts)
}

// compare wants the same in the list, by each id, and of what was told.
func (w *work) compare(ctx context.Context) {
	listed, err := newClient(1, w.mocks[0]).list(ctx)
	if err != nil {
		w.problem("%w", err)
		return
	}
	ids, emails := map[string]user{}, map[string]bool{}
	for _, u := range listed {
		if _, twice := ids[u.ID]; twice || emails[u.Email] {
			w.problem("%s, %s stands twice in the list", u.ID, u.Email)
		}
		ids[u.ID], emails[u.Email] = u, true
	}
	for email, id := range w.created {
		if ids[id].Email != email {
			w.problem("%s, created as %s, is not in the list", email, id)
		}
	}
	direct := newClient(1, w.mocks...)
	for i, u := range listed {
		if i%7 != 0 && !slices.Contains(w.records, u.ID) {
			continue // each would take long
		}
		call := w.history.now()
		got, status := direct.read(ctx, u.ID)
		if status != http.StatusOK || got != u {
			w.problem("the list has %+v, and a read of it gives %d, %+v", u, status, got)
		}
		if slices.Contains(w.records, u.ID) {
			w.history.read(u.ID, got.JobTitle, call)
		}
	}
}

// sameDigest wants the digest of the state of each mock the same.
func (w *work) sameDigest(t *testing.T) {
	t.Helper()
	servertest.Until(t, "the same digest everywhere", func(ctx context.Context) error {
		var told []string
		for _, address := range w.mocks {
			if _, status := newClient(1, address).read(ctx, w.records[0]); status != http.StatusOK {
				return fmt.Errorf("read: %d", status)
			}
			position, digest, err := digest(ctx, address)
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
