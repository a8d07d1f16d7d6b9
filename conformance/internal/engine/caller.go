package engine

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/spec"
)

// callers finds who a check can ask as: a persona of the target file with
// exactly those rights, or one that bootstrap makes. None is used before its
// token is seen to work.
type callers struct {
	session *Session
	mu      sync.Mutex
	known   map[string]*callerEntry      // by the key of their rights
	given   map[string]*fixtures.Persona // of the target file, by the key of their rights

	Bootstrap        *wire.Caller                 // nil where its token is not seen to work
	bootstrapProblem string                       // why it cannot be relied on, "" where it can
	lacks            map[*spec.Operation][]string // what bootstrap lacks for an operation; under the session's lock
	PasswordLimits   passwordLimits
	keys             keyring
}

// callerEntry is a caller that is looked for once.
type callerEntry struct {
	once   sync.Once
	caller *wire.Caller
	err    error
}

// Find is a caller with exactly these rights: found or made once a run, then the same
// one, or the same error.
func (c *callers) Find(ctx context.Context, r Rights) (*wire.Caller, error) {
	c.mu.Lock()
	k := c.known[r.Key()]
	if k == nil {
		k = &callerEntry{}
		c.known[r.Key()] = k
	}
	c.mu.Unlock()
	k.once.Do(func() { k.caller, k.err = c.find(ctx, r) })
	return k.caller, k.err
}

func (c *callers) find(ctx context.Context, r Rights) (*wire.Caller, error) {
	if p := c.session.GivenPersona(r); p != nil {
		found := &wire.Caller{Name: p.Name, Token: p.Token}
		if p.Disabled {
			return found, nil // it cannot be seen to work, and must not
		}
		return found, c.VerifyToken(ctx, found)
	}
	if reason := c.session.CannotMake(r); reason != "" {
		return nil, fmt.Errorf("%s", reason)
	}
	return c.provision(ctx, r)
}

// GivenPersona finds the persona of the target file that has these rights.
func (s *Session) GivenPersona(r Rights) *fixtures.Persona {
	if r.Spread {
		return nil // the file does not tell how rights are spread over roles
	}
	if p := s.Callers.given[r.Key()]; p != nil {
		return p
	}
	return s.joinedPersona(r)
}

// personasByRights are those of a target file, by the key of their rights. Each
// check asks for some, and a file may have hundreds.
func personasByRights(target *wire.Target) map[string]*fixtures.Persona {
	out := map[string]*fixtures.Persona{}
	for i, p := range target.Personas {
		key := Rights{Active: p.Permissions, Inactive: p.InactivePermissions, Disabled: p.Disabled}.Key()
		if p.Name != wire.Bootstrap && out[key] == nil {
			out[key] = &target.Personas[i]
		}
	}
	return out
}

// joinedPersona is one with several permissions, where the document has no callers
// and the tokens of the file are the names of permissions: as those of the mock,
// which takes names joined by + too. It is nil where they are not.
func (s *Session) joinedPersona(r Rights) *fixtures.Persona {
	if s.Contract.Principal != nil || len(r.Active) < 2 || len(r.Inactive) > 0 || r.Disabled {
		return nil
	}
	for _, name := range r.Active {
		named := func(p fixtures.Persona) bool { return p.Token == name && slices.Equal(p.Permissions, []string{name}) }
		if !slices.ContainsFunc(s.Target.Personas, named) {
			return nil
		}
	}
	return &fixtures.Persona{Name: r.Name, Token: strings.Join(r.Active, "+"), Permissions: r.Active}
}

// Demanded tells whether a target file is to give a persona with these rights
// where none can be made: with none of the contract's permissions, with one of
// them, disabled, or with inactive roles alone; and with any others of them under
// --strict, unless it is --read-only that lets none be made. Names that the contract does not know, and rights spread over roles in
// a certain way, are more than a file can be asked for.
func (s *Session) Demanded(r Rights) bool {
	if s.Contract.Principal == nil && !s.Options.Strict {
		return false // nobody can be made, and there may be any number of rights
	}
	known := s.Contract.Permissions.Names()
	foreign := slices.ContainsFunc(slices.Concat(r.Active, r.Inactive), func(name string) bool { return !slices.Contains(known, name) })
	if r.Spread || foreign {
		return false
	}
	return s.Options.Strict && !s.Options.ReadOnly || len(r.Active) < 2 || r.Disabled
}

