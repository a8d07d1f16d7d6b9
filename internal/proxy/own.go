package proxy

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/cotalker/rolecall/internal/journal"
)

// ownPath is where the proxy answers itself: what it has seen. All else is passed on.
const ownPath = "/_rolecall/proxy/"

// answerOwn tells what the proxy has seen, to those who may know.
func (p *Proxy) answerOwn(w http.ResponseWriter, r *http.Request) {
	w.Header()["X-Content-Type-Options"] = []string{"nosniff"}
	w.Header()["Cache-Control"] = []string{"no-store"}
	if status, why := p.guard.Refuses(r); status != 0 {
		if status == http.StatusUnauthorized {
			w.Header()["Www-Authenticate"] = []string{`Bearer realm="rolecall proxy"`}
		}
		answerProblem(w, status, "%s", why)
		return
	}
	if origin := r.Header["Origin"]; origin != nil { // of a page that may ask
		w.Header()["Access-Control-Allow-Origin"], w.Header()["Vary"] = origin[:1], []string{"Origin"}
	}
	var value any
	var err error
	switch at := r.Method + " " + strings.TrimPrefix(r.URL.Path, ownPath); strings.Replace(at, "HEAD ", "GET ", 1) {
	case "GET journal":
		value, err = p.journal.List(r)
	case "GET journal/counts":
		value, err = p.journal.Counts(r)
	case "GET journal.har":
		value, err = p.journal.Archive(w, r)
	case "GET journal/events":
		if err = p.journal.Events(w, r, "the proxy"); err == nil {
			return
		}
	case "DELETE journal":
		p.journal.Clear()
		w.WriteHeader(http.StatusNoContent)
		return
	case "GET report":
		value = p.Report()
	default:
		answerProblem(w, http.StatusNotFound, "the proxy itself has GET report, GET and DELETE journal, GET journal/counts, journal/events and journal.har below %s", ownPath)
		return
	}
	switch {
	case errors.As(err, &journal.BusyError{}):
		answerProblem(w, http.StatusServiceUnavailable, "%s", err)
	case err != nil:
		answerProblem(w, http.StatusBadRequest, "%s", err)
	default:
		w.Header()["Content-Type"] = []string{"application/json"}
		writeOwn(w, http.StatusOK, value)
	}
}

func writeOwn(w http.ResponseWriter, status int, value any) {
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(value) // a client that has gone needs no answer
}
