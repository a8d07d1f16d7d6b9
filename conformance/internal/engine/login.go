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
	x, err := s.Send(ctx, SetUpID, op, nil, wire.Body(map[string]any{p.Login: r.State[p.Login], p.Password: r.Password}))
	if err != nil {
		return nil, err
	}
	token, _ := x.At(op.Action.Token).(string)
	if !x.Success() || token == "" {
		return nil, &setUpError{x, "to log in as a user of our own"}
	}
	return &wire.Caller{Name: "own", Token: token, ID: r.ID}, nil
}

// CanLogIn tells whether users of our own can get a token.
func (s *Session) CanLogIn() bool {
	return s.CannotMake(Rights{Name: "none"}) == ""
}
