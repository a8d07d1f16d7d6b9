package engine

import (
	"context"
	"maps"
	"strings"

	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// Users are not deleted, so a run leaves what it has made, disabled and marked
// as free, and a later run takes it up again. Only one run at a time does: the
// one whose lock user has the login that no two can have.
const (
	freeMark  = RunMark + "free"
	lockLogin = RunMark + "lock" + MailDomain
)

// reusable are the records of earlier runs that this one may use.
type reusable struct {
	lock *Record
	free map[*spec.Resource][]string // ids
}

// FindReusable takes the lock and looks for what earlier runs have left, unless
// all is to be made anew. Where anything stands in the way, it is too.
func (s *Session) FindReusable(ctx context.Context) {
	if s.Options.Fresh {
		return
	}
	if err := Guarded(func() { s.findReusable(ctx) }); err != nil {
		s.Records.reusable = reusable{}
	}
}

func (s *Session) findReusable(ctx context.Context) {
	people, p := s.People(), s.Contract.Principal
	if s.Callers.Bootstrap == nil || !s.Writable() || people == nil || people.Create == nil || people.Update == nil || p.Login == "" {
		return
	}
	found := map[*spec.Resource][]string{}
	for _, resource := range s.Contract.Resources {
		if f := s.Family(resource); f != nil && f.Update != nil && f.Create != nil && s.OffChange(resource) != nil {
			found[resource] = s.reusableOf(ctx, f)
		}
	}
	if len(found[p.Resource])+len(found[p.Role]) == 0 {
		return
	}
	lock := s.NewBody(people)
	lock[p.Login] = lockLogin
	x, err := s.Send(ctx, SetUpID, people.Create, s.Callers.Bootstrap, wire.Body(lock))
	if err != nil || !x.Success() || x.Record() == nil {
		return // another run has it
	}
	s.track(people.Resource, x.Record())
	id := IDOf(people.Resource, x.Record())
	s.Records.reusable = reusable{lock: &Record{ID: id}}
	// What was free before the lock was had may be in use by now.
	s.Records.reusable.free = map[*spec.Resource][]string{}
	for resource := range found {
		s.Records.reusable.free[resource] = s.reusableOf(ctx, s.Family(resource))
	}
}

// maxReusePages is how many pages are looked through for what earlier runs
// have left free.
const maxReusePages = 10

// reusableOf are the ids of records that a run has marked as free.
func (s *Session) reusableOf(ctx context.Context, f *Family) []string {
	if f.List == nil || f.Update == nil {
		return nil
	}
	terms := s.widest(f)
	if parameter, value := f.offFilter(s.OffChange(f.Resource)); parameter != nil && s.Declares(parameter.Features) {
		terms = append(terms, parameter.Name, value)
	}
	var out []string
	free := f.FreeMember(ChangeSchema(f.Update))
	for one, err := range s.searchMark(ctx, f, RunMark, maxReusePages, terms...) {
		if err != nil {
			break
		}
		if id := IDOf(f.Resource, one); id != "" && jsonvalue.ValueAt(one, free) == freeMark && HoldsAll(one, s.OffChange(f.Resource)) {
			out = append(out, id)
		}
	}
	return out
}

// offFilter is the parameter that lists what is switched off, and its value.
func (f *Family) offFilter(off map[string]any) (*spec.Parameter, string) {
	for _, p := range f.List.Query {
		if p.Filter.Kind == spec.In && off[p.Filter.Members[0]] == false && p.Schema.Valid("false") {
			return p, "false"
		}
	}
	return nil, ""
}

// reuse turns a free record of an earlier run into a new one; nil where there
// is none, or it will not be turned.
func (s *Session) reuse(ctx context.Context, f *Family, made map[string]any) map[string]any {
	if f.Update == nil {
		return nil
	}
	for name := range made {
		if ChangeSchema(f.Update).Member(name) == nil {
			return nil
		}
	}
	s.mu.Lock()
	free := s.Records.reusable.free[f.Resource]
	if len(free) == 0 {
		s.mu.Unlock()
		return nil
	}
	id := free[len(free)-1]
	s.Records.reusable.free[f.Resource] = free[:len(free)-1]
	s.mu.Unlock()
	change := s.baseOf(f)
	if free := f.FreeMember(ChangeSchema(f.Update)); free != "" && !strings.Contains(free, ".") {
		change[free] = s.mark() // it is free no more
	}
	maps.Copy(change, made)
	x, err := s.Send(ctx, SetUpID, f.Update, s.Callers.Bootstrap, wire.Key(id), wire.Body(change))
	if err != nil || !x.Success() || x.Record() == nil {
		return nil
	}
	s.mu.Lock()
	s.Records.reused[f.Resource]++
	s.mu.Unlock()
	return x.Record()
}

// freeing is the change that switches a record off and marks it as free.
func (s *Session) freeing(f *Family, id string) map[string]any {
	change := maps.Clone(s.OffChange(f.Resource))
	if member := f.FreeMember(ChangeSchema(f.Update)); member != "" {
		jsonvalue.SetAt(change, member, freeMark)
	}
	if s.Records.reusable.lock != nil && id == s.Records.reusable.lock.ID {
		change[s.Contract.Principal.Login] = s.mark() + MailDomain
	}
	return change
}

// ReleaseLock gives up the lock of a run that was aborted.
func (s *Session) ReleaseLock(ctx context.Context) {
	people := s.People()
	if people == nil || people.Scope() == nil || people.Update == nil || people.Scope().Filter.Members[0] != s.Contract.Principal.Login {
		return
	}
	x, err := s.Send(ctx, "sweep", people.List, s.Callers.Bootstrap, wire.Query(people.Scope().Name, lockLogin))
	if err != nil || !x.Success() {
		return
	}
	many, _ := x.Records()
	for _, one := range many {
		if id := IDOf(people.Resource, one); id != "" {
			s.Records.reusable.lock = &Record{ID: id}
			_, _ = s.Send(ctx, "sweep", people.Update, s.Callers.Bootstrap, wire.Key(id), wire.Body(s.freeing(people, id)))
		}
	}
}
