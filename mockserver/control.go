package mockserver

import (
	"context"
	"encoding/json"
	"net/http"
	"path"
	"strings"
	"sync/atomic"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/internal/guard"
)

// controlAPI is where the mock itself is asked and told.
type controlAPI struct {
	control         http.Handler
	controlDocument func() (*controlDocument, error)
	guard           guard.Guard
	trouble         atomic.Pointer[string] // what keeps an edit of the files out
	noConsole       bool                   // there is no page for a browser
}

// controlPath is where the mock itself is asked and told, beside the contract.
const controlPath = "/_rolecall/v1"

// Personas lists the personas of the world that the mock was built with.
func (s *Server) Personas() []fixtures.Persona {
	return append([]fixtures.Persona{}, s.seed.Personas...) // never null in JSON
}

// controlOperation is an operation of control.yaml. Its handler gives the status
// and the value of a reply, no value for no body, or no status where it has
// written all itself.
type controlOperation struct {
	id, route string // of net/http: method and path below controlPath
	open      bool   // tells nothing that is to be guarded
	handle    func(*controlCall) (status int, value any, err error)
}

// controlOperations are all that control.yaml describes.
var controlOperations = []controlOperation{
	{"getHealth", "GET /health", true, (*controlCall).health},
	{"getLive", "GET /live", true, (*controlCall).live},
	{"getMetrics", "GET /metrics", false, (*controlCall).metrics},
	{"getControlDocument", "GET /openapi.json", true, (*controlCall).document},
	{"getControlSource", "GET /openapi.yaml", true, (*controlCall).source},
	{"getRequirement", "GET /requirements/{id}", true, (*controlCall).requirement},
	{"getContract", "GET /contract", false, (*controlCall).contract},
	{"getEdition", "GET /edition", false, (*controlCall).edition},
	{"getContractDocument", "GET /document", false, (*controlCall).contractDocument},
	{"getPersonas", "GET /personas", false, (*controlCall).personas},
	{"postReset", "POST /reset", false, (*controlCall).reset},
	{"getWorlds", "GET /worlds", false, (*controlCall).worlds},
	{"postWorlds", "POST /worlds", false, (*controlCall).makeWorld},
	{"getWorld", "GET /worlds/{world}", false, (*controlCall).readWorld},
	{"deleteWorld", "DELETE /worlds/{world}", false, (*controlCall).removeWorld},
	{"postWorldReset", "POST /worlds/{world}/reset", false, (*controlCall).reset},
	{"postSnapshots", "POST /worlds/{world}/snapshots", false, (*controlCall).snapshot},
	{"deleteSnapshot", "DELETE /worlds/{world}/snapshots/{snapshot}", false, (*controlCall).removeSnapshot},
	{"postSnapshotRestore", "POST /worlds/{world}/snapshots/{snapshot}/restore", false, (*controlCall).restore},
	{"getClock", "GET /worlds/{world}/clock", false, (*controlCall).clock},
	{"putClock", "PUT /worlds/{world}/clock", false, (*controlCall).setClock},
	{"getWorldPersonas", "GET /worlds/{world}/personas", false, (*controlCall).personas},
	{"postWorldPersonas", "POST /worlds/{world}/personas", false, (*controlCall).mint},
	{"postTokensExpire", "POST /worlds/{world}/tokens/expire", false, (*controlCall).expire},
	{"postTokensRevoke", "POST /worlds/{world}/tokens/revoke", false, (*controlCall).revoke},
	{"getRules", "GET /worlds/{world}/rules", false, (*controlCall).rules},
	{"postRules", "POST /worlds/{world}/rules", false, (*controlCall).addRule},
	{"deleteRules", "DELETE /worlds/{world}/rules", false, (*controlCall).clearRules},
	{"deleteRule", "DELETE /worlds/{world}/rules/{rule}", false, (*controlCall).removeRule},
	{"getJournal", "GET /worlds/{world}/journal", false, (*controlCall).journal},
	{"deleteJournal", "DELETE /worlds/{world}/journal", false, (*controlCall).clearJournal},
	{"getJournalCounts", "GET /worlds/{world}/journal/counts", false, (*controlCall).journalCounts},
	{"getJournalEvents", "GET /worlds/{world}/journal/events", false, (*controlCall).journalEvents},
	{"getJournalArchive", "GET /worlds/{world}/journal.har", false, (*controlCall).journalArchive},
	{"getRecords", "GET /worlds/{world}/collections/{collection}/records", false, (*controlCall).records},
	{"getRecord", "GET /worlds/{world}/collections/{collection}/records/{id}", false, (*controlCall).record},
	{"putRecord", "PUT /worlds/{world}/collections/{collection}/records/{id}", false, (*controlCall).putRecord},
	{"deleteRecord", "DELETE /worlds/{world}/collections/{collection}/records/{id}", false, (*controlCall).removeRecord},
}