// CannotMake is why bootstrap cannot make a caller with these rights, "" where
// it can.
func (s *Session) CannotMake(r Rights) string {
	missing := ""
	people, login := s.People(), s.LogInOperation()
	switch {
	case people.creates() == nil || !people.takes(s.Contract.Principal.Password):
		missing = "the contract has no way to make one"
	case r.Disabled && !Writes(people.Update, s.Contract.Principal.Enabled):
		missing = "the contract has no way to disable one"
	case login == nil:
		missing = "the contract has no way to log in"
	case !s.Declares(login.Features):
		missing = "the target does not declare how to log in"
	case !s.Writable():
		missing = "none may be made, since nothing is written"
	case len(r.Active)+len(r.Inactive) > 0 || r.Spread:
		roles := s.Family(s.Contract.Principal.Role)
		switch {
		case roles.creates() == nil || !roles.takes(s.Contract.Principal.Permissions):
			missing = "the contract has no way to make access roles"
		case !people.takes(s.Contract.Principal.Roles):
			missing = "the contract has no way to give one access roles"
		case len(r.Inactive) > 0 && (s.Contract.Principal.RolesEnabled == "" || !roles.takes(s.Contract.Principal.RolesEnabled)):
			missing = "the contract has no way to make a role that is off"
		case !s.Declares(roles.Create.Features):
			missing = "the target does not declare how to make access roles"
		}
	}
	if missing == "" {
		return ""
	}
	return fmt.Sprintf("the target file has no persona with the rights %q, and %s", r.Name, missing)
}

// Declares tells whether the target has all of the features.
func (s *Session) Declares(features []string) bool {
	return !slices.ContainsFunc(features, func(f string) bool { return !slices.Contains(s.Target.Features, f) })
}

// VerifyToken sees that a token works, by reading the caller's own record: in any
// version that answers with it. Where none does as it should, a token that is
// answered otherwise than an unknown one works all the same: what is wrong with
// the answer is for the checks to say.
func (c *callers) VerifyToken(ctx context.Context, who *wire.Caller) error {
	var refused *TokenError
	var lost *lostError
	for _, f := range c.session.Families {
		if !f.People() || f.SelfRead == nil || !c.session.Declares(f.SelfRead.Features) {
			continue
		}
		x, err := c.session.Send(ctx, SetUpID, f.SelfRead, who)
		if errors.As(err, &lost) {
			continue
		}
		if err != nil {
			return err
		}
		if who.ID = IDOf(f.Resource, x.Record()); x.Success() && who.ID != "" {
			return nil
		}
		if refused == nil || refused.Exchange.Status == 401 {
			refused = &TokenError{name: who.Name, Exchange: x}
		}
	}
	switch {
	case refused != nil && refused.Exchange.Status < 500:
		if refused.Exchange.Status != 401 && c.toldApart(ctx, refused.Exchange.Operation, who) {
			return nil
		}
		return refused
	case refused != nil || lost != nil:
		for _, f := range c.session.Families {
			if f.List != nil && c.session.Declares(f.List.Features) && c.toldApart(ctx, f.List, who) {
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
	return c.session.seenByReads(ctx, who)
}

// toldApart tells whether an operation answers a caller's token otherwise than
// one that nobody has, which it must refuse.
func (c *callers) toldApart(ctx context.Context, op *spec.Operation, who *wire.Caller) bool {
	x, err := c.session.Send(ctx, SetUpID, op, who)
	if err != nil || x.Status == 401 || x.Status >= 500 {
		return false
	}
	x, err = c.session.Send(ctx, SetUpID, op, &wire.Caller{Name: "nobody", Token: c.session.mark()})
	return err == nil && x.Status == 401
}

// TokenError is a token that was not seen to work.
type TokenError struct {
	name     string
	Exchange *wire.Exchange
	others   int // operations that answered alike, where none reads the caller's own record
}

func (e *TokenError) Error() string {
	want := "200 with its user"
	if e.others > 0 {
		want = fmt.Sprintf("as one who may, and so did %d more that it should open", e.others)
	}
	return fmt.Sprintf("the token of %s is not seen to work: %s %s answered %s, not %s; mend its token in the target file, or the address",
		e.name, e.Exchange.Method, e.Exchange.Redact(e.Exchange.URL), e.Exchange.Describe(), want)
}

// AnySlice is a list of texts as a decoded value.
func AnySlice(texts []string) []any {
	out := make([]any, len(texts))
	for i, text := range texts {
		out[i] = text
	}
	return out
}
