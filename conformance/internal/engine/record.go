package engine

import (
	"maps"
	"slices"
	"sync"

	"github.com/cotalker/rolecall/conformance/internal/wire"
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
		return f.taken(map[string]any{p.Enabled: true, p.Roles: []any{}})
	case f.Resource == p.Role:
		return f.taken(map[string]any{p.Permissions: []any{}, p.RolesEnabled: true})
	}
	for m := range Writable(ChangeSchema(f.Update)) {
		if f.Resource.ReferenceAt(m.Name) != nil {
			continue // what it names must be there
		}
		if value := Sample(m.Schema, s.mark(), false); m.Schema.Valid(value) {
			return map[string]any{m.Name: value}
		}
	}
	return map[string]any{}
}

// taken are those of the members that a change takes, or where there is none a create.
func (f *Family) taken(members map[string]any) map[string]any {
	op := f.Update
	if op == nil {
		op = f.Create
	}
	maps.DeleteFunc(members, func(name string, _ any) bool { return op != nil && !Writes(op, name) })
	return members
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
