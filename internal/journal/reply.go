package journal

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/cotalker/rolecall/internal/connections"
	"github.com/cotalker/rolecall/internal/printable"
)

// maxWatchers is how many may wait for exchanges at once.
const maxWatchers = 100

// BusyError tells that too many wait already.
type BusyError struct{}

func (BusyError) Error() string {
	return fmt.Sprintf("%d clients wait for exchanges already", maxWatchers)
}

// watches counts who waits, and refuses too many.
func (k *Keeper) watches() (done func(), err error) {
	if k.watchers.Add(1) > maxWatchers {
		k.watchers.Add(-1)
		return nil, BusyError{}
	}
	return func() { k.watchers.Add(-1) }, nil
}

// asked are the exchanges that the query of a request asks for; it waits for them
// where that is asked.
func (j *Journal) asked(r *http.Request) ([]Entry, query, error) {
	q, err := queryOf(r.URL.Query())
	if err != nil {
		return nil, q, err
	}
	if q.timeout == 0 {
		entries, err := j.Entries(q.Filter)
		return entries, q, err
	}
	done, err := j.keeper.watches()
	if err != nil {
		return nil, q, err
	}
	defer done()
	ctx, cancel := context.WithTimeout(r.Context(), q.timeout)
	defer cancel()
	entries, err := j.Await(ctx, q.Filter, q.atLeast)
	return entries, q, err
}

// List is what a request gets that asks for exchanges.
func (j *Journal) List(r *http.Request) (any, error) {
	entries, q, err := j.asked(r)
	if err != nil {
		return nil, err
	}
	total := len(entries)
	return map[string]any{"total": total, "entries": entries[max(total-q.limit, 0):]}, nil
}

// Counts counts exchanges by operation and status, for what a test asserts.
func (j *Journal) Counts(r *http.Request) (any, error) {
	entries, _, err := j.asked(r)
	if err != nil {
		return nil, err
	}
	operations, faults := map[string]map[string]int{}, 0
	for _, e := range entries {
		if operations[e.Operation] == nil {
			operations[e.Operation] = map[string]int{}
		}
		operations[e.Operation][strconv.Itoa(e.Status)]++
		if len(e.Faults) > 0 {
			faults++
		}
	}
	return map[string]any{"total": len(entries), "faults": faults, "operations": operations}, nil
}

// Archive is an HTTP Archive of the exchanges that a request asks for, as a file to
// be saved.
func (j *Journal) Archive(w http.ResponseWriter, r *http.Request) (any, error) {
	entries, _, err := j.asked(r)
	if err != nil {
		return nil, err
	}
	w.Header()["Content-Disposition"] = []string{`attachment; filename="journal.har"`}
	host := r.Host
	if host == "" {
		host = "localhost"
	}
	scheme := "http://"
	if r.TLS != nil {
		scheme = "https://"
	}
	return archiveOf(entries, scheme+host), nil
}

// heartbeat is how often a stream of events says that it is there.
const heartbeat = 10 * time.Second

// Events sends each exchange as it comes, as a server-sent event: those behind the
// number of Last-Event-ID, of the query, or from now on. With an error nothing was
// written.
func (j *Journal) Events(w http.ResponseWriter, r *http.Request, name string) error {
	q, err := queryOf(r.URL.Query())
	if err != nil {
		return err
	}
	if last := r.Header.Get("Last-Event-ID"); last != "" {
		if q.After, err = strconv.ParseUint(last, 10, 64); err != nil {
			return fmt.Errorf("Last-Event-ID: %s is not the id of an event", printable.Line(last))
		}
	} else if !r.URL.Query().Has("after") {
		q.After = j.last()
	}
	if _, err := j.Entries(q.Filter); err != nil {
		return err
	}
	done, err := j.keeper.watches()
	if err != nil {
		return err
	}
	defer done()
	w.Header()["Content-Type"] = []string{"text/event-stream"}
	w.Header()["Cache-Control"] = []string{"no-store"}
	w.WriteHeader(http.StatusOK)
	fmt.Fprint(w, ": the journal of "+name+"\n\n")
	j.stream(w, r, q.Filter)
	return nil
}

// stream sends events until the client or the journal has gone.
func (j *Journal) stream(w http.ResponseWriter, r *http.Request, f Filter) {
	out := http.NewResponseController(w)
	alive := time.NewTicker(heartbeat)
	defer alive.Stop()
	for {
		if err := out.Flush(); err != nil {
			return
		}
		connections.Touch(r.Context())
		news := j.wait()
		entries, _ := j.Entries(f)
		for _, e := range entries {
			text, _ := json.Marshal(e)
			if _, err := fmt.Fprintf(w, "id: %d\ndata: %s\n\n", e.ID, text); err != nil {
				return
			}
		}
		if len(entries) > 0 {
			f.After = entries[len(entries)-1].ID
			continue
		}
		if j.over() {
			return // another has its place, where a client goes on
		}
		select {
		case <-news:
		case <-alive.C:
			fmt.Fprint(w, ":\n\n")
		case <-connections.Ending(r.Context()):
			return
		case <-r.Context().Done():
			return
		}
	}
}
