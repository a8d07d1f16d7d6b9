package mockserver

import (
	"net/http"
	"strings"

	"github.com/cotalker/rolecall/internal/console"
)

// WithoutConsole leaves out the page for a browser: / and /_rolecall/ are not
// there.
func WithoutConsole() Option { return func(s *Server) { s.noConsole = true } }

// serveConsole answers what is the console's, and tells whether it was: the page
// at /_rolecall/, and at / where neither the contract has an operation there nor
// somebody else answers what it lacks; what the page loads; and for a client that wants no page a list of what there is.
func (s *Server) serveConsole(w http.ResponseWriter, r *http.Request) bool {
	switch at := r.URL.Path; {
	case s.noConsole:
		return false
	case at == "/" && (s.ownsRoot || s.elsewhere != nil), at != "/" && at != ownPath && at != bareOwnPath && !strings.HasPrefix(at, console.Path):
		return false
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header()["Allow"] = []string{"GET, HEAD"}
		writeProblem(w, http.StatusMethodNotAllowed, "here is the console of the mock, which answers GET and HEAD; the operations of the contract are below "+s.contract.BasePath)
		return true
	}
	if r.URL.Path == bareOwnPath {
		http.Redirect(w, r, ownPath, http.StatusTemporaryRedirect)
		return true
	}
	if r.URL.Path != "/" && r.URL.Path != ownPath || wantsPage(r) {
		console.Handler().ServeHTTP(w, r)
		return true
	}
	w.Header()["Vary"] = []string{"Origin, Accept"}
	writeControl(w, http.StatusOK, map[string]any{
		"mock": s.contract.Title, "version": s.contract.Version, "operations": s.contract.BasePath + "/", "console": ownPath,
		"control": controlPath + "/openapi.json",
	})
	return true
}

// wantsPage tells whether a client would rather have a page: a browser does.
func wantsPage(r *http.Request) bool {
	for _, accept := range r.Header["Accept"] {
		for kind := range strings.SplitSeq(accept, ",") {
			kind, _, _ = strings.Cut(kind, ";")
			switch strings.TrimSpace(kind) {
			case "text/html", "application/xhtml+xml":
				return true
			case "application/json", "*/*":
				return false
			}
		}
	}
	return false
}

// contract is what the console knows of the contract.
func (c *controlCall) contract() (int, any, error) {
	return http.StatusOK, c.server.contractView(), nil
}

func (c *controlCall) contractDocument() (int, any, error) {
	text, err := c.server.contract.Print("json", "3.1")
	if err != nil {
		return 0, nil, err
	}
	return c.text("application/json", text)
}
