package journal

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/cotalker/rolecall/internal/printable"
	"github.com/cotalker/rolecall/spec"
)

// Entry is one exchange of a journal as it is told. No token and no password stands
// in it.
type Entry struct {
	ID         uint64    `json:"id"` // grows by one with each exchange of the journal
	Time       time.Time `json:"time"`
	Took       float64   `json:"ms"` // milliseconds
	Operation  string    `json:"operation,omitempty"`
	Persona    string    `json:"persona,omitempty"` // or the id of a caller who is none
	Method     string    `json:"method"`
	Path       string    `json:"path"`   // with the query
	Status     int       `json:"status"` // 0 for a connection that ended without a reply
	Stage      string    `json:"stage"`  // where it was refused, of Rolecall-Stage; wish for where that was asked for, reply for nowhere
	Kind       string    `json:"kind,omitempty"`
	Rule       string    `json:"rule,omitempty"` // the requirement that the refusal cites
	Reason     string    `json:"reason,omitempty"`
	By         string    `json:"by,omitempty"`         // the wish, rule or fault that answered
	Faults     []Fault   `json:"faults"`               // how the client broke the contract
	Violations []Fault   `json:"violations,omitempty"` // how the server did, where a proxy stands before one
	Request    Message   `json:"request"`
	Reply      Message   `json:"reply"`
}

// Fault is one way in which an exchange was not as the contract says.
type Fault struct {
	Detail  string `json:"detail"`
	Rule    string `json:"rule,omitempty"`    // the requirement that was broken
	Warning bool   `json:"warning,omitempty"` // it is let pass
}

// Message is what was sent one way.
type Message struct {
	Headers http.Header `json:"headers"`
	Body    string      `json:"body,omitempty"` // JSON or a form, the beginning of a long one
	Size    int64       `json:"size"`           // of the body, in bytes; negative where it was not told
	Cut     bool        `json:"cut,omitempty"`  // the body is longer than what is kept
}

// Vault knows the tokens of those who ask.
type Vault interface {
	// IsToken tells whether a text is a token: one so long that it is nothing else.
	IsToken(text string) bool
	// Redactor takes out of a text the tokens that stand in the path or the query of
	// a request, where they do not belong, and other secrets that are known.
	Redactor(path, query string, secrets ...string) *strings.Replacer
}

// entry is an exchange as it is told.
func (k *Keeper) entry(n *found) Entry {
	f, vault := &n.facts, k.Vault(n.facts.Of)
	path, keys := k.Secrets().Path(f.Operation, n.texts[pathText])
	hide := vault.Redactor(n.texts[pathText], n.texts[queryText], keys...)
	e := Entry{
		ID: n.number, Time: f.Began.UTC(), Took: float64(f.Took.Microseconds()) / 1000, Persona: f.Persona, Method: printable.Line(f.Method),
		Path: hide.Replace(path), Status: f.Status, Stage: "reply", By: f.By, Faults: []Fault{},
		Kind: f.Kind, Rule: f.Rule, Reason: hide.Replace(f.Reason),
	}
	if query := hide.Replace(k.Secrets().query(n.texts[queryText])); query != "" {
		e.Path += "?" + query
	}
	if f.Stage != "" {
		e.Stage = f.Stage
	}
	e.Request.Headers = k.Secrets().headers(n.texts[headersText], hide, vault.IsToken)
	e.Reply.Headers = k.Secrets().headers(n.texts[answerHeadersText], hide, vault.IsToken)
	e.Request.Body = k.Secrets().body(n.texts[sentText], e.Request.Headers.Get("Content-Type"), vault.IsToken)
	e.Reply.Body = hide.Replace(k.Secrets().body(n.texts[answerText], e.Reply.Headers.Get("Content-Type"), vault.IsToken))
	e.Request.Size, e.Request.Cut = f.SentSize, n.lengths[sentText] == MaxKeptBody
	e.Reply.Size, e.Reply.Cut = int64(f.AnswerSize), f.AnswerSize > MaxKeptBody
	if f.Operation != nil {
		e.Operation = f.Operation.ID
	}
	if f.ClientBroke {
		e.Faults = append(e.Faults, Fault{Detail: e.Reason})
	}
	if f.Judged != nil {
		for _, one := range f.Judged.Faults {
			one.Detail = hide.Replace(one.Detail)
			e.Faults = append(e.Faults, one)
		}
		for _, one := range f.Judged.Violations {
			one.Detail = hide.Replace(one.Detail)
			e.Violations = append(e.Violations, one)
		}
	}
	for _, text := range k.warnings(n) {
		e.Faults = append(e.Faults, Fault{Detail: hide.Replace(text), Warning: true})
	}
	return e
}

// maxWarnings is how many parameters are told that an operation does not have.
const maxWarnings = 100

// warnings are what a client sends that the contract does not have, and that is let
// pass.
func (k *Keeper) warnings(n *found) []string {
	op := n.facts.Operation
	if op == nil || n.facts.Kind == string(spec.BadParameter) {
		return nil
	}
	var out []string
	for pair := range strings.SplitSeq(n.texts[queryText], "&") {
		name, _, _ := strings.Cut(pair, "=")
		if name == "" || op.Parameter(name) != nil || k.Secrets().keys[foldName(name)] || strings.ContainsAny(name, "[%") {
			continue
		}
		if open := hasOpenParameter(op); !open && len(out) < maxWarnings {
			out = append(out, fmt.Sprintf("the operation has no parameter %s", printable.Line(name)))
		}
	}
	if op.Body == nil && n.facts.SentSize > 0 {
		out = append(out, "the operation reads no body, and one was sent")
	}
	if op.Deprecated() {
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
