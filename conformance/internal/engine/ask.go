package engine

import (
	"context"
	"fmt"
	"net/http"

	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/spec"
)

// Send sends one request and shows it to the observers of the operation.
func (s *Session) Send(ctx context.Context, id string, op *spec.Operation, as *wire.Caller, options ...wire.Option) (*wire.Exchange, error) {
	as, err := s.privileged(ctx, op, as)
	if err != nil {
		return nil, err
	}
	if op != nil && !op.Plain { // those of plain operations are the calls' own, which may leave one out
		required, err := s.requiredHeaders(op)
		if err != nil {
			return nil, err
		}
		options = append(required, options...)
	}
	howTo := ""
	if as != nil {
		howTo = s.howTo(as)
	}
	x, r := s.Client.Prepare(op, as, howTo, options...)
	if x == nil {
		return nil, NotApplicable("it asks for an operation that the contract has not")
	}
	defer x.Release()
	if err := s.deliver(ctx, x, id, r.Chunked); err != nil {
		return x, err
	}
	s.Reach.silent.Store(0)
	if x.Success() {
		s.Callers.keys.grant(x)
	}
	if op != nil && op.Action.Kind == spec.Login && x.Success() {
		if token, is := x.At(op.Action.Token).(string); is {
			x.KeepSecret(token)
		}
	}
	declaredHead := op != nil && op.Method == http.MethodHead
	if (r.Method != http.MethodHead || declaredHead) && !r.Unobserved {
		watched := ""
		if x.Operation != nil {
			watched = op.ID
		}
		for _, w := range s.observers[watched] {
			w.observe(x)
		}
	}
	return x, nil
}

// howTo tells how a person gets the token of a caller that the run has made, ""
// for a persona, whose token the target file tells.
func (s *Session) howTo(as *wire.Caller) string {
	people, login := s.People(), s.LogInOperation()
	if as.Token == "" || as.Name == "nobody" || s.Target.Persona(as.Name) != nil || people == nil || people.Create == nil || login == nil {
		return ""
	}
	rights := ""
	if as.Name != "own" {
		rights = fmt.Sprintf(" with the rights of %q", as.Name)
	}
	return fmt.Sprintf("of a user%s that the run made and disabled again; make one with %s %s, log in with %s %s, and set TOKEN to the %s of its reply",
		rights, people.Create.Method, s.Client.Redact(s.Client.Locate(people.Create, people.Create.Path)), login.Method, s.Client.Redact(s.Client.Locate(login, login.Path)), login.Action.Token)
}
