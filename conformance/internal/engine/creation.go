package engine

import (
	"context"
	"errors"
	"fmt"

	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// make creates a record as bootstrap: what the schema asks for, and more.
func (s *Session) make(ctx context.Context, f *Family, more map[string]any) (*Record, error) {
	if f == nil {
		return nil, errors.New("a record is needed of what the contract has no operations on")
	}
	if f.Create == nil {
		return nil, fmt.Errorf("the contract has no operation that creates one of %s", f.Resource.Collection)
	}
	if !s.Writable() {
		return nil, fmt.Errorf("a record of %s is needed, and nothing may be written", f.Resource.Collection)
	}
	made := s.NewBody(f)
	if err := s.refer(ctx, f.Resource, made); err != nil {
		return nil, err
	}
	r := &Record{}
	later := s.givePassword(f, r, made)
	for name, value := range more {
		f.put(name, value, made, later)
	}
	if r.State = s.reuse(ctx, f, made); r.State != nil {
		r.ID = IDOf(f.Resource, r.State)
		s.track(f.Resource, r.State)
	} else if err := s.create(ctx, f, r, made); err != nil {
		return r, err
	}
	return r, s.complete(ctx, f, r, later)
}

// givePassword has a person made with a password, or what is done later give one.
func (s *Session) givePassword(f *Family, r *Record, made map[string]any) (later map[string]any) {
	later = map[string]any{}
	if p := s.Contract.Principal; f.People() && f.takes(p.Password) {
		r.Password = s.NewPassword()
		f.put(p.Password, r.Password, made, later)
	}
	return later
}

// put adds a member to what a create makes, or to what a change does later.
func (f *Family) put(name string, value any, made, later map[string]any) {
	if f.Create.Body.Schema.Member(name) != nil {
		made[name] = value
	} else if f.takes(name) {
		later[name] = value
	}
}

// complete gives a new record what its create does not take, and a change does: some
// people are given a password, or roles, when they are there.
func (s *Session) complete(ctx context.Context, f *Family, r *Record, later map[string]any) error {
	for name, value := range later {
		if none, is := value.([]any); Equal(value, r.State[name]) || is && len(none) == 0 && r.State[name] == nil {
			delete(later, name)
		}
	}
	if len(later) == 0 {
		return nil
	}
	x, err := s.Send(ctx, SetUpID, f.Update, s.Callers.Bootstrap, wire.Key(r.ID), wire.Body(later))
	switch {
	case err != nil:
		return err
	case !x.Success():
		return &setUpError{x, "to complete a record of " + f.Resource.Collection}
	case x.Record() != nil:
		r.State = x.Record()
	}
	return nil
}

// create makes a record at the target, never one of an earlier run. Where the
// reply is lost or does not show it, it is looked for before another is made.
func (s *Session) create(ctx context.Context, f *Family, r *Record, made map[string]any) error {
	if !f.Create.Body.Schema.Valid(made) {
		return NotApplicable("no body that fits the schema of " + RequestLine(f.Create) + " is found")
	}
	x, err := s.Send(ctx, SetUpID, f.Create, s.Callers.Bootstrap, wire.Body(made))
	var lost *lostError
	if errors.As(err, &lost) && ctx.Err() == nil {
		if r.State = s.findCreated(ctx, f, made); r.State == nil {
			x, err = s.Send(ctx, SetUpID, f.Create, s.Callers.Bootstrap, wire.Body(made))
		} else {
			err = nil
		}
	}
	switch {
	case err != nil:
		return err
	case r.State != nil:
	case !x.Success():
		return &setUpError{x, "to make a record of " + f.Resource.Collection}
	default:
		if r.State = x.Record(); IDOf(f.Resource, r.State) == "" {
			r.State = s.findCreated(ctx, f, made)
		}
	}
	if r.ID = IDOf(f.Resource, r.State); r.ID == "" {
		return fmt.Errorf("could not set up: %s %s answered without a record, and none is found", x.Method, x.Redact(x.URL))
	}
	s.track(f.Resource, r.State)
	return nil
}

// findCreated is the record that a create has made whose reply did not show it,
// nil where none is found.
func (s *Session) findCreated(ctx context.Context, f *Family, made map[string]any) map[string]any {
	_, member := f.Finder()
	value, _ := jsonvalue.ValueAt(made, member).(string)
	if value == "" || s.Callers.Bootstrap == nil {
		return nil
	}
	found, err := s.findByValue(ctx, f, value)
	if err != nil || len(found) == 0 {
		return nil
	}
	return found[0]
}

// NewBody is the least that a create takes, and what no two records share: a
// acquired record has something that another may want.
func (s *Session) NewBody(f *Family) map[string]any {
	schema, mark := f.Create.Body.Schema, s.mark()
	object := sampleRecord(f.Resource, schema, mark)
	for _, u := range f.Resource.Unique {
		if own := schema.At(u.Member); own != nil && jsonvalue.ValueAt(object, u.Member) == nil {
			jsonvalue.SetAt(object, u.Member, UnusedID(own, mark))
		}
	}
	return object
}

// sampleRecord is the least that a create takes: what fits its schema, and is not what
// another record has where no two may have the same.
func sampleRecord(r *spec.Resource, s *spec.Schema, mark string) map[string]any {
	object, _ := Sample(s, mark, false).(map[string]any)
	if !s.Valid(object) {
		if other, is := sendable(s, fixtures.BodyValue(s, mark)).(map[string]any); is && s.Valid(other) {
			object = other // as of one that has alternatives
		}
	}
	return Distinguish(r, s, object, mark)
}

// Distinguish gives a body other values where no two records may have the same, and its
// schema has one for all marks.
func Distinguish(r *spec.Resource, s *spec.Schema, object map[string]any, mark string) map[string]any {
	for _, member := range distinctMembers(r) {
		if own := s.At(member); own != nil && jsonvalue.ValueAt(object, member) != nil && Equal(Sample(own, mark, false), Sample(own, another(mark), false)) {
			jsonvalue.SetAt(object, member, UnusedID(own, mark))
		}
	}
	return object
}

// distinctMembers are those of which no two records have the same value: the id, which
// a client may give, and what is unique.
func distinctMembers(r *spec.Resource) []string {
	out := []string{r.ID}
	for _, u := range r.Unique {
		out = append(out, u.Member)
	}
	return out
}
