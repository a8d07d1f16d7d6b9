package mockserver

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/cotalker/rolecall/spec"
)

// JournalFilter says which exchanges of a journal are meant. What is zero says
// nothing.
type JournalFilter struct {
	Operation string    // an operationId, or "METHOD /path"
	Persona   string    // who asked
	Method    string    // of the request
	Path      string    // of the request, without its query; the last * stands for anything
	Status    int       // of the reply; of its hundred below 10: 4 for all from 400 to 499
	Since     time.Time // when it began at the earliest
	After     uint64    // its ID is greater
	Match     string    // a text that the path with its query, the reason or a body holds
	Faults    bool      // only where the client broke the contract
}

// Journal is what was asked of the world and answered, the oldest first: the last
// exchanges, as far as there is room.
func (w *World) Journal(f JournalFilter) ([]Entry, error) {
	var op *spec.Operation
	if f.Operation != "" {
		var err error
		if op, err = w.server.operationCalled(f.Operation); err != nil {
			return nil, err
		}
	}
	prefix, open := strings.CutSuffix(f.Path, "*")
	notes := w.journal.after(f.After, func(n *note) bool {
		return (op == nil || n.operation == op) && (f.Persona == "" || n.persona == f.Persona) && (f.Method == "" || n.method == f.Method) &&
			(f.Status == 0 || n.status == f.Status || n.status/100 == f.Status) && !n.began.Before(f.Since)
	})
	out := []Entry{}
	for i := range notes {
		if path := notes[i].texts[pathText]; f.Path != "" && path != f.Path && !(open && strings.HasPrefix(path, prefix)) {
			continue
		}
		e := w.server.entry(&notes[i])
		if f.Faults && len(e.Faults) == 0 {
			continue
		}
		if f.Match != "" && !strings.Contains(e.Path+"\n"+e.Reason+"\n"+e.Request.Body+"\n"+e.Reply.Body, f.Match) {
			continue
		}
		out = append(out, e)
	}
	return out, nil
}

// Await is Journal as soon as it has so many exchanges that fit, or when the
// context ends.
func (w *World) Await(ctx context.Context, f JournalFilter, atLeast int) ([]Entry, error) {
	for {
		news := w.journal.wait() // before the look, or what comes after it would be missed
		entries, err := w.Journal(f)
		if err != nil || len(entries) >= atLeast || ctx.Err() != nil || w.journal.over() {
			return entries, err
		}
		select {
		case <-news:
		case <-ctx.Done():
		}
	}
}

// journalQuery is how the control API is asked for exchanges.
type journalQuery struct {
	JournalFilter
	limit, atLeast int
	timeout        time.Duration
}

const (
	usualEntries = 100
	maxEntries   = 5000
)

// journalQueryOf reads a query. The error says what of it is not understood.
func journalQueryOf(query url.Values) (q journalQuery, err error) {
	q.limit = usualEntries
	number := func(name, text string, most int) (n int) {
		if n, err = strconv.Atoi(text); err != nil || !isDigits(text) || n > most {
			err = fmt.Errorf("%s=%s is not a number from 0 to %d", name, printable(text), most)
		}
		return n
	}
	for name, values := range query {
		text := values[len(values)-1]
		switch name {
		case "operation":
			q.Operation = text
		case "persona":
			q.Persona = text
		case "method":
			q.Method = strings.ToUpper(text)
		case "path":
			q.Path = text
		case "match":
			q.Match = text
		case "status":
			q.Status = number(name, strings.TrimSuffix(strings.ToLower(text), "xx"), 599)
		case "after":
			if q.After, err = strconv.ParseUint(text, 10, 64); err != nil {
				err = fmt.Errorf("after=%s is not the number of an exchange", printable(text))
			}
		case "since":
			if q.Since, err = time.Parse(time.RFC3339, text); err != nil {
				err = fmt.Errorf("since=%s is not a date of RFC 3339", printable(text))
			}
		case "faults":
			if q.Faults, err = strconv.ParseBool(text); err != nil {
				err = fmt.Errorf("faults=%s is neither true nor false", printable(text))
			}
		case "limit":
			q.limit = number(name, text, maxEntries)
		case "atLeast":
			q.atLeast = number(name, text, maxEntries)
		case "timeout":
			seconds, is := decimal(text)
			if !is || seconds > maxWait.Seconds() {
				err = fmt.Errorf("timeout=%s is not a number of seconds from 0 to %.0f", printable(text), maxWait.Seconds())
			}
			q.timeout = time.Duration(seconds * float64(time.Second))
		default:
			err = fmt.Errorf("the journal has no parameter %s; it has operation, persona, method, path, status, since, after, match, faults, limit, atLeast and timeout", printable(name))
		}
		if err != nil {
			return q, err
		}
	}
	if q.timeout > 0 && q.atLeast == 0 {
		q.atLeast = 1
	}
	return q, nil
}
