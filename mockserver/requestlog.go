package mockserver

import (
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/cotalker/rolecall/internal/journal"
	"github.com/cotalker/rolecall/internal/printable"
	"github.com/cotalker/rolecall/mockserver/internal/state"
	"github.com/cotalker/rolecall/spec"
)

// observation is what is told of requests.
type observation struct {
	log       *slog.Logger    // nil for none
	keeper    *journal.Keeper // of the journals of all worlds
	noJournal bool
	metrics   *metrics
}

// logExchange logs one line about an exchange. The query is logged only
// where the contract has one and it was understood: what stands there may
// otherwise be a token in the wrong place.
func (s *Server) logExchange(x *exchange, refused *refusal, took time.Duration) {
	path := x.request.URL.EscapedPath()
	if understood := refused == nil || refused.kind != spec.BadParameter; understood && len(x.query.terms) > 0 {
		path += "?" + x.request.URL.RawQuery
	}
	hide := s.redactorOf(x.state, x.request.URL.EscapedPath(), x.request.URL.RawQuery)
	attrs := []slog.Attr{
		slog.String("method", x.request.Method), slog.String("path", printable.Line(hide.Replace(path))), slog.Int("status", x.status),
		slog.Duration("took", took.Round(time.Microsecond)),
	}
	if caller := x.callerText(); caller != "" {
		attrs = append(attrs, slog.String("caller", printable.Line(caller)))
	}
	if x.world != s.standard {
		attrs = append(attrs, slog.String("world", x.world.name))
	}
	if x.byRule != "" {
		attrs = append(attrs, slog.String("by", "rule "+x.byRule))
	}
	if x.fault != "" {
		attrs = append(attrs, slog.String("fault", x.fault))
	}
	level := slog.LevelInfo
	if refused != nil {
		level = slog.LevelWarn
		attrs = append(attrs, slog.String("rule", refused.rule), slog.String("why", printable.Line(hide.Replace(refused.detail))))
	}
	s.log.LogAttrs(x.request.Context(), level, "request", attrs...)
}

// callerText is the persona who asked, or the id of another caller, "" for nobody
// who is known.
func (x *exchange) callerText() string {
	if x.caller == nil {
		return x.callerName
	}
	if name := x.server.personas[x.caller.ID]; name != "" {
		return name
	}
	x.state.Mu.RLock()
	defer x.state.Mu.RUnlock()
	for _, p := range x.state.Personas {
		if p.Caller == x.caller.ID {
			return p.Name
		}
	}
	return x.caller.ID
}

// serveControlLogged serves what changes the mock itself, such as a reset, and logs
// it: whoever looks for why a record has gone finds it there.
func (s *Server) serveControlLogged(in *World, w http.ResponseWriter, r *http.Request) {
	begin, noted := time.Now(), &statusWriter{ResponseWriter: w, status: http.StatusOK}
	s.control.ServeHTTP(noted, r)
	attrs := []slog.Attr{
		slog.String("method", r.Method), slog.String("path", printable.Line(r.URL.EscapedPath())), slog.Int("status", noted.status),
		slog.Duration("took", time.Since(begin).Round(time.Microsecond)),
	}
	if in != s.standard {
		attrs = append(attrs, slog.String("world", printable.Line(in.name)))
	}
	s.log.LogAttrs(r.Context(), slog.LevelInfo, "control", attrs...)
}

// statusWriter notes the status of a reply.
type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap is for http.ResponseController.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// redactorOf takes out of a text the tokens that stand in the path or the query of
// a request, where they do not belong, and other secrets that are known.
func (s *Server) redactorOf(w *state.State, path, query string, secrets ...string) *strings.Replacer {
	var pairs []string
	for _, secret := range secrets {
		pairs = append(pairs, secret, journal.Redacted)
	}
	w.Mu.RLock()
	defer w.Mu.RUnlock()
	hide := func(raw string) {
		text, err := url.QueryUnescape(raw)
		if err != nil {
			return
		}
		_, known := w.CallerOf(text)
		_, holdsRights := s.bearers[text]
		if _, changed := w.ChangeOf(text); known || holdsRights && text != "" || changed {
			pairs = append(pairs, raw, "[token]", text, "[token]")
		}
	}
	for segment := range strings.SplitSeq(path, "/") {
		hide(segment)
	}
	for pair := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(pair, "=")
		hide(name)
		hide(value)
	}
	return strings.NewReplacer(pairs...)
}
