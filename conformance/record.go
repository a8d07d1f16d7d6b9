package conformance

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/cotalker/rolecall/spec"
)

// record is something that this run has made at the target.
type record struct {
	id       string
	state    map[string]any // as last seen
	clean    bool           // seen to be as state says, enabled and without roles
	password string         // of a person, "" for none
	caller   *caller        // of a person who has logged in
}

// pool lends records of one collection to one check at a time, so that a run
// makes few of them.
type pool struct {
	session *session
	family  *family
	mu      sync.Mutex
	free    []*record
}

// take gives a record in its base state: a free one that is reset, or a new one.
func (p *pool) take(ctx context.Context) (*record, error) {
	p.mu.Lock()
	var r *record
	if n := len(p.free); n > 0 {
		r, p.free = p.free[n-1], p.free[:n-1]
	}
	p.mu.Unlock()
	if r != nil && p.reset(ctx, r) == nil {
		return r, nil
	}
	return p.session.make(ctx, p.family, p.session.baseOf(p.family))
}

func (p *pool) giveBack(r *record) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.free = append(p.free, r)
}

// reset brings a record that checks have written to back to its base state.
func (p *pool) reset(ctx context.Context, r *record) error {
	if r.clean {
		r.clean = false
		return nil
	}
	x, err := p.session.ask(ctx, setUpID, p.family.update, p.session.bootstrap, key(r.id), body(p.session.baseOf(p.family)))
	if err != nil {
		return err
	}
	if !x.success() || x.one() == nil {
		return fmt.Errorf("resetting a borrowed record: %s %s answered %s", x.Method, x.URL, x.describe())
	}
	if p.session.disabled(p.family, r.state) {
		r.caller = nil // a token need not outlive that
	}
	r.state = x.one()
	return nil
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
		return map[string]any{p.RolesEnabled: true, p.Permissions: []any{}}
	}
	for _, m := range changeSchema(f.update).Members() {
		return map[string]any{m.Name: sample(m.Schema, s.mark(), false)}
	}
	return map[string]any{}
}

// make creates a record as bootstrap: what the schema asks for, and more.
func (s *session) make(ctx context.Context, f *family, more map[string]any) (*record, error) {
	if f.create == nil {
		return nil, fmt.Errorf("the contract has no operation that creates one of %s", f.resource.Collection)
	}
	if !s.writable() {
		return nil, fmt.Errorf("a record of %s is needed, and nothing may be written", f.resource.Collection)
	}
	made := s.newBody(f)
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
		r.id, _ = r.state[f.resource.ID].(string)
		s.made(f.resource, r.state)
		return r, nil
	}
	return r, s.create(ctx, f, r, made)
}

// create makes a record at the target, never one of an earlier run.
func (s *session) create(ctx context.Context, f *family, r *record, made map[string]any) error {
	x, err := s.ask(ctx, setUpID, f.create, s.bootstrap, body(made))
	if err != nil {
		return err
	}
	r.state = x.one()
	if !x.success() {
		return errors.New(x.unready())
	}
	if r.id, _ = r.state[f.resource.ID].(string); r.id == "" {
		return fmt.Errorf("could not set up: %s %s answered without a record", x.Method, x.redact(x.URL))
	}
	s.made(f.resource, r.state)
	return nil
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
	if p := s.contract.Principal; f.people() && f.create.Body.Schema.Member(p.Password) != nil {
		r.password = s.secret()
		made[p.Password] = r.password
	}
	if err := s.create(t.ctx, s.family(f.resource), r, made); err != nil {
		t.broken("%v", err)
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

// made keeps a record for the cleaning at the end, and for the count.
func (s *session) made(resource *spec.Resource, state map[string]any) {
	id, _ := state[resource.ID].(string)
	if id == "" {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.owned[resource] = append(s.owned[resource], id)
}
