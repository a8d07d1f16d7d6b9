package mockserver

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/cotalker/rolecall/internal/connections"
)

// maxWatchers is how many may wait for exchanges at once.
const maxWatchers = 100

// watches counts who waits, and refuses too many.
func (c *controlCall) watches() (done func(), err error) {
	if c.server.journals.watchers.Add(1) > maxWatchers {
		c.server.journals.watchers.Add(-1)
		return nil, &controlError{http.StatusServiceUnavailable, fmt.Sprintf("%d clients wait for exchanges already", maxWatchers), nil}
	}
	return func() { c.server.journals.watchers.Add(-1) }, nil
}

// journalEntries are the exchanges that the query asks for; it waits for them where
// that is asked.
func (c *controlCall) journalEntries() ([]Entry, journalQuery, error) {
	q, err := journalQueryOf(c.request.URL.Query())
	if err != nil {
		return nil, q, err
	}
	if c.server.journals.off {
		return nil, q, &controlError{http.StatusNotFound, "the mock keeps no journal: it was started without one", nil}
	}
	if q.timeout == 0 {
		entries, err := c.world().Journal(q.JournalFilter)
		return entries, q, err
	}
	done, err := c.watches()
	if err != nil {
		return nil, q, err
	}
	defer done()
	ctx, cancel := context.WithTimeout(c.request.Context(), q.timeout)
	defer cancel()
	entries, err := c.world().Await(ctx, q.JournalFilter, q.atLeast)
	return entries, q, err
}

func (c *controlCall) journal() (int, any, error) {
	entries, q, err := c.journalEntries()
	if err != nil {
		return 0, nil, err
	}
	total := len(entries)
	return http.StatusOK, map[string]any{"total": total, "entries": entries[max(total-q.limit, 0):]}, nil
}

// journalCounts counts exchanges by operation and status, for what a test asserts.
func (c *controlCall) journalCounts() (int, any, error) {
	entries, _, err := c.journalEntries()
	if err != nil {
		return 0, nil, err
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
	return http.StatusOK, map[string]any{"total": len(entries), "faults": faults, "operations": operations}, nil
}

func (c *controlCall) clearJournal() (int, any, error) {
	c.world().ClearJournal()
	return http.StatusNoContent, nil, nil
}

func (c *controlCall) journalArchive() (int, any, error) {
	entries, _, err := c.journalEntries()
	if err != nil {
		return 0, nil, err
	}
	c.writer.Header()["Content-Disposition"] = []string{`attachment; filename="journal.har"`}
	host := c.request.Host
	if host == "" {
		host = "localhost"
	}
	return http.StatusOK, archiveOf(entries, "http://"+host), nil
}

// heartbeat is how often a stream of events says that it is there.
const heartbeat = 10 * time.Second

// journalEvents sends each exchange as it comes, as a server-sent event: those
// behind the number of Last-Event-ID, of the query, or from now on.
func (c *controlCall) journalEvents() (int, any, error) {
	q, err := journalQueryOf(c.request.URL.Query())
	if err != nil {
		return 0, nil, err
	}
	if c.server.journals.off {
		return 0, nil, &controlError{http.StatusNotFound, "the mock keeps no journal: it was started without one", nil}
	}
	w := c.world()
	if last := c.request.Header.Get("Last-Event-ID"); last != "" {
		if q.After, err = strconv.ParseUint(last, 10, 64); err != nil {
			return 0, nil, fmt.Errorf("Last-Event-ID: %s is not the id of an event", printable(last))
		}
	} else if !c.request.URL.Query().Has("after") {
		q.After = w.journal.last()
	}
	if _, err := w.Journal(q.JournalFilter); err != nil {
		return 0, nil, err
	}
	done, err := c.watches()
	if err != nil {
		return 0, nil, err
	}
	defer done()
	c.writer.Header()["Content-Type"] = []string{"text/event-stream"}
	c.writer.Header()["Cache-Control"] = noStore
	c.writer.WriteHeader(http.StatusOK)
	out := http.NewResponseController(c.writer)
	alive := time.NewTicker(heartbeat)
	defer alive.Stop()
	fmt.Fprint(c.writer, ": the journal of "+w.name+"\n\n")
	for {
		if err := out.Flush(); err != nil {
			return 0, nil, nil // the client has gone
		}
		connections.Touch(c.request.Context())
		news := w.journal.wait()
		entries, _ := w.Journal(q.JournalFilter)
		for _, e := range entries {
			text, _ := json.Marshal(e)
			if _, err := fmt.Fprintf(c.writer, "id: %d\ndata: %s\n\n", e.ID, text); err != nil {
				return 0, nil, nil
			}
		}
		if len(entries) > 0 {
			q.After = entries[len(entries)-1].ID
			continue
		}
		if w.journal.over() {
			return 0, nil, nil // another world has its name, where a client goes on
		}
		select {
		case <-news:
		case <-alive.C:
			fmt.Fprint(c.writer, ":\n\n")
		case <-connections.Ending(c.request.Context()):
			return 0, nil, nil
		case <-c.request.Context().Done():
			return 0, nil, nil
		}
	}
}
