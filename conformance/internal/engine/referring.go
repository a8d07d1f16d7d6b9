package engine

import (
	"context"
	"errors"
	"fmt"

	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// referring counts how many records are being made for another to name.
type referring struct{}

// maxReferring bounds that, for collections that each want one of the other.
const maxReferring = 4

// refer puts ids that there are into the members of a body that name records of
// other collections.
func (s *Session) refer(ctx context.Context, resource *spec.Resource, body map[string]any) error {
	for _, ref := range resource.References {
		other := s.Contract.ResourceOf(ref.Collection)
		value := jsonvalue.ValueAt(body, ref.Member)
		list, many := value.([]any)
		if value == nil || other == nil || many && len(list) == 0 {
			continue
		}
		id, err := s.referredID(ctx, resource, ref.Member, other)
		if err != nil {
			return fmt.Errorf("%s names a record of %s, and none is known: %w", ref.Member, ref.Collection, err)
		}
		if many {
			jsonvalue.SetAt(body, ref.Member, IDValues(other, id))
		} else {
			jsonvalue.SetAt(body, ref.Member, IDValue(other, id))
		}
	}
	return nil
}

// referredID is the id of a record for a member to name: of a new one where no two may
// name the same.
func (s *Session) referredID(ctx context.Context, resource *spec.Resource, member string, other *spec.Resource) (string, error) {
	depth, _ := ctx.Value(referring{}).(int)
	if f := s.Family(other); isDistinct(resource, member) && f != nil && f.Create != nil && depth <= maxReferring {
		made, err := s.make(context.WithValue(ctx, referring{}, depth+1), f, nil)
		if err != nil {
			return "", err
		}
		return made.ID, nil
	}
	return s.anyID(ctx, other)
}

// anyID is the id of a record that there is, one of ours where none is seen.
func (s *Session) anyID(ctx context.Context, resource *spec.Resource) (string, error) {
	f := s.Family(resource)
	if s.People() != nil && f == s.People() && s.Callers.Bootstrap != nil && s.Callers.Bootstrap.ID != "" {
		return s.Callers.Bootstrap.ID, nil
	}
	depth, _ := ctx.Value(referring{}).(int)
	switch {
	case f == nil:
		return "", errors.New("the contract has no operations on it")
	case depth > maxReferring:
		return "", errors.New("each wants one of another first")
	case depth == 0:
		defer s.Lock("any of " + resource.Collection)()
	}
	s.mu.Lock()
	id := s.shared.referred[resource]
	s.mu.Unlock()
	if id == "" && f.List != nil && s.Declares(f.List.Features) {
		if x, err := s.Send(ctx, SetUpID, f.List, s.Callers.Bootstrap); err == nil && x.Success() {
			if found, _ := x.Records(); len(found) > 0 {
				id = IDOf(resource, found[0])
			}
		}
	}
	if id == "" {
		made, err := s.make(context.WithValue(ctx, referring{}, depth+1), f, nil)
		if err != nil {
			return "", err
		}
		id = made.ID
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.shared.referred == nil {
		s.shared.referred = map[*spec.Resource]string{}
	}
	s.shared.referred[resource] = id
	return id, nil
}

// Refer is refer for a check: what it makes up names records that there are.
func (t *Trial) Refer(resource *spec.Resource, body map[string]any) map[string]any {
	for _, ref := range resource.References {
		f := t.Session.Family(t.Session.Contract.ResourceOf(ref.Collection))
		if jsonvalue.ValueAt(body, ref.Member) != nil && isDistinct(resource, ref.Member) && (f == nil || f.Create == nil) {
			panic(NotApplicable("no two may have the same " + ref.Member + ", and the contract has no way to make what it names"))
		}
	}
	if err := t.Session.refer(t.Context, resource, body); err != nil {
		panic(NotApplicable(err.Error()))
	}
	return body
}
