package conformance

import (
	"context"
	"errors"
	"fmt"

	"github.com/cotalker/rolecall/spec"
)

// referring counts how many records are being made for another to name.
type referring struct{}

// mostReferring bounds that, for collections that each want one of the other.
const mostReferring = 4

// refer puts ids that there are into the members of a body that name records of
// other collections.
func (s *session) refer(ctx context.Context, resource *spec.Resource, body map[string]any) error {
	for _, ref := range resource.References {
		other := s.contract.ResourceOf(ref.Collection)
		value := valueAt(body, ref.Member)
		list, many := value.([]any)
		if value == nil || other == nil || many && len(list) == 0 {
			continue
		}
		id, err := s.anyID(ctx, other)
		if err != nil {
			return fmt.Errorf("%s names a record of %s, and none is known: %w", ref.Member, ref.Collection, err)
		}
		if many {
			setAt(body, ref.Member, idValues(other, id))
		} else {
			setAt(body, ref.Member, idValue(other, id))
		}
	}
	return nil
}

// anyID is the id of a record that there is, one of ours where none is seen.
func (s *session) anyID(ctx context.Context, resource *spec.Resource) (string, error) {
	f := s.family(resource)
	if s.people() != nil && f == s.people() && s.bootstrap != nil && s.bootstrap.id != "" {
		return s.bootstrap.id, nil
	}
	depth, _ := ctx.Value(referring{}).(int)
	switch {
	case f == nil:
		return "", errors.New("the contract has no operations on it")
	case depth > mostReferring:
		return "", errors.New("each wants one of another first")
	case depth == 0:
		defer s.lockPersona("any of " + resource.Collection)()
	}
	s.mu.Lock()
	id := s.samplesOf[resource]
	s.mu.Unlock()
	if id == "" && f.list != nil && s.declares(f.list.Features) {
		if x, err := s.ask(ctx, setUpID, f.list, s.bootstrap); err == nil && x.success() {
			if found, _ := x.many(); len(found) > 0 {
				id = idOf(resource, found[0])
			}
		}
	}
	if id == "" {
		made, err := s.make(context.WithValue(ctx, referring{}, depth+1), f, nil)
		if err != nil {
			return "", err
		}
		id = made.id
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.samplesOf == nil {
		s.samplesOf = map[*spec.Resource]string{}
	}
	s.samplesOf[resource] = id
	return id, nil
}

// refers is refer for a check: what it makes up names records that there are.
func (t *Trial) refers(resource *spec.Resource, body map[string]any) map[string]any {
	if err := t.session.refer(t.ctx, resource, body); err != nil {
		panic(notApplicable(err.Error()))
	}
	return body
}
