package mockserver

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/cotalker/rolecall/internal/printable"
	"github.com/cotalker/rolecall/internal/route"
)

// WithElsewhere has another handler answer what the contract has no operation for,
// such as one that passes requests on to a real server. It is asked with the path
// as it came.
func WithElsewhere(handler http.Handler) Option {
	return func(s *Server) { s.elsewhere = handler }
}

// serveElsewhere answers a request for which the contract has no operation, and
// tells whether it has none.
func (s *Server) serveElsewhere(w http.ResponseWriter, r *http.Request) bool {
	if s.elsewhere == nil {
		return false
	}
	path, escaped := route.PathOf(r.URL)
	if at, e := s.routes.find(path, escaped, r.Method, new([]string)); e != nil || at != nil && r.Method == http.MethodOptions {
		return false
	}
	begin, noted := time.Now(), &statusWriter{ResponseWriter: w, status: http.StatusOK}
	s.elsewhere.ServeHTTP(noted, r)
	if s.log != nil {
		s.log.LogAttrs(r.Context(), slog.LevelInfo, "passed on",
			slog.String("method", r.Method), slog.String("path", printable.Line(r.URL.EscapedPath())), slog.Int("status", noted.status),
			slog.Duration("took", time.Since(begin).Round(time.Microsecond)), slog.String("caller", "passed on"))
	}
	return true
}
