package conformance

import (
	"context"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/cotalker/rolecall/spec"
)

// patience is how long cleaning up may take, also after an interrupt.
const patience = 60 * time.Second

// cleanUp disables all that the run has made and tells how much that was, and
// how much of it a last look shows enabled.
func (s *session) cleanUp(ctx context.Context) []Made {
	bound := patience
	if s.gone() != nil && !s.back(ctx) {
		bound = s.options.Timeout // long enough to see that it is still gone
	}
	ctx, cancel := context.WithTimeout(ctx, bound)
	defer cancel()
	s.silent.Store(0)
	s.stop = func(error) { cancel() }
	var out []Made
	for _, resource := range s.contract.Resources {
		f := s.family(resource)
		if f == nil || s.bootstrap == nil {
			continue
		}
		looks := 1
		if s.quota(resource).isBlind() { // not all that was made is known, and one look may not show it
			looks = mostInsisted
		}
		for range looks {
			seen := false
			if _ = guarded(func() { seen = s.claim(ctx, f) }); !seen {
				break
			}
		}
		s.mu.Lock()
		ids := slices.Clone(s.owned[resource])
		s.mu.Unlock()
		if len(ids) == 0 {
			continue
		}
		made := Made{Collection: resource.Collection, Records: len(ids) - s.reused[resource], Reused: s.reused[resource], Left: len(ids), Lasting: s.lasts(f)}
		if err := guarded(func() { made.Left = len(s.disable(ctx, f, ids)) }); err != nil {
			made.Left = len(ids)
		}
		out = append(out, made)
	}
	return out
}

// back tells whether a target that was held to be gone answers again.
func (s *session) back(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, s.options.Timeout)
	defer cancel()
	if s.alive(ctx) != nil {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lost = nil
	return true
}

// claim takes up what bears the mark of this run and was not known to be of it:
// what a create has made that was refused, or whose reply was lost. Of records
// that a list shows with the same unique text only one can be there. It tells
// whether a list could be seen at all.
func (s *session) claim(ctx context.Context, f *family) (seen bool) {
	if s.offOf(f.resource) == nil || f.create == nil || !s.writable() {
		return false
	}
	mark := runMark + s.run
	alike := map[string]int{} // records, by their marked texts
	var strangers []map[string]any
	for record := range s.bearing(ctx, f, mark, mostClaimed, s.widest(f)...) {
		seen = true
		if text := markedText(f.resource, record, mark); text == "" {
			continue
		} else if s.owns(f.resource, record) {
			alike[text]++
			continue
		}
		strangers = append(strangers, record)
	}
	for _, record := range strangers {
		text := markedText(f.resource, record, mark)
		if alike[text] >= mostAlike(f.resource) || s.absent(ctx, f, record) {
			continue
		}
		alike[text]++
		s.made(f.resource, record)
	}
	return seen
}

// absent tells whether the target has no such record, whatever its list shows.
func (s *session) absent(ctx context.Context, f *family, record map[string]any) bool {
	if f.read == nil || !s.declares(f.read.Features) {
		return false
	}
	x, err := s.ask(ctx, "clean-up", f.read, s.bootstrap, key(idOf(f.resource, record)))
	return err == nil && x.Status == http.StatusNotFound
}

// mostClaimed is how many pages are looked through for records of the run.
const mostClaimed = 20

// disable switches records off, several at once, and returns those that a look
// at the target shows enabled after, or that cannot be looked at.
func (s *session) disable(ctx context.Context, f *family, ids []string) []string {
	if s.lasts(f) {
		return ids
	}
	f = s.answering(f)
	mute := s.reach.neverAnswers(f.update)
	asking := context.WithValue(ctx, anyway{}, true)
	for range mostInsisted { // a hiccup need not last
		failed := s.eachOf(ids, func(id string) bool {
			x, err := s.ask(asking, "clean-up", f.update, s.bootstrap, key(id), body(s.freeing(f, id)))
			if err == nil && !x.success() && x.Status != http.StatusNotFound { // without the mark, which it may refuse
				x, err = s.ask(asking, "clean-up", f.update, s.bootstrap, key(id), body(s.offOf(f.resource)))
			}
			return err == nil && x.success()
		})
		left := s.eachOf(ids, func(id string) bool { return s.isOff(ctx, f, id, !slices.Contains(failed, id)) })
		better := len(left) < len(ids)
		if ids = left; len(ids) == 0 || mute && !better || s.gone() != nil || ctx.Err() != nil {
			break
		}
	}
	return ids
}

// anyway marks requests that are sent to an operation that never answers too:
// it may do what it is asked all the same.
type anyway struct{}

// answering is a family of the same records whose update answers, where there
// is one.
func (s *session) answering(f *family) *family {
	for _, other := range s.families {
		if other.resource == f.resource && other.update != nil && s.declares(other.update.Features) && !s.reach.neverAnswers(other.update) {
			return other
		}
	}
	return f
}

// lasts tells whether the contract has no way to switch off a record of a
// collection.
func (s *session) lasts(f *family) bool { return f.update == nil || s.offOf(f.resource) == nil }

// isOff takes a last look at a record. Where it cannot be read, what the change
// answered stands.
func (s *session) isOff(ctx context.Context, f *family, id string, answered bool) bool {
	if f.read == nil || !s.declares(f.read.Features) {
		return answered
	}
	x, err := s.insist(ctx, "clean-up", f.read, key(id))
	switch {
	case x != nil && x.Status == http.StatusNotFound:
		return true
	case err != nil:
		return answered && ctx.Err() == nil
	}
	return holdsAll(x.one(), s.offOf(f.resource))
}

// eachOf takes a step for each of several ids, some at once, and returns those
// for which it failed.
func (s *session) eachOf(ids []string, step func(id string) bool) []string {
	var left []string
	var leaving sync.Mutex
	var wait sync.WaitGroup
	next := make(chan string)
	for range s.options.Concurrency {
		wait.Go(func() {
			for id := range next {
				done := false
				if err := guarded(func() { done = step(id) }); err != nil || !done {
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

// offOf is the change that switches a record of a collection off, nil where
// there is none.
func (s *session) offOf(resource *spec.Resource) map[string]any {
	p := s.contract.Principal
	switch {
	case p != nil && resource == p.Resource:
		return map[string]any{p.Enabled: false}
	case p != nil && resource == p.Role && p.RolesEnabled != "":
		return map[string]any{p.RolesEnabled: false}
	}
	return nil
}
