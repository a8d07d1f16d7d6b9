package proxy

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/cotalker/rolecall/internal/console"
	"github.com/cotalker/rolecall/internal/journal"
)

// ownPath is where the proxy answers itself: what it has seen. All else is passed on.
const ownPath = "/_rolecall/proxy/"

// answerOwn tells what the proxy has seen, to those who may know.
func (p *Proxy) answerOwn(w http.ResponseWriter, r *http.Request) {
	if p.servesPage(w, r) {
		return
	}
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
	case "GET contract":
		value = p.contractView()
	default:
		answerProblem(w, http.StatusNotFound, "the proxy itself has a page for a browser, GET report, contract, GET and DELETE journal, GET journal/counts, journal/events and journal.har below %s", ownPath)
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

// servesPage answers a browser that opens the place where the proxy answers itself, and
// what its page loads. They hold nothing of what was seen: the page asks for that.
func (p *Proxy) servesPage(w http.ResponseWriter, r *http.Request) bool {
	isPage := r.URL.Path == ownPath && strings.Contains(r.Header.Get("Accept"), "text/html")
	if r.Method != http.MethodGet && r.Method != http.MethodHead || !isPage && !strings.HasPrefix(r.URL.Path, console.ProxyPath) {
		return false
	}
	console.OfProxy().ServeHTTP(w, r)
	return true
}

// contractView is what the page tells of the contract.
func (p *Proxy) contractView() any {
	rules := []map[string]any{}
	for _, q := range p.contract.Requirements {
		rules = append(rules, map[string]any{"id": q.ID, "level": q.Level, "text": q.Text})
	}
	return map[string]any{"title": p.contract.Title, "version": p.contract.Version, "file": p.contract.File, "requirements": rules}
}

func writeOwn(w http.ResponseWriter, status int, value any) {
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(value) // a client that has gone needs no answer
}
