package engine

import (
	"context"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/spec"
)

// Patience is how long cleaning up may take, also after an interrupt.
const Patience = 60 * time.Second

// CleanUp disables all that the run has made and that can be, deletes all else, and tells
// how much that was, and how much of it is left.
func (s *Session) CleanUp(ctx context.Context) []Made {
	bound := Patience
	if s.Gone() != nil && !s.back(ctx) {
		bound = s.Options.Timeout // long enough to see that it is still gone
	}
	ctx, cancel := context.WithTimeout(ctx, bound)
	defer cancel()
	s.Reach.silent.Store(0)
	s.Reach.Stop = func(error) { cancel() }
	if s.Callers.Bootstrap == nil {
		return nil
	}
	out := s.deleteMade(ctx)
	for _, resource := range s.Contract.Resources {
		f := s.Family(resource)
		if f == nil || s.OffChange(resource) == nil {
			continue
		}
		looks := 1
		if s.Quota(resource).isBlind() { // not all that was made is known, and one look may not show it
			looks = maxInsisted
		}
		for range looks {
			seen := false
			_ = Guarded(func() { seen = s.claim(ctx, f) })
			if !seen && (ctx.Err() != nil || f.List == nil || s.Reach.neverAnswers(f.List)) {
				break // another look will not show it
			}
		}
		s.mu.Lock()
		ids := slices.Clone(s.Records.owned[resource])
		s.mu.Unlock()
		if len(ids) == 0 {
			continue
		}
		made := Made{Collection: resource.Collection, Records: len(ids) - s.Records.reused[resource], Reused: s.Records.reused[resource], Left: len(ids), Lasting: s.Lasting(resource)}
		if err := Guarded(func() { made.Left = len(s.Disable(ctx, f, ids)) }); err != nil {
			made.Left = len(ids)
		}
		out = append(out, made)
	}
	return out
}

// back tells whether a target that was held to be gone answers again.
func (s *Session) back(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, s.Options.Timeout)
	defer cancel()
	if s.alive(ctx) != nil {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Reach.lost = nil
	return true
}

// claim takes as made what bears the mark of this run and was not known to be of it:
// what a create has made that was refused, or whose reply was lost. Of records
// that a list shows with the same unique text only one can be there. It tells
// whether a list showed any of the run.
func (s *Session) claim(ctx context.Context, f *Family) (seen bool) {
	if s.OffChange(f.Resource) == nil || f.Create == nil || !s.Writable() {
		return false
	}
	mark := RunMark + s.marks.run
	alike := map[string]int{} // records, by their marked texts
	var strangers []map[string]any
	for record := range s.marked(ctx, f, mark, s.claimedPages(f), s.widest(f)...) {
		seen = true
		if text := markedText(f.Resource, record, mark); text == "" {
			continue
		} else if s.madeHere(f.Resource, record) {
			alike[text]++
			continue
		}
		strangers = append(strangers, record)
	}
	for _, record := range strangers {
		text := markedText(f.Resource, record, mark)
		if alike[text] >= maxAlike(f.Resource) || s.absent(ctx, f, record) {
			continue
		}
		alike[text]++
		s.track(f.Resource, record)
	}
	return seen
}

// absent tells whether the target has no such record, whatever its list shows.
func (s *Session) absent(ctx context.Context, f *Family, record map[string]any) bool {
	if f.Read == nil || !s.Declares(f.Read.Features) {
		return false
	}
	x, err := s.Send(ctx, "clean-up", f.Read, s.Callers.Bootstrap, wire.Key(IDOf(f.Resource, record)))
	return err == nil && x.Status == http.StatusNotFound
}

const (
	minClaimed = 20 // pages that are looked through for records of the run
	fewOnPage  = 10 // records of a page where the contract does not say how many
)

// claimedPages is how many pages are looked through for records of the run: those
// that hold twice as many as it may make.
func (s *Session) claimedPages(f *Family) int {
	size := f.PageSize()
	switch {
	case len(s.widest(f)) > 0:
		size = f.LargestPage()
	case size == 0:
		size = fewOnPage
	}
	return max(minClaimed, 2*s.Quota(f.Resource).most()/size)
}

