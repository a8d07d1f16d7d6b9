package engine

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"

	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/spec"
)

// probe is a request that only reads, and wants nothing that a run would have to make:
// by what is answered, an address and a token are seen to be good or not.
type probe struct {
	op      *spec.Operation
	options []wire.Option
}

// maxProbes is how many are sent at most: a right target is known by the first.
const maxProbes = 8

// probes are those of the operations that some choose, first those without a key.
func (s *Session) probes(chosen func(*spec.Operation) bool) []probe {
	var out, keyed []probe
	for _, op := range s.Contract.Operations {
		if op.Method != http.MethodGet || op.Access.Crossed() || !s.Declares(op.Features) || !chosen(op) {
			continue
		}
		c := &Call{Trial: &Trial{Session: s}, Operation: op, Keys: make([]string, len(op.PathKeys)), mark: s.mark()}
		if Guarded(func() {
			for i := range c.Keys {
				c.Keys[i] = c.Trial.keyText(op, i, c.mark)
			}
			c.require()
		}) != nil {
			continue
		}
		one := probe{op, append([]wire.Option{wire.Header("Accept", "*/*"), wire.Keys(c.Keys...)}, c.options...)}
		if len(c.Keys) == 0 {
			out = append(out, one)
		} else {
			keyed = append(keyed, one)
		}
	}
	out = append(out, keyed...)
	return out[:min(len(out), maxProbes)]
}

// granted chooses what a token opens that is asked for, by the rights that the target
// file gives it.
func granted(rights spec.Rights) func(*spec.Operation) bool {
	return func(op *spec.Operation) bool {
		return !op.Access.Public() && slices.ContainsFunc(op.Access.Alternatives, func(alt spec.Alternative) bool {
			one := spec.Access{Alternatives: []spec.Alternative{alt}}
			return !alt.Foreign && one.AllowsRights(rights)
		})
	}
}

// seenByReads sees that a token works by what it opens, where no operation reads its
// caller's own record. That one operation answers 401 may be that operation's fault:
// it takes two, and none that answers otherwise.
func (s *Session) seenByReads(ctx context.Context, who *wire.Caller) error {
	persona := s.Target.Persona(who.Name)
	if persona == nil {
		return nil
	}
	var refused *wire.Exchange
	times := 0
	for _, p := range s.probes(granted(s.Contract.Permissions.Rights(persona.Permissions...))) {
		x, err := s.Send(ctx, SetUpID, p.op, who, p.options...)
		if err != nil || x.Status != http.StatusUnauthorized {
			return nil // which is for the checks to say
		}
		refused = x
		times++
	}
	if times < 2 {
		return nil
	}
	return &TokenError{name: who.Name, Exchange: refused, others: times - 1}
}

// AddressProblem is why nothing of a document without callers seems to be at the
// target's address, "" where something is, or where there is no way to see.
func (s *Session) AddressProblem(ctx context.Context) string {
	if s.Contract.Principal != nil {
		return ""
	}
	who := &wire.Caller{Name: "anybody"}
	if persona := s.Target.Persona(wire.Bootstrap); persona != nil {
		who = &wire.Caller{Name: wire.Bootstrap, Token: persona.Token}
	}
	var nothing *wire.Exchange
	times := 0
	for _, p := range s.probes(func(op *spec.Operation) bool { return len(op.PathKeys) == 0 }) {
		x, err := s.Send(ctx, SetUpID, p.op, who, p.options...)
		switch {
		case isRefused(err):
			return notAnswering(err)
		case err != nil || x.Status != http.StatusNotFound:
			return ""
		}
		nothing = x
		times++
	}
	if times < 2 {
		return ""
	}
	more := ""
	if s.Contract.BasePath != "" {
		more = fmt.Sprintf(" in %s, the base path of the document, or in that of the server", s.Contract.BasePath)
	}
	return fmt.Sprintf("nothing of the document is there under the target's address: %s %s answered %s, and so did %d more; see whether the address ends as it should%s",
		nothing.Method, nothing.Redact(nothing.URL), nothing.Describe(), times-1, more)
}

// notAnswering is the reason of a run that found nobody, or nobody who replied.
func notAnswering(err error) string {
	reason := "the target does not answer: " + err.Error()
	if isRefused(err) {
		reason += "; start it, mend its address, or wait for it with --wait"
	}
	return reason
}

// isRefused tells of an error that no connection was made.
func isRefused(err error) bool {
	var dial *net.OpError
	return errors.As(err, &dial) && dial.Op == "dial"
}
