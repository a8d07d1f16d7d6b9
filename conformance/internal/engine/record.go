package engine

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// records are those that a run makes, and how many it may.
type records struct {
	owned    map[*spec.Resource][]string // ids of what was made or reused
	ids      map[string]bool             // the same, behind the collection's name
	reused   map[*spec.Resource]int      // how many of those are of an earlier run
	newest   map[string]shownState       // newest state seen of each of them
	pools    map[*spec.Resource]*pool    // lend them to checks
	quotas   map[*spec.Resource]*quota
	blind    error        // why nothing is made at all, nil where something may be
	Held     []Holding    // of the target before the run
	reusable reusable     // of earlier runs
	writing  sync.RWMutex // held for reading by each write of a call
}

// Still keeps other checks from writing until it is released: a list that another
// check adds to may well show a record on two pages. Its holder writes nothing.
func (s *Session) Still() (release func()) {
	s.Records.writing.Lock()
	return s.Records.writing.Unlock
}

func newRecords() records {
	return records{
		owned: map[*spec.Resource][]string{}, ids: map[string]bool{}, reused: map[*spec.Resource]int{}, newest: map[string]shownState{},
		pools: map[*spec.Resource]*pool{}, quotas: map[*spec.Resource]*quota{},
	}
}

// Record is something that this run has made at the target.
type Record struct {
	ID       string
	State    map[string]any // as last seen
	Clean    bool           // seen to be as state says, enabled and without roles
	Password string         // of a person, "" for none
	Caller   *wire.Caller   // of a person who has logged in
	persona  bool           // of the target file, not of ours
}

// disabled tells whether a record is of a person who is not enabled.
func (s *Session) disabled(f *Family, state map[string]any) bool {
	return f.People() && state[s.Contract.Principal.Enabled] != true
}

// isBase tells whether a record is in the base state of acquired ones.
func (s *Session) isBase(f *Family, state map[string]any) bool {
	for name, value := range s.baseOf(f) {
		if !Equal(value, state[name]) {
			return false
		}
	}
	return true
}

// baseOf is the base state of an acquired record: enabled, and for a person
// without roles, for a role without permissions.
func (s *Session) baseOf(f *Family) map[string]any {
	p := s.Contract.Principal
	switch {
	case p == nil:
	case f.Resource == p.Resource:
		return map[string]any{p.Enabled: true, p.Roles: []any{}}
	case f.Resource == p.Role:
		base := map[string]any{p.Permissions: []any{}}
		if p.RolesEnabled != "" {
			base[p.RolesEnabled] = true
		}
		return base
	}
	for _, m := range Writable(ChangeSchema(f.Update)) {
		if value := Sample(m.Schema, s.mark(), false); m.Schema.Valid(value) {
			return map[string]any{m.Name: value}
		}
	}
	return map[string]any{}
}

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
	for name, value := range more {
		if f.Create.Body.Schema.Member(name) != nil {
			made[name] = value
		}
	}
	r := &Record{}
	if p := s.Contract.Principal; f.People() && f.Create.Body.Schema.Member(p.Password) != nil {
		r.Password = s.NewPassword()
		made[p.Password] = r.Password
	}
	if r.State = s.reuse(ctx, f, made); r.State != nil {
		r.ID = IDOf(f.Resource, r.State)
		s.track(f.Resource, r.State)
		return r, nil
	}
	return r, s.create(ctx, f, r, made)
}

// create makes a record at the target, never one of an earlier run. Where the
// reply is lost or does not show it, it is looked for before another is made.
func (s *Session) create(ctx context.Context, f *Family, r *Record, made map[string]any) error {
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
		if other, is := sendable(s, fixtures.Value(s, mark)).(map[string]any); is && s.Valid(other) {
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

// track keeps a record for the cleaning at the end, and for the count. It tells
// whether it was unknown before.
func (s *Session) track(resource *spec.Resource, state map[string]any) bool {
	id := IDOf(resource, state)
	if id == "" {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	key := resource.Collection + " " + id
	if s.Records.ids[key] {
		return false
	}
	s.Records.ids[key] = true
	s.Records.owned[resource] = append(s.Records.owned[resource], id)
	return true
}

// Only is a change to the value that a record has of one member.
func (r *Record) Only(member string) map[string]any {
	change := map[string]any{}
	jsonvalue.SetAt(change, member, jsonvalue.ValueAt(r.State, member))
	return change
}

// MadeIDs are the ids of what was made, by collection.
func (s *Session) MadeIDs() map[string][]string {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := map[string][]string{}
	for resource, ids := range s.Records.owned {
		out[resource.Collection] = slices.Clone(ids)
	}
	return out
}
