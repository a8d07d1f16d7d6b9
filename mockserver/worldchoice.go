package mockserver

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/cotalker/rolecall/internal/printable"
)

// How a request says which world it acts on.
const (
	worldHeader = "Rolecall-World"
	worldCookie = "rolecall-world"
	worldPath   = ownPath + "w/" // then the name, then the path of the contract
)

// ownPath is where the mock is asked and told what no contract says.
const ownPath = "/_rolecall/"

// bareOwnPath is what a person types for it.
const bareOwnPath = "/_rolecall"

// chosenWorld is the world that a request acts on: that of its header, else of
// its cookie, else the default one. The error says what is wrong with the name.
func (s *Server) chosenWorld(r *http.Request) (*World, error) {
	if names := r.Header[worldHeader]; names != nil {
		if len(names) != 1 {
			return nil, fmt.Errorf("the header %s was sent %d times; a request acts on one world", worldHeader, len(names))
		}
		return s.requestedWorld(r, names[0])
	}
	if r.Header["Cookie"] != nil {
		if cookie, err := r.Cookie(worldCookie); err == nil {
			w, err := s.requestedWorld(r, cookie.Value)
			if err != nil {
				err = fmt.Errorf("the cookie %s: %w; take it out", worldCookie, err)
			}
			return w, err
		}
	}
	return s.standard, nil
}

// requestedWorld is usedWorld for a request, which may come from a page of anybody: such
// a one gets no world for which one that is in use would have to go.
func (s *Server) requestedWorld(r *http.Request, name string) (*World, error) {
	if s.worlds.find(name) == nil && s.guard.IsStranger(r) && s.worlds.inUse() >= s.worlds.max {
		return nil, &fullError{fmt.Sprintf("there is room for %d worlds, all of which were used within the last minute, and none of them goes for a page of another site; delete one, or start the mock with more --worlds or with --allow-origin", s.worlds.max)}
	}
	return s.usedWorld(name)
}

// refuseWorld answers a request whose world there cannot be.
func refuseWorld(w http.ResponseWriter, err error) {
	var full *fullError
	if errors.As(err, &full) {
		writeProblem(w, http.StatusServiceUnavailable, err.Error())
		return
	}
	writeProblem(w, http.StatusBadRequest, err.Error())
}

func (s *Server) usedWorld(name string) (*World, error) {
	w, err := s.World(name)
	if err == nil {
		w.touch()
	}
	return w, err
}

// serveBelowWorld answers a request whose path begins with a world's, as if it were
// sent to the rest of the path with the world's name in the header.
func (s *Server) serveBelowWorld(w http.ResponseWriter, r *http.Request) {
	name, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, worldPath), "/")
	if names := r.Header[worldHeader]; names != nil && (len(names) != 1 || names[0] != name) {
		writeProblem(w, http.StatusBadRequest, fmt.Sprintf("the path names the world %q and the header %s another; send one of them", printable.Line(name), worldHeader))
		return
	}
	prefix := worldPath + name
	if r.URL.RawPath != "" && !strings.HasPrefix(r.URL.RawPath, prefix+"/") {
		writeProblem(w, http.StatusBadRequest, "write the name of the world without escapes")
		return
	}
	in, err := s.requestedWorld(r, name)
	if err != nil {
		refuseWorld(w, err)
		return
	}
	if rest := r.URL.Path[len(prefix):]; rest == "" || rest == "/" {
		s.visit(w, r, in)
		return
	}
	inner := *r
	inner.URL = new(url.URL)
	*inner.URL = *r.URL
	inner.URL.Path = r.URL.Path[len(prefix):]
	inner.URL.RawPath = strings.TrimPrefix(r.URL.RawPath, prefix)
	if strings.HasPrefix(inner.URL.Path, ownPath) {
		s.serveControl(in, w, &inner)
		return
	}
	s.serveContract(in, prefix, w, &inner)
}

// visit remembers a world in the browser that opens its path.
func (s *Server) visit(w http.ResponseWriter, r *http.Request, in *World) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header()["Allow"] = []string{"GET, HEAD"}
		writeProblem(w, http.StatusMethodNotAllowed, "GET has the browser remember this world; send other requests to the paths below it")
		return
	}
	http.SetCookie(w, &http.Cookie{Name: worldCookie, Value: in.name, Path: "/", SameSite: http.SameSiteLaxMode})
	w.Header()["Cache-Control"] = noStore
	writeControl(w, http.StatusOK, map[string]any{"name": in.name})
}
