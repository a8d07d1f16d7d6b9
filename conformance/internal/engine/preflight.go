package engine

import (
	"context"

	"github.com/cotalker/rolecall/conformance/internal/wire"
)

// PreflightProblem is why a run cannot go on as usual.
type PreflightProblem struct {
	Reason   string
	Violates bool // what is wrong is against the contract, and the checks will show it
	Ended    bool // the run's time was over before anybody had answered
}

// Preflight sees whether somebody answers and whether bootstrap's token works.
func (s *Session) Preflight(ctx context.Context) *PreflightProblem {
	if s.Options.Wait > 0 {
		s.await(ctx)
	}
	persona := s.Target.Persona(wire.Bootstrap)
	if s.Contract.Principal == nil {
		who := &wire.Caller{Name: "anybody"}
		if persona != nil {
			who = &wire.Caller{Name: wire.Bootstrap, Token: persona.Token}
		}
		if reason := s.AddressProblem(ctx); reason != "" {
			return &PreflightProblem{Reason: reason}
		}
		if err := s.Callers.VerifyToken(ctx, who); err != nil {
			return &PreflightProblem{Reason: err.Error()}
		}
		s.Callers.Bootstrap = who
		return nil
	}
	if persona == nil {
		return nil // each check that needs it is broken, with that reason
	}
	who := &wire.Caller{Name: wire.Bootstrap, Token: persona.Token}
	err := s.Callers.VerifyToken(ctx, who)
	if err == nil {
		s.Callers.Bootstrap = who
		return nil
	}
	bad, answered := err.(*TokenError)
	if !answered && ctx.Err() != nil {
		return &PreflightProblem{Ended: true}
	}
	if !answered {
		return &PreflightProblem{Reason: notAnswering(err)}
	}
	problem := &PreflightProblem{Reason: err.Error()}
	s.Callers.bootstrapProblem = s.Client.Redact(problem.Reason)
	if bad.Exchange.Success() && bad.Exchange.JSONError == nil && len(bad.Exchange.ReplyBody) > 0 {
		// It may be a server that lets everybody in.
		x, err := s.Send(ctx, SetUpID, bad.Exchange.Operation, nil)
		problem.Violates = err == nil && x.Success()
	}
	return problem
}
