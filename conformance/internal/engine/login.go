package engine

import (
	"context"
	"fmt"

	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/spec"
)

// LogInOperation is how a login and a password become a token, nil for none.
func (s *Session) LogInOperation() *spec.Operation {
	for _, op := range s.Contract.Operations {
		if op.Action.Kind == spec.Login {
			return op
		}
	}
	return nil
}

// logIn gets a token for a record of the callers.
func (s *Session) logIn(ctx context.Context, r *Record) (*wire.Caller, error) {
	op, p := s.LogInOperation(), s.Contract.Principal
	if op == nil || r.Password == "" {
		return nil, fmt.Errorf("no way to log in as a user of our own")
	}
	var x *wire.Exchange
	var err error
	t := &Trial{Session: s, Context: ctx}
	if missing := Guarded(func() { x, err = s.Send(ctx, SetUpID, op, nil, t.loginOptions(op, r.State[p.Login], r.Password)...) }); missing != nil {
		return nil, missing
	}
	if err != nil {
		return nil, err
	}
	token, _ := x.At(op.Action.Token).(string)
	if !x.Success() || token == "" {
		return nil, &setUpError{x, "to log in as a user of our own"}
	}
	return &wire.Caller{Name: "own", Token: token, ID: r.ID}, nil
}

// TryLogIn sends a pair to the log-in, with what else that requires. A check for which no
// value of that is found does not apply.
func (t *Trial) TryLogIn(op *spec.Operation, login, password any) *wire.Exchange {
	return t.Send(op, nil, t.loginOptions(op, login, password)...)
}

func (t *Trial) loginOptions(op *spec.Operation, login, password any) []wire.Option {
	p := t.Session.Contract.Principal
	required := &Call{Trial: t, Operation: op, mark: t.Mark()}
	required.require()
	return append(required.options, wire.Body(map[string]any{p.Login: login, p.Password: password}))
}

// CanLogIn tells whether users of our own can get a token.
func (s *Session) CanLogIn() bool {
	return s.CannotMake(Rights{Name: "none"}) == ""
}
