package conformance

import (
	"context"
	"maps"
	"strings"

	"github.com/cotalker/rolecall/spec"
)

// Users are not deleted, so a run leaves what it has made, disabled and marked
// as free, and a later run takes it up again. Only one run at a time does: the
// one whose lock user has the login that no two can have.
const (
	freeMark  = runMark + "free"
	lockLogin = runMark + "lock" + mailDomain
)

// spares are the records of earlier runs that this one may use.
type spares struct {
	lock *record
	free map[*spec.Resource][]string // ids
}

// findSpares takes the lock and looks for what earlier runs have left. Where
// anything stands in the way, all is made anew.
func (s *session) findSpares(ctx context.Context) {
	people, p := s.people(), s.contract.Principal
	if s.bootstrap == nil || !s.writable() || people == nil || people.create == nil || people.update == nil || p.Login == "" {
		return
	}
	found := map[*spec.Resource][]string{}
	for _, resource := range s.contract.Resources {
		if f := s.family(resource); f != nil && f.update != nil && f.create != nil && s.offOf(resource) != nil {
			found[resource] = s.freeOf(ctx, f)
		}
	}
	if len(found[p.Resource])+len(found[p.Role]) == 0 {
		return
	}
	lock := s.newBody(people)
	lock[p.Login] = lockLogin
	x, err := s.ask(ctx, setUpID, people.create, s.bootstrap, body(lock))
	if err != nil || x.Status != 201 || x.one() == nil {
		return // another run has it
	}
	s.made(people.resource, x.one())
	id := idOf(people.resource, x.one())
	s.spares = spares{lock: &record{id: id}}
	// What was free before the lock was had may be in use by now.
	s.spares.free = map[*spec.Resource][]string{}
	for resource := range found {
		s.spares.free[resource] = s.freeOf(ctx, s.family(resource))
	}
}

// mostReusePages is how many pages are looked through for what earlier runs
// have left free.
const mostReusePages = 10

// freeOf are the ids of records that a run has marked as free.
func (s *session) freeOf(ctx context.Context, f *family) []string {
	if f.list == nil || f.update == nil {
		return nil
	}
	terms := s.widest(f)
	if parameter, value := f.offFilter(s.offOf(f.resource)); parameter != nil && s.declares(parameter.Features) {
		terms = append(terms, parameter.Name, value)
	}
	var out []string
	free := f.freeMember(changeSchema(f.update))
	for one, err := range s.marked(ctx, f, runMark, mostReusePages, terms...) {
		if err != nil {
			break
		}
		if id := idOf(f.resource, one); id != "" && valueAt(one, free) == freeMark && holdsAll(one, s.offOf(f.resource)) {
			out = append(out, id)
		}
	}
	return out
}

// offFilter is the parameter that lists what is switched off, and its value.
func (f *family) offFilter(off map[string]any) (*spec.Parameter, string) {
	for _, p := range f.list.Query {
		if p.Filter.Kind == spec.In && off[p.Filter.Members[0]] == false && p.Schema.Valid("false") {
			return p, "false"
		}
	}
	return nil, ""
}

// takeUp turns a free record of an earlier run into a new one; nil where there
// is none, or it will not be turned.
func (s *session) takeUp(ctx context.Context, f *family, made map[string]any) map[string]any {
	if f.update == nil {
		return nil
	}
	for name := range made {
		if changeSchema(f.update).Member(name) == nil {
			return nil
		}
	}
	s.mu.Lock()
	free := s.spares.free[f.resource]
	if len(free) == 0 {
		s.mu.Unlock()
		return nil
	}
	id := free[len(free)-1]
	s.spares.free[f.resource] = free[:len(free)-1]
	s.mu.Unlock()
	change := s.baseOf(f)
	if free := f.freeMember(changeSchema(f.update)); !strings.Contains(free, ".") {
		change[free] = s.mark() // it is free no more
	}
	maps.Copy(change, made)
	x, err := s.ask(ctx, setUpID, f.update, s.bootstrap, key(id), body(change))
	if err != nil || !x.success() || x.one() == nil {
		return nil
	}
	s.mu.Lock()
	s.reused[f.resource]++
	s.mu.Unlock()
	return x.one()
}

// freeing is the change that switches a record off and marks it as free.
func (s *session) freeing(f *family, id string) map[string]any {
	change := maps.Clone(s.offOf(f.resource))
	if member := f.freeMember(changeSchema(f.update)); member != "" {
		setAt(change, member, freeMark)
	}
	if s.spares.lock != nil && id == s.spares.lock.id {
		change[s.contract.Principal.Login] = s.mark() + mailDomain
	}
	return change
}

// unlock gives up the lock of a run that was aborted.
func (s *session) unlock(ctx context.Context) {
	people := s.people()
	if people == nil || people.scope() == nil || people.update == nil || people.scope().Filter.Members[0] != s.contract.Principal.Login {
		return
	}
	x, err := s.ask(ctx, "sweep", people.list, s.bootstrap, query(people.scope().Name, lockLogin))
	if err != nil || !x.success() {
		return
	}
	many, _ := x.many()
	for _, one := range many {
		if id := idOf(people.resource, one); id != "" {
			s.spares.lock = &record{id: id}
			_, _ = s.ask(ctx, "sweep", people.update, s.bootstrap, key(id), body(s.freeing(people, id)))
		}
	}
}
