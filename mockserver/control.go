package mockserver

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/spec"
)

// controlPath is where the mock itself is asked and told, beside the contract.
const controlPath = "/_rolecall/v1"

// Personas lists the personas of the world that the mock was built with.
func (s *Server) Personas() []fixtures.Persona {
	return append([]fixtures.Persona{}, s.seed.Personas...) // never null in JSON
}

// controlHandler serves the control API, which needs no token:
//
//	GET  /_rolecall/v1/health             200 once the mock answers
//	GET  /_rolecall/v1/personas           who there is, with tokens and permissions
//	GET  /_rolecall/v1/requirements/{id}  the rule that a refusal cites
//	POST /_rolecall/v1/reset              the world of the request as it began
func (s *Server) controlHandler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+controlPath+"/health", func(w http.ResponseWriter, r *http.Request) {
		writeControl(w, http.StatusOK, map[string]any{"status": "ok", "contract": s.contract.Title, "version": s.contract.Version})
	})
	mux.HandleFunc("GET "+controlPath+"/personas", func(w http.ResponseWriter, r *http.Request) {
		writeControl(w, http.StatusOK, map[string]any{"personas": s.Personas()})
	})
	mux.HandleFunc("GET "+controlPath+"/requirements/{id}", func(w http.ResponseWriter, r *http.Request) {
		q := s.contract.Requirement(r.PathValue("id"))
		if q == nil {
			writeProblem(w, http.StatusNotFound, "there is no such requirement")
			return
		}
		writeControl(w, http.StatusOK, requirementInfo(q))
	})
	mux.HandleFunc("POST "+controlPath+"/reset", func(w http.ResponseWriter, r *http.Request) {
		worldOf(r).Reset()
		w.WriteHeader(http.StatusNoContent)
	})
	return mux
}

func requirementInfo(q *spec.Requirement) map[string]any {
	return map[string]any{"id": q.ID, "level": q.Level, "text": q.Text, "source": q.Source}
}

// worldKey is where a request to the control API has the world that it acts on.
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

func worldOf(r *http.Request) *World { return r.Context().Value(worldKey{}).(*World) }

// writeProblem refuses what the contract has no word for.
func writeProblem(w http.ResponseWriter, status int, detail string) {
	w.Header()["Content-Type"] = problemType
	w.Header()["X-Content-Type-Options"] = noSniff
	w.Header()["Rolecall-Reason"] = []string{reasonText(detail)}
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(map[string]any{ // a client that has gone needs no answer
		"type": "about:blank", "title": http.StatusText(status), "status": status, "detail": detail,
	})
}

func writeControl(w http.ResponseWriter, status int, v any) {
	w.Header()["Content-Type"] = jsonType
	w.Header()["X-Content-Type-Options"] = noSniff
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(v) // a client that has gone needs no answer
}
