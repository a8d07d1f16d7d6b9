package conformance

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/spec"
)

// provisioning marks the requests that make the caller with every permission.
type provisioning struct{}

// privileged is who asks an operation for bootstrap: bootstrap itself where the
// permissions that the target file gives it suffice for all that the operation
// may write, and else a caller that bootstrap makes, with every permission. That
// bootstrap lacks one is no fault of the server.
func (s *session) privileged(ctx context.Context, op *spec.Operation, as *caller) (*caller, error) {
	if as == nil || as != s.bootstrap || ctx.Value(provisioning{}) != nil || op == nil || op.Action.Self {
		return as, nil
	}
	lacks := s.bootstrapLacks(op)
	if len(lacks) == 0 {
		return as, nil
	}
	if s.provisions(op) {
		return nil, s.advise(op, lacks, "")
	}
	who := Rights{Name: "every permission", Active: s.contract.Permissions.Names()}
	if s.given(who) == nil {
		reason := s.cannotMake(who)
		for _, other := range s.provisioners() {
			if more := s.bootstrapLacks(other); reason == "" && len(more) > 0 {
				reason = "bootstrap may not " + other.Method + " " + other.Path + " either"
			}
		}
		if reason != "" {
			return nil, s.advise(op, lacks, "; a caller who may cannot be made: "+reason)
		}
	}
	found, err := s.callers.get(context.WithValue(ctx, provisioning{}, true), who)
	if err != nil {
		return nil, fmt.Errorf("%w (it was asked for since bootstrap lacks %s; add that to bootstrap)", err, strings.Join(lacks, ", "))
	}
	return found, nil
}

func (s *session) advise(op *spec.Operation, lacks []string, more string) error {
	return fmt.Errorf("bootstrap may not %s %s by the permissions that the target file gives it%s; add %s to bootstrap",
		op.Method, op.Path, more, strings.Join(lacks, " and "))
}

// bootstrapLacks are permissions that would let bootstrap do all of an
// operation, none where it may.
func (s *session) bootstrapLacks(op *spec.Operation) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	lacks, known := s.lacks[op]
	if known {
		return lacks
	}
	if persona := s.target.Persona(Bootstrap); persona != nil {
		rights := s.contract.Permissions.Rights(persona.Permissions...)
		for _, access := range s.contract.Accesses(op) {
			if access.AllowsRights(rights) {
				continue
			}
			for _, name := range granting(access).Active {
				if !slices.Contains(persona.Permissions, name) && !slices.Contains(lacks, name) {
					lacks = append(lacks, name)
				}
			}
		}
	}
	if s.lacks == nil {
		s.lacks = map[*spec.Operation][]string{}
	}
	s.lacks[op] = lacks
	return lacks
}

// allLacks are the permissions that bootstrap lacks for the operations that the
// target declares.
func (s *session) allLacks() []string {
	var out []string
	for _, op := range s.contract.Operations {
		if op.Action.Self || !s.declares(op.Features) {
			continue
		}
		for _, name := range s.bootstrapLacks(op) {
			if !slices.Contains(out, name) {
				out = append(out, name)
			}
		}
	}
	return out
}

// provisioners are the operations that a caller is made by.
func (s *session) provisioners() []*spec.Operation {
	var out []*spec.Operation
	if people := s.people(); people != nil {
		roles := s.family(s.contract.Principal.Role)
		for _, f := range []*family{people, roles} {
			if f != nil && f.create != nil {
				out = append(out, f.create)
			}
		}
	}
	return out
}

func (s *session) provisions(op *spec.Operation) bool { return slices.Contains(s.provisioners(), op) }

// privilege is privileged for a check, which ends as broken where there is
// nobody.
func (t *Trial) privilege(op *spec.Operation) *caller {
	as, err := t.session.privileged(t.ctx, op, t.session.bootstrap)
	if err != nil {
		t.broken("%v", err)
	}
	return as
}
