package conformance

import (
	"context"
	"errors"
	"fmt"

	"github.com/cotalker/rolecall/spec"
)

// record is something that this run has made at the target.
type record struct {
	id       string
	state    map[string]any // as last seen
	clean    bool           // seen to be as state says, enabled and without roles
	password string         // of a person, "" for none
	caller   *caller        // of a person who has logged in
	persona  bool           // of the target file, not of ours
}

// disabled tells whether a record is of a person who is not enabled.
func (s *session) disabled(f *family, state map[string]any) bool {
	return f.people() && state[s.contract.Principal.Enabled] != true
}

// isBase tells whether a record is in the base state of borrowed ones.
func (s *session) isBase(f *family, state map[string]any) bool {
	for name, value := range s.baseOf(f) {
		if !equal(value, state[name]) {
			return false
		}
	}
	return true
}

// baseOf is the base state of a borrowed record: enabled, and for a person
// without roles, for a role without permissions.
func (s *session) baseOf(f *family) map[string]any {
	p := s.contract.Principal
	switch {
	case p == nil:
	case f.resource == p.Resource:
		return map[string]any{p.Enabled: true, p.Roles: []any{}}
	case f.resource == p.Role:
		base := map[string]any{p.Permissions: []any{}}
		if p.RolesEnabled != "" {
			base[p.RolesEnabled] = true
		}
		return base
	}
	for _, m := range changeSchema(f.update).Members() {
		return map[string]any{m.Name: sample(m.Schema, s.mark(), false)}
	}
	return map[string]any{}
}

// make creates a record as bootstrap: what the schema asks for, and more.
func (s *session) make(ctx context.Context, f *family, more map[string]any) (*record, error) {
	if f == nil {
		return nil, errors.New("a record is needed of what the contract has no operations on")
	}
	if f.create == nil {
		return nil, fmt.Errorf("the contract has no operation that creates one of %s", f.resource.Collection)
	}
	if !s.writable() {
		return nil, fmt.Errorf("a record of %s is needed, and nothing may be written", f.resource.Collection)
	}
	made := s.newBody(f)
	if err := s.refer(ctx, f.resource, made); err != nil {
		return nil, err
	}
	for name, value := range more {
		if f.create.Body.Schema.Member(name) != nil {
			made[name] = value
		}
	}
	r := &record{}
	if p := s.contract.Principal; f.people() && f.create.Body.Schema.Member(p.Password) != nil {
		r.password = s.secret()
		made[p.Password] = r.password
	}
	if r.state = s.takeUp(ctx, f, made); r.state != nil {
		r.id = idOf(f.resource, r.state)
		s.made(f.resource, r.state)
		return r, nil
	}
	return r, s.create(ctx, f, r, made)
}

// create makes a record at the target, never one of an earlier run. Where the
// reply is lost or does not show it, it is looked for before another is made.
func (s *session) create(ctx context.Context, f *family, r *record, made map[string]any) error {
	x, err := s.ask(ctx, setUpID, f.create, s.bootstrap, body(made))
	var lost *lostError
	if errors.As(err, &lost) && ctx.Err() == nil {
		if r.state = s.foundAgain(ctx, f, made); r.state == nil {
			x, err = s.ask(ctx, setUpID, f.create, s.bootstrap, body(made))
		} else {
			err = nil
		}
	}
	switch {
	case err != nil:
		return err
	case r.state != nil:
	case !x.success():
		return &setUpError{x, "to make a record of " + f.resource.Collection}
	default:
		if r.state = x.one(); idOf(f.resource, r.state) == "" {
			r.state = s.foundAgain(ctx, f, made)
		}
	}
	if r.id = idOf(f.resource, r.state); r.id == "" {
		return fmt.Errorf("could not set up: %s %s answered without a record, and none is found", x.Method, x.redact(x.URL))
	}
	s.made(f.resource, r.state)
	return nil
}

// foundAgain is the record that a create has made whose reply did not show it,
// nil where none is found.
func (s *session) foundAgain(ctx context.Context, f *family, made map[string]any) map[string]any {
	_, member := f.finder()
	value, _ := valueAt(made, member).(string)
	if value == "" || s.bootstrap == nil {
		return nil
	}
	found, err := s.found(ctx, f, value)
	if err != nil || len(found) == 0 {
		return nil
	}
	return found[0]
}

// least is a record that has had no more than a create asks for, and that no
// check writes to: what a reply does without shows in it. It is made once a
// run, at first use.
func (t *Trial) least(f *family) *record {
	s := t.session
	defer s.lockPersona("least " + f.resource.Collection)()
	s.mu.Lock()
	r := s.leasts[f.resource]
	s.mu.Unlock()
	if r != nil {
		return r
	}
	r = &record{}
	made, _ := sample(f.create.Body.Schema, t.mark(), false).(map[string]any)
	t.refers(f.resource, made)
	if p := s.contract.Principal; f.people() && f.create.Body.Schema.Member(p.Password) != nil {
		r.password = s.secret()
		made[p.Password] = r.password
	}
	if err := s.create(t.ctx, s.family(f.resource), r, made); err != nil {
		t.cannot(err)
	}
	s.mu.Lock()
	s.leasts[f.resource] = r
	s.mu.Unlock()
	return r
}

// leastCaller is the least record of the callers, logged in.
func (t *Trial) leastCaller(f *family) *caller {
	r := t.least(f)
	defer t.session.lockPersona("log-in of the least")()
	return t.logIn(r)
}

// newBody is the least that a create takes, and what no two records share: a
// borrowed record has something that another may want.
func (s *session) newBody(f *family) map[string]any {
	schema, mark := f.create.Body.Schema, s.mark()
	object, _ := sample(schema, mark, false).(map[string]any)
	for _, u := range f.resource.Unique {
		if own := schema.At(u.Member); own != nil && valueAt(object, u.Member) == nil {
			setAt(object, u.Member, sample(own, mark, false))
		}
	}
	return object
}

// made keeps a record for the cleaning at the end, and for the count. It tells
// whether it was unknown before.
func (s *session) made(resource *spec.Resource, state map[string]any) bool {
	id := idOf(resource, state)
	if id == "" {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	key := resource.Collection + " " + id
	if s.ownIDs[key] {
		return false
	}
	s.ownIDs[key] = true
	s.owned[resource] = append(s.owned[resource], id)
	return true
}
