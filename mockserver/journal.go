package mockserver

import (
	"context"
	"strings"
	"time"

	"github.com/cotalker/rolecall/internal/journal"
	"github.com/cotalker/rolecall/mockserver/internal/state"
	"github.com/cotalker/rolecall/spec"
)

// Entry is one exchange of a world's journal: ID, Time, Took (milliseconds),
// Operation, Persona, Method, Path, Status, Stage, Kind, Rule, Reason, By, Faults,
// Request, Reply. No token and no password stands in it.
type Entry = journal.Entry

// ClientFault is one way in which a request was not as the contract says: Detail, and
// Warning where the mock lets it pass.
type ClientFault = journal.Fault

// Message is what was sent one way: Headers, Body (JSON or a form, the beginning of
// a long one), Size in bytes, and whether Body is Cut.
type Message = journal.Message

// JournalFilter says which exchanges of a journal are meant: Operation (an
// operationId, or "METHOD /path"), Persona, Method, Path (its last * stands for
// anything), Status (below 10 its hundred), Since, After (an ID), Match (a text in
// path, reason or body), Faults (of the client). What is zero says nothing.
type JournalFilter = journal.Filter

// WithoutJournal keeps nothing of what was asked and answered.
func WithoutJournal() Option { return func(s *Server) { s.noJournal = true } }

// newKeeper is what the journals of all worlds have in common.
func (s *Server) newKeeper() *journal.Keeper {
	return &journal.Keeper{Contract: s.contract, Vault: func(of any) journal.Vault {
		return vault{s, of.(*state.State)}
	}}
}

// vault knows the tokens of a world.
type vault struct {
	*Server
	world *state.State
}

// IsToken passes over the names of personas: those of the seed are their tokens, and
// hide nothing.
func (v vault) IsToken(text string) bool {
	return v.bearers[text].Name != text && v.world.Gave(text)
}

func (v vault) Redactor(path, query string, secrets ...string) *strings.Replacer {
	return v.redactorOf(v.world, path, query, secrets...)
}

// Journal is what was asked of the world and answered, the oldest first: the last
// exchanges, as far as there is room.
func (w *World) Journal(f JournalFilter) ([]Entry, error) { return w.journal.Entries(f) }

// Await is Journal as soon as it has so many exchanges that fit, or when the
// context ends.
func (w *World) Await(ctx context.Context, f JournalFilter, atLeast int) ([]Entry, error) {
	return w.journal.Await(ctx, f, atLeast)
}

// ClearJournal forgets all exchanges, as a reset does. The numbers go on. It fails
// with a store alone.
func (w *World) ClearJournal() error {
	return w.arrange(func(s *state.Versions) error {
		s.ForgetAsked()
		return nil
	})
}

// clientBreaks are the refusals of requests that are not as the contract says,
// whoever asks.
var clientBreaks = map[spec.RefusalKind]bool{
	spec.NoPath: true, spec.NoMethod: true, spec.MediaType: true, spec.BodySize: true, spec.Syntax: true,
	spec.BadParameter: true, spec.BadID: true, spec.BadBody: true, spec.ForbiddenMember: true,
}

// noteExchange keeps an exchange that is over.
func (x *exchange) noteExchange(refused *refusal, began time.Time, took time.Duration) {
	n := journal.Note{
		Facts: journal.Facts{
			Began: began, Took: took, Of: x.state, Method: x.request.Method, Persona: x.callerText(), By: x.by(),
			Status: x.status, SentSize: x.request.ContentLength, AnswerSize: len(x.replied),
		},
		Path: x.request.URL.EscapedPath(), Query: x.request.URL.RawQuery, Sent: x.sent, Answer: x.replied, Headers: x.request.Header, AnswerHeaders: x.header,
	}
	if x.endpoint != nil {
		n.Operation = x.endpoint.Operation
	}
	if refused != nil {
		n.Refusal = journal.Refusal{Kind: string(refused.kind), Rule: refused.rule, Reason: refused.detail, Stage: "wish"}
		if n.By == "" && len(refused.stage) > 0 {
			n.Stage = refused.stage[0]
		}
		n.ClientBroke = n.By == "" && clientBreaks[refused.kind]
	}
	x.world.journal.Keep(&n)
}

// by says what was asked for in the place of the world's answer, "" for nothing.
func (x *exchange) by() string {
	switch {
	case x.fault != "":
		return "fault " + x.fault
	case x.byRule != "":
		return "rule " + x.byRule
	case x.byWish != "":
		return "wish " + x.byWish
	}
	return ""
}
