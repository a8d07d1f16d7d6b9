package engine

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/internal/jsonvalue"
)

// provision makes a user with roles of its own and logs in as it.
func (c *callers) provision(ctx context.Context, r Rights) (*wire.Caller, error) {
	s, p := c.session, c.session.Contract.Principal
	people, ids := s.People(), []any{}
	grant := func(active bool, permissions ...string) error {
		made := s.RoleBody(active, permissions...)
		if free := s.Family(p.Role).FreeMember(s.Family(p.Role).Create.Body.Schema); free != "" {
			jsonvalue.SetAt(made, free, s.mark()+" "+strings.Join(s.Contract.Permissions.Names(), " ")) // a name grants nothing
		}
		role, err := s.make(ctx, s.Family(p.Role), made)
		if err == nil {
			ids = append(ids, IDValue(p.Role, role.ID))
		}
		return err
	}
	var err error
	switch {
	case r.Spread:
		err = grant(true)
		for _, permission := range r.Active {
			if err == nil {
				err = grant(true, permission)
			}
		}
	case len(r.Active) > 0:
		err = grant(true, r.Active...)
	}
	if err == nil && len(r.Inactive) > 0 {
		err = grant(false, r.Inactive...)
	}
	if err != nil {
		return nil, s.refusedNames(r, err)
	}
	user, err := s.make(ctx, people, map[string]any{p.Roles: ids})
	if err != nil {
		return nil, err
	}
	found, err := s.logIn(ctx, user)
	if err != nil {
		return nil, err
	}
	found.Name = r.Name
	if err := c.VerifyToken(ctx, found); err != nil || !r.Disabled {
		return found, err
	}
	x, err := s.Send(ctx, SetUpID, people.Update, s.Callers.Bootstrap, wire.Key(user.ID), wire.Body(map[string]any{p.Enabled: false}))
	if err == nil && !x.Success() {
		err = errors.New(x.Unready())
	}
	return found, err
}

// refusedNames is the error of a role that could not be made, or where it was to have
// names that are no permissions of the contract and was refused for its body, that a
// check does not apply: a server that takes no other names lets in nobody by them.
func (s *Session) refusedNames(r Rights, err error) error {
	var step *setUpError
	foreign := func(name string) bool { return !slices.Contains(s.Contract.Permissions.Names(), name) }
	if errors.As(err, &step) && slices.ContainsFunc(r.Active, foreign) && slices.Contains([]int{http.StatusBadRequest, http.StatusUnprocessableEntity}, step.exchange.Status) {
		return NotApplicable("the server takes no role with names that are no permissions of the contract")
	}
	return err
}
