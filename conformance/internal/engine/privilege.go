package engine

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/spec"
)

// provisioning marks the requests that make the caller with every permission.
type provisioning struct{}

// privileged is who asks an operation for bootstrap: bootstrap itself where the
// permissions that the target file gives it suffice for all that the operation
// may write, and else a caller that bootstrap makes, with every permission. That
// bootstrap lacks one is no fault of the server.
func (s *Session) privileged(ctx context.Context, op *spec.Operation, as *wire.Caller) (*wire.Caller, error) {
	if as == nil || as != s.Callers.Bootstrap || ctx.Value(provisioning{}) != nil || op == nil || op.Action.Self {
		return as, nil
	}
	lacks := s.BootstrapLacks(op)
	if len(lacks) == 0 {
		return as, nil
	}
	if s.provisions(op) {
		return nil, s.advise(op, lacks, "")
	}
	who := Rights{Name: "every permission", Active: s.Contract.Permissions.Names()}
	if s.GivenPersona(who) == nil {
		reason := s.CannotMake(who)
		for _, other := range s.provisioners() {
			if more := s.BootstrapLacks(other); reason == "" && len(more) > 0 {
				reason = "bootstrap may not " + other.Method + " " + other.Path + " either"
			}
		}
		if reason != "" {
			return nil, s.advise(op, lacks, "; a caller who may cannot be made: "+reason)
		}
	}
	found, err := s.Callers.Find(context.WithValue(ctx, provisioning{}, true), who)
	if err != nil {
		return nil, fmt.Errorf("%w (it was asked for since bootstrap lacks %s; add that to bootstrap)", err, strings.Join(lacks, ", "))
	}
	return found, nil
}

func (s *Session) advise(op *spec.Operation, lacks []string, more string) error {
	return fmt.Errorf("bootstrap may not %s %s by the permissions that the target file gives it%s; add %s to bootstrap",
		op.Method, op.Path, more, strings.Join(lacks, " and "))
}

// BootstrapLacks are permissions that would let bootstrap do all of an
// operation, none where it may.
func (s *Session) BootstrapLacks(op *spec.Operation) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	lacks, known := s.Callers.lacks[op]
	if known {
		return lacks
	}
	if persona := s.Target.Persona(wire.Bootstrap); persona != nil {
		rights := s.Contract.Permissions.Rights(persona.Permissions...)
		accesses := s.Contract.Accesses(op)
		if accesses[0] = s.Client.SentBy(op); accesses[0] == nil {
			accesses = nil // whoever has the key may
		}
		for _, access := range accesses {
			if access.AllowsRights(rights) {
				continue
			}
			for _, name := range Granting(access).Active {
				if !slices.Contains(persona.Permissions, name) && !slices.Contains(lacks, name) {
					lacks = append(lacks, name)
				}
			}
		}
	}
	if s.Callers.lacks == nil {
		s.Callers.lacks = map[*spec.Operation][]string{}
	}
	s.Callers.lacks[op] = lacks
	return lacks
}

// AllLacks are the permissions that bootstrap lacks for the operations that the
// target declares.
func (s *Session) AllLacks() []string {
	var out []string
	for _, op := range s.Contract.Operations {
		if op.Action.Self || !s.Declares(op.Features) {
			continue
		}
		for _, name := range s.BootstrapLacks(op) {
			if !slices.Contains(out, name) {
				out = append(out, name)
			}
		}
	}
	return out
}

// provisioners are the operations that a caller is made by.
func (s *Session) provisioners() []*spec.Operation {
	var out []*spec.Operation
	if people := s.People(); people != nil {
		roles := s.Family(s.Contract.Principal.Role)
		for _, f := range []*Family{people, roles} {
			if f != nil && f.Create != nil {
				out = append(out, f.Create)
			}
		}
	}
	return out
}

func (s *Session) provisions(op *spec.Operation) bool { return slices.Contains(s.provisioners(), op) }

// privilege is privileged for a check, which ends as broken where there is
// nobody.
func (t *Trial) privilege(op *spec.Operation) *wire.Caller {
	as, err := t.Session.privileged(t.Context, op, t.Session.Callers.Bootstrap)
	if err != nil {
		t.Broken("%v", err)
	}
	return as
}