// Disable switches records off, several at once, and returns those that a look
// at the target shows enabled after, or that cannot be looked at.
func (s *Session) Disable(ctx context.Context, f *Family, ids []string) []string {
	if s.Lasting(f.Resource) {
		return ids
	}
	f = s.answering(f)
	mute := s.Reach.neverAnswers(f.Update)
	asking := context.WithValue(ctx, evenIfSilent{}, true)
	for range maxInsisted { // a hiccup need not last
		failed := s.eachOf(ids, func(id string) bool {
			x, err := s.Send(asking, "clean-up", f.Update, s.Callers.Bootstrap, wire.Key(id), wire.Body(s.freeing(f, id)))
			if err == nil && !x.Success() && x.Status != http.StatusNotFound { // without the mark, which it may refuse
				x, err = s.Send(asking, "clean-up", f.Update, s.Callers.Bootstrap, wire.Key(id), wire.Body(s.OffChange(f.Resource)))
			}
			return err == nil && x.Success()
		})
		left := s.eachOf(ids, func(id string) bool { return s.isOff(ctx, f, id, !slices.Contains(failed, id)) })
		better := len(left) < len(ids)
		if ids = left; len(ids) == 0 || mute && !better || s.Gone() != nil || ctx.Err() != nil {
			break
		}
	}
	return ids
}

// evenIfSilent marks requests that are sent to an operation that never answers too:
// it may do what it is asked all the same.
type evenIfSilent struct{}

// answering is a family of the same records whose update answers, where there
// is one.
func (s *Session) answering(f *Family) *Family {
	for _, other := range s.Families {
		if other.Resource == f.Resource && other.Update != nil && s.Declares(other.Update.Features) && !s.Reach.neverAnswers(other.Update) {
			return other
		}
	}
	return f
}

// Lasting tells whether the contract has no way to switch off a record of a
// collection, nor to delete one that cannot be.
func (s *Session) Lasting(r *spec.Resource) bool {
	if s.OffChange(r) == nil {
		return s.operationOn(r, spec.Delete) == nil
	}
	return s.Family(r).updates() == nil
}

// isOff takes a last look at a record. Where it cannot be read, what the change
// answered stands.
func (s *Session) isOff(ctx context.Context, f *Family, id string, answered bool) bool {
	if f.Read == nil || !s.Declares(f.Read.Features) {
		return answered
	}
	x, err := s.insist(ctx, "clean-up", f.Read, wire.Key(id))
	switch {
	case x != nil && x.Status == http.StatusNotFound:
		return true
	case err != nil:
		return answered && ctx.Err() == nil
	}
	return HoldsAll(x.Record(), s.OffChange(f.Resource))
}

// eachOf takes a step for each of several ids, some at once, and returns those
// for which it failed.
func (s *Session) eachOf(ids []string, step func(id string) bool) []string {
	var left []string
	var leaving sync.Mutex
	var wait sync.WaitGroup
	next := make(chan string)
	for range s.Options.Concurrency {
		wait.Go(func() {
			for id := range next {
				done := false
				if err := Guarded(func() { done = step(id) }); err != nil || !done {
					leaving.Lock()
					left = append(left, id)
					leaving.Unlock()
				}
			}
		})
	}
	for _, id := range ids {
		next <- id
	}
	close(next)
	wait.Wait()
	return left
}

// OffChange is the change that switches a record of a collection off, nil where
// there is none.
func (s *Session) OffChange(resource *spec.Resource) map[string]any {
	p, member := s.Contract.Principal, ""
	switch {
	case p == nil:
	case resource == p.Resource:
		member = p.Enabled
	case resource == p.Role:
		member = p.RolesEnabled
	}
	if f := s.Family(resource); member == "" || f.updates() != nil && !Writes(f.Update, member) {
		return nil
	}
	return map[string]any{member: false}
}

// Made is how many records of a collection a run made, and left disabled and
// free for a later run.
type Made struct {
	Collection string `json:"collection"`
	Records    int    `json:"records"`
	Reused     int    `json:"reused"`            // of earlier runs, that this one took up again
	Left       int    `json:"left"`              // of both, that could not be disabled, or deleted
	Deleted    bool   `json:"deleted,omitempty"` // they are deleted, not disabled
	Lasting    bool   `json:"lasting,omitempty"` // the contract has no way to
}
