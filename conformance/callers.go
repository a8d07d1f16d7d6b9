package conformance

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/cotalker/rolecall/spec"
)

// callers finds who a check can ask as: a persona of the target file with
// exactly those rights, or one that bootstrap makes. None is used before its
// token is seen to work.
type callers struct {
	session *session
	mu      sync.Mutex
	known   map[string]*candidate
}

type candidate struct {
	once   sync.Once
	caller *caller
	err    error
}

func (c *callers) get(ctx context.Context, r Rights) (*caller, error) {
	c.mu.Lock()
	k := c.known[r.key()]
	if k == nil {
		k = &candidate{}
		c.known[r.key()] = k
	}
	c.mu.Unlock()
	k.once.Do(func() { k.caller, k.err = c.find(ctx, r) })
	return k.caller, k.err
}

func (c *callers) find(ctx context.Context, r Rights) (*caller, error) {
	if p := c.session.given(r); p != nil {
		found := &caller{name: p.Name, token: p.Token}
		if p.Disabled {
			return found, nil // it cannot be seen to work, and must not
		}
		return found, c.control(ctx, found)
	}
	if reason := c.session.cannotMake(r); reason != "" {
		return nil, fmt.Errorf("%s", reason)
	}
	return c.provision(ctx, r)
}

// given finds the persona of the target file that has these rights.
func (s *session) given(r Rights) *Persona {
	if r.Spread {
		return nil // the file does not tell how rights are spread over roles
	}
	for i, p := range s.target.Personas {
		has := Rights{Active: p.Permissions, Inactive: p.InactivePermissions, Disabled: p.Disabled}
		if p.Name != Bootstrap && has.key() == r.key() {
			return &s.target.Personas[i]
		}
	}
	return nil
}

// demanded tells whether a target file is to give a persona with these rights
// where none can be made: with none of the contract's permissions, with one of
// them, disabled, or with inactive roles alone; and with any others of them under
// --strict, unless it is --read-only that lets none be made. Names that the contract does not know, and rights spread over roles in
// a certain way, are more than a file can be asked for.
func (s *session) demanded(r Rights) bool {
	known := s.contract.Permissions.Names()
	foreign := slices.ContainsFunc(slices.Concat(r.Active, r.Inactive), func(name string) bool { return !slices.Contains(known, name) })
	if r.Spread || foreign {
		return false
	}
	return s.options.Strict && !s.options.ReadOnly || len(r.Active) < 2 || r.Disabled
}

// cannotMake is why bootstrap cannot make a caller with these rights, "" where
// it can.
func (s *session) cannotMake(r Rights) string {
	missing := ""
	people, login := s.people(), s.logInOperation()
	switch {
	case people == nil || people.create == nil || people.create.Body.Schema.Member(s.contract.Principal.Password) == nil:
		missing = "the contract has no way to make one"
	case r.Disabled && people.update == nil:
		missing = "the contract has no way to disable one"
	case login == nil:
		missing = "the contract has no way to log in"
	case !s.declares(login.Features):
		missing = "the target does not declare how to log in"
	case !s.writable():
		missing = "none may be made, since nothing is written"
	case len(r.Active)+len(r.Inactive) > 0 || r.Spread:
		roles := s.family(s.contract.Principal.Role)
		switch {
		case roles.creates() == nil:
			missing = "the contract has no way to make access roles"
		case len(r.Inactive) > 0 && s.contract.Principal.RolesEnabled == "":
			missing = "the contract has no way to switch a role off"
		case !s.declares(roles.create.Features):
			missing = "the target does not declare how to make access roles"
		}
	}
	if missing == "" {
		return ""
	}
	return fmt.Sprintf("the target file has no persona with the rights %q, and %s", r.Name, missing)
}

// declares tells whether the target has all of the features.
func (s *session) declares(features []string) bool {
	return !slices.ContainsFunc(features, func(f string) bool { return !slices.Contains(s.target.Features, f) })
}

// provision makes a user with roles of its own and logs in as it.
func (c *callers) provision(ctx context.Context, r Rights) (*caller, error) {
	s, p := c.session, c.session.contract.Principal
	people, ids := s.people(), []any{}
	grant := func(active bool, permissions ...string) error {
		made := s.roleBody(active, permissions...)
		if free := s.family(p.Role).freeMember(s.family(p.Role).create.Body.Schema); free != "" {
			setAt(made, free, s.mark()+" "+strings.Join(s.contract.Permissions.Names(), " ")) // a name grants nothing
		}
		role, err := s.make(ctx, s.family(p.Role), made)
		if err == nil {
			ids = append(ids, idValue(p.Role, role.id))
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
		return nil, err
	}
	user, err := s.make(ctx, people, map[string]any{p.Roles: ids})
	if err != nil {
		return nil, err
	}
	found, err := s.logIn(ctx, user)
	if err != nil {
		return nil, err
	}
	found.name = r.Name
	if err := c.control(ctx, found); err != nil || !r.Disabled {
		return found, err
	}
	x, err := s.ask(ctx, setUpID, people.update, s.bootstrap, key(user.id), body(map[string]any{p.Enabled: false}))
	if err == nil && !x.success() {
		err = errors.New(x.unready())
	}
	return found, err
}

// control sees that a token works, by reading the caller's own record: in any
// version that answers with it. Where none does as it should, a token that is
// answered otherwise than an unknown one works all the same: what is wrong with
// the answer is for the checks to say.
func (c *callers) control(ctx context.Context, who *caller) error {
	var refused *controlError
	var lost *lostError
	for _, f := range c.session.families {
		if !f.people() || f.selfRead == nil || !c.session.declares(f.selfRead.Features) {
			continue
		}
		x, err := c.session.ask(ctx, setUpID, f.selfRead, who)
		if errors.As(err, &lost) {
			continue
		}
		if err != nil {
			return err
		}
		if who.id = idOf(f.resource, x.one()); x.Status == 200 && who.id != "" {
			return nil
		}
		if refused == nil || refused.x.Status == 401 {
			refused = &controlError{who.name, x}
		}
	}
	switch {
	case refused != nil && refused.x.Status < 500:
		if refused.x.Status != 401 && c.toldApart(ctx, refused.x.Operation, who) {
			return nil
		}
		return refused
	case refused != nil || lost != nil:
		for _, f := range c.session.families {
			if f.list != nil && c.session.declares(f.list.Features) && c.toldApart(ctx, f.list, who) {
				return nil
			}
		}
	}
	if refused != nil {
		return refused
	}
	if lost != nil {
		return lost
	}
	return nil // the contract has no way to see
}

// toldApart tells whether an operation answers a caller's token otherwise than
// one that nobody has, which it must refuse.
func (c *callers) toldApart(ctx context.Context, op *spec.Operation, who *caller) bool {
	x, err := c.session.ask(ctx, setUpID, op, who)
	if err != nil || x.Status == 401 || x.Status >= 500 {
		return false
	}
	x, err = c.session.ask(ctx, setUpID, op, &caller{name: "nobody", token: c.session.mark()})
	return err == nil && x.Status == 401
}

// controlError is a token that was not seen to work.
type controlError struct {
	name string
	x    *Exchange
}

func (e *controlError) Error() string {
	want := "200 with its user"
	return fmt.Sprintf("the token of %s is not seen to work: %s %s answered %s, not %s; mend its token in the target file, or the address",
		e.name, e.x.Method, e.x.redact(e.x.URL), e.x.describe(), want)
}

func anys(texts []string) []any {
	out := make([]any, len(texts))
	for i, text := range texts {
		out[i] = text
	}
	return out
}
