package conformance

import (
	"context"
	"sync"
	"time"

	"github.com/cotalker/rolecall/spec"
)

// patience is how long cleaning up may take, also after an interrupt.
const patience = 60 * time.Second

// cleanUp disables all that the run has made and tells how much that was.
func (s *session) cleanUp(ctx context.Context) []Made {
	bound := patience
	if s.gone() != nil {
		bound = s.options.Timeout // long enough to see that it is still gone
	}
	ctx, cancel := context.WithTimeout(ctx, bound)
	defer cancel()
	s.silent.Store(0)
	s.stop = func(error) { cancel() }
	s.settle(ctx)
	var out []Made
	for _, resource := range s.contract.Resources {
		ids := distinct(s.owned[resource])
		if len(ids) == 0 || s.bootstrap == nil {
			continue
		}
		made := Made{Collection: resource.Collection, Records: len(ids) - s.reused[resource], Reused: s.reused[resource]}
		left := s.disable(ctx, s.family(resource), ids)
		if len(left) > 0 && s.gone() == nil {
			left = s.disable(ctx, s.family(resource), left) // a hiccup need not last
		}
		made.Left = len(left)
		out = append(out, made)
	}
	return out
}

func distinct(ids []string) []string {
	seen := map[string]bool{}
	var out []string
	for _, id := range ids {
		if !seen[id] {
			seen[id] = true
			out = append(out, id)
		}
	}
	return out
}

// disable switches records off, several at once, and returns those that it
// could not.
func (s *session) disable(ctx context.Context, f *family, ids []string) []string {
	if f.update == nil || s.offOf(f.resource) == nil {
		return ids
	}
	var left []string
	var leaving sync.Mutex
	var wait sync.WaitGroup
	next := make(chan string)
	for range s.options.Concurrency {
		wait.Go(func() {
			for id := range next {
				x, err := s.ask(ctx, "clean-up", f.update, s.bootstrap, key(id), body(s.freeing(f, id)))
				if err != nil || !x.success() {
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
	case p != nil && resource == p.Role:
		return map[string]any{p.RolesEnabled: false}
	}
	return nil
}
