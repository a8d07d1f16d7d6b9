package mockserver

import (
	"errors"
	"net"
	"net/http"

	"github.com/cotalker/rolecall/internal/journal"
)

// answerJournal answers with what the journal says.
func (c *controlCall) answerJournal(of func(*journal.Journal) (any, error)) (int, any, error) {
	if c.server.noJournal {
		return 0, nil, &controlError{http.StatusNotFound, "the mock keeps no journal: it was started without one", nil}
	}
	if at, connected := c.request.Context().Value(http.LocalAddrContextKey).(net.Addr); connected && c.server.shared {
		c.writer.Header()["Rolecall-Replica"] = []string{at.String()} // others answer too, and have journals of their own
	}
	value, err := of(c.world().journal)
	if errors.As(err, &journal.BusyError{}) {
		return 0, nil, &controlError{http.StatusServiceUnavailable, err.Error(), nil}
	}
	return http.StatusOK, value, err
}

func (c *controlCall) journal() (int, any, error) {
	return c.answerJournal(func(j *journal.Journal) (any, error) { return j.List(c.request) })
}

func (c *controlCall) journalCounts() (int, any, error) {
	return c.answerJournal(func(j *journal.Journal) (any, error) { return j.Counts(c.request) })
}

func (c *controlCall) journalArchive() (int, any, error) {
	return c.answerJournal(func(j *journal.Journal) (any, error) { return j.Archive(c.writer, c.request) })
}

func (c *controlCall) clearJournal() (int, any, error) {
	return http.StatusNoContent, nil, c.world().ClearJournal()
}

// journalEvents writes its reply as events come.
func (c *controlCall) journalEvents() (int, any, error) {
	_, _, err := c.answerJournal(func(j *journal.Journal) (any, error) { return nil, j.Events(c.writer, c.request, c.world().name) })
	return 0, nil, err
}