// controlHandler serves the control API.
func (s *Server) controlHandler() http.Handler {
	mux := http.NewServeMux()
	for _, op := range controlOperations {
		method, at, _ := strings.Cut(op.route, " ")
		mux.HandleFunc(method+" "+controlPath+at, func(w http.ResponseWriter, r *http.Request) { s.answerControl(op, w, r) })
	}
	mux.HandleFunc(ownPath, func(w http.ResponseWriter, r *http.Request) {
		allow := []string{}
		for _, method := range []string{http.MethodDelete, http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut} {
			other := *r
			other.Method = method
			if _, pattern := mux.Handler(&other); pattern != ownPath {
				allow = append(allow, method)
			}
		}
		if len(allow) == 0 {
			noControlPath(w)
			return
		}
		w.Header()["Allow"] = []string{strings.Join(append(allow, http.MethodOptions), ", ")}
		if r.Method == http.MethodOptions {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		writeProblem(w, http.StatusMethodNotAllowed, "this path answers "+strings.Join(allow, ", ")+" only")
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// The router would send the client on to the path without // and .., and so
		// out of the world that stood before it.
		if at := r.URL.EscapedPath(); path.Clean(at) != strings.TrimSuffix(at, "/") {
			noControlPath(w)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

func noControlPath(w http.ResponseWriter) {
	writeProblem(w, http.StatusNotFound, "the mock has no such path; "+controlPath+"/openapi.json lists those that it has beside the contract")
}

// worldKey is where a request to the control API has the world that it names.
type worldKey struct{}

func (s *Server) serveControl(in *World, w http.ResponseWriter, r *http.Request) {
	if in != s.standard {
		w.Header()[worldHeader] = in.shown
	}
	r = r.WithContext(context.WithValue(r.Context(), worldKey{}, in))
	if s.log == nil || r.Method == http.MethodGet || r.Method == http.MethodHead {
		s.control.ServeHTTP(w, r)
		return
	}
	s.serveControlLogged(in, w, r)
}

func (s *Server) answerControl(op controlOperation, w http.ResponseWriter, r *http.Request) {
	in, _ := r.Context().Value(worldKey{}).(*World)
	if status, why := s.guard.Refuses(r); !op.open && status != 0 {
		if status == http.StatusUnauthorized {
			w.Header()["Www-Authenticate"] = []string{`Bearer realm="rolecall control"`}
		}
		writeProblem(w, status, why)
		return
	}
	c := &controlCall{server: s, operation: op.id, in: in, writer: w, request: r, most: maxControlBody}
	defer c.releaseBody()
	if name := r.PathValue("world"); name != "" {
		if !isWorldName(name) {
			c.refuse(badWorldName(name))
			return
		}
		c.worldName = name
	}
	if err := c.checkQuery(); err != nil {
		c.refuse(err)
		return
	}
	if !op.open && op.id != "getMetrics" {
		if err := c.catchUp(); err != nil {
			c.refuse(err)
			return
		}
	}
	status, value, err := op.handle(c)
	switch {
	case err != nil:
		c.refuse(err)
	case status == 0:
	case value == nil:
		w.WriteHeader(status)
	default:
		w.Header()["Cache-Control"] = noStore
		writeControl(w, status, value)
	}
}

// writeProblem refuses what the contract has no word for.
func writeProblem(w http.ResponseWriter, status int, detail string, wrong ...fault) {
	r := &refusal{status: status, detail: detail}
	w.Header()["Content-Type"] = problemType
	w.Header()["X-Content-Type-Options"] = noSniff
	w.Header()["Rolecall-Reason"] = []string{reasonText(detail)}
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(r.problem(wrong, "")) // a client that has gone needs no answer
}

func writeControl(w http.ResponseWriter, status int, v any) {
	w.Header()["Content-Type"] = jsonType
	w.Header()["X-Content-Type-Options"] = noSniff
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(v) // a client that has gone needs no answer
}
