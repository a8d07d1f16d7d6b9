package mockserver

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/cotalker/rolecall/spec"
)

// Entry is one exchange of a world's journal. No token and no password stands in
// it.
type Entry struct {
	ID        uint64        `json:"id"` // grows by one with each exchange of the world
	Time      time.Time     `json:"time"`
	Took      float64       `json:"ms"` // milliseconds
	Operation string        `json:"operation,omitempty"`
	Persona   string        `json:"persona,omitempty"` // or the id of a caller who is none
	Method    string        `json:"method"`
	Path      string        `json:"path"`   // with the query
	Status    int           `json:"status"` // 0 for a connection that ended without a reply
	Stage     string        `json:"stage"`  // where it was refused, of Rolecall-Stage; wish for where that was asked for, reply for nowhere
	Kind      string        `json:"kind,omitempty"`
	Rule      string        `json:"rule,omitempty"` // the requirement that the refusal cites
	Reason    string        `json:"reason,omitempty"`
	By        string        `json:"by,omitempty"` // the wish, rule or fault that answered
	Faults    []ClientFault `json:"faults"`       // how the client broke the contract
	Request   Message       `json:"request"`
	Reply     Message       `json:"reply"`
}

// ClientFault is one way in which a request was not as the contract says.
type ClientFault struct {
	Detail  string `json:"detail"`
	Warning bool   `json:"warning,omitempty"` // the mock lets it pass
}

// Message is what was sent one way.
type Message struct {
	Headers http.Header `json:"headers"`
	Body    string      `json:"body,omitempty"` // JSON or a form, the beginning of a long one
	Size    int64       `json:"size"`           // of the body, in bytes; negative where it was not told
	Cut     bool        `json:"cut,omitempty"`  // the body is longer than what is kept
}

// clientBreaks are the refusals of requests that are not as the contract says,
// whoever asks.
var clientBreaks = map[spec.RefusalKind]bool{
	spec.NoPath: true, spec.NoMethod: true, spec.MediaType: true, spec.BodySize: true, spec.Syntax: true,
	spec.BadParameter: true, spec.BadID: true, spec.BadBody: true, spec.ForbiddenMember: true,
}

// entry is a note as it is told.
func (s *Server) entry(n *keptNote) Entry {
	hidden := s.secrets()
	path, keys := hidden.path(n.operation, n.texts[pathText])
	hide := s.redactorOf(n.world, n.texts[pathText], n.texts[queryText], keys...)
	e := Entry{
		ID: n.number, Time: n.began.UTC(), Took: float64(n.took.Microseconds()) / 1000, Persona: n.persona, Method: printable(n.method),
		Path: hide.Replace(path), Status: n.status, Stage: "reply", By: n.by, Faults: []ClientFault{},
	}
	if query := hide.Replace(hidden.query(n.texts[queryText])); query != "" {
		e.Path += "?" + query
	}
	e.Request.Headers = hidden.headers(n.texts[headersText], hide, n.world.isToken)
	e.Reply.Headers = hidden.headers(n.texts[answerHeadersText], hide, n.world.isToken)
	e.Request.Body = hidden.body(n.texts[sentText], e.Request.Headers.Get("Content-Type"), n.world.isToken)
	e.Reply.Body = hide.Replace(hidden.body(n.texts[answerText], e.Reply.Headers.Get("Content-Type"), n.world.isToken))
	e.Request.Size, e.Request.Cut = n.sentSize, n.lengths[sentText] == maxKeptBody
	e.Reply.Size, e.Reply.Cut = int64(n.answerSize), n.answerSize > maxKeptBody
	if n.operation != nil {
		e.Operation = n.operation.ID
	}
	if r := n.refused; r != nil {
		e.Kind, e.Rule, e.Reason, e.Stage = string(r.kind), r.rule, hide.Replace(r.detail), "wish"
		if names := stageNames[r.kind]; n.by == "" && len(names) > 0 {
			e.Stage = names[0]
		}
		if n.by == "" && clientBreaks[r.kind] {
			e.Faults = append(e.Faults, ClientFault{Detail: e.Reason})
		}
	}
	for _, text := range s.warnings(n) {
		e.Faults = append(e.Faults, ClientFault{hide.Replace(text), true})
	}
	return e
}

// warnings are what a client sends that the contract does not have, and that the
// mock lets pass.
func (s *Server) warnings(n *keptNote) []string {
	op := n.operation
	if op == nil || n.refused != nil && n.refused.kind == spec.BadParameter {
		return nil
	}
	var out []string
	for pair := range strings.SplitSeq(n.texts[queryText], "&") {
		name, _, _ := strings.Cut(pair, "=")
		if name == "" || op.Parameter(name) != nil || s.secrets().keys[foldName(name)] || strings.ContainsAny(name, "[%") {
			continue
		}
		if open := hasOpenParameter(op); !open && len(out) < maxFaults {
			out = append(out, fmt.Sprintf("the operation has no parameter %s", printable(name)))
		}
	}
	if op.Body == nil && n.sentSize > 0 {
		out = append(out, "the operation reads no body, and one was sent")
	}
	if op.Node.Get("deprecated").True() {
		out = append(out, "the operation is deprecated")
	}
	return out
}

func hasOpenParameter(op *spec.Operation) bool {
	for _, p := range op.Query {
		if p.Open {
			return true
		}
	}
	return false
}

// isToken tells whether a text is a token that the world has given: one so long
// that it is nothing else.
func (w *world) isToken(text string) bool {
	if len(text) < 16 {
		return false
	}
	w.mu.RLock()
	defer w.mu.RUnlock()
	_, known := w.tokens.of(text)
	return known
}
