package engine

import (
	"context"
	"strings"

	"github.com/cotalker/rolecall/conformance/internal/wire"
)

// Role is the id of a standing role of ours with exactly these permissions.
func (t *Trial) Role(permissions ...string) string {
	t.requireRoles()
	id, err := t.Session.roleFor(t.Context, permissions...)
	if err != nil {
		t.setUpFailed(err)
	}
	return id
}

// requireRoles ends a check that asks for roles of its own where none can be made.
func (t *Trial) requireRoles() {
	if t.Session.Contract.Principal == nil {
		panic(NotApplicable("the contract has no callers"))
	}
	t.Require(t.Session.Family(t.Session.Contract.Principal.Role), "makes", t.Session.Family(t.Session.Contract.Principal.Role).creates())
}

// AnyRole is the id of a role that there is: one of ours without permissions,
// or where none can be made one that bootstrap has.
func (t *Trial) AnyRole() string {
	s := t.Session
	if s.CanMakeRoles() {
		return t.Role()
	}
	people := s.People()
	t.Require(people, "reads", people.Read)
	x := t.SetUp(t.Send(people.Read, t.Bootstrap(), wire.Key(t.ReadableID(people))))
	if ids, _ := x.Record()[s.Contract.Principal.Roles].([]any); len(ids) > 0 {
		if id := IDText(ids[0]); id != "" {
			return id
		}
	}
	panic(NotApplicable("no access role is known: none can be made, and bootstrap has none"))
}

// RoleIDs are ids of roles as a body has them.
func (t *Trial) RoleIDs(ids ...string) []any {
	return IDValues(t.Session.Contract.Principal.Role, ids...)
}

// UnknownRoleID is an id that no role has.
func (t *Trial) UnknownRoleID(id string) any {
	role := t.Session.Contract.Principal.Role
	return IDValue(role, UnknownID(role, id))
}

// roleFor is a role of ours with exactly these permissions. It is made once and
// never changed.
func (s *Session) roleFor(ctx context.Context, permissions ...string) (string, error) {
	name := strings.Join(permissions, ",")
	defer s.Lock("role " + name)()
	s.mu.Lock()
	id := s.shared.roles[name]
	s.mu.Unlock()
	if id != "" {
		return id, nil
	}
	p := s.Contract.Principal
	role, err := s.make(ctx, s.Family(p.Role), s.RoleBody(true, permissions...))
	if err != nil {
		return "", err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.shared.roles[name] = role.ID
	return role.ID, nil
}

// RoleBody is the part of a role that says what it grants.
func (s *Session) RoleBody(active bool, permissions ...string) map[string]any {
	p := s.Contract.Principal
	out := map[string]any{p.Permissions: AnySlice(permissions)}
	if p.RolesEnabled != "" {
		out[p.RolesEnabled] = active
	}
	return out
}

// CanMakeRoles tells whether access roles can be made at the target.
func (s *Session) CanMakeRoles() bool {
	if s.Contract.Principal == nil {
		return false
	}
	roles := s.Family(s.Contract.Principal.Role)
	return s.Writable() && roles != nil && roles.Create != nil && s.Declares(roles.Create.Features)
}

// idleRole is a role of ours that is not active.
func (t *Trial) idleRole(permission string) string {
	p := t.Session.Contract.Principal
	role, err := t.Session.make(t.Context, t.Session.Family(p.Role), t.Session.RoleBody(false, permission))
	if err != nil {
		t.setUpFailed(err)
	}
	return role.ID
}
