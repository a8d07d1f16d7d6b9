package mockserver

import (
	"log/slog"
	"time"
)

// tell serves an exchange and logs one line about it. The query is told only
// where the contract has one and it was understood: what stands there may
// otherwise be a token in the wrong place.
func (s *Server) tell(x *exchange) {
	begin := time.Now()
	refused := x.serve()
	path := x.request.URL.EscapedPath()
	if len(x.terms) > 0 {
		path += "?" + x.request.URL.RawQuery
	}
	attrs := []slog.Attr{
		slog.String("method", x.request.Method), slog.String("path", path), slog.Int("status", x.status),
		slog.Duration("took", time.Since(begin).Round(time.Microsecond)),
	}
	if x.caller != nil {
		name := s.personas[x.caller.id]
		if name == "" {
			name = x.caller.id
		}
		attrs = append(attrs, slog.String("caller", name))
	}
	level := slog.LevelInfo
	if refused != nil {
		level = slog.LevelWarn
		attrs = append(attrs, slog.String("rule", refused.rule), slog.String("why", refused.detail))
	}
	s.log.LogAttrs(x.request.Context(), level, "request", attrs...)
}
