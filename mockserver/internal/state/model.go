package state

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/mockserver/internal/values"
	"github.com/cotalker/rolecall/spec"

	"github.com/tidwall/btree"
)

// Model is what all worlds of a mock have in common: the contract, as it is stored.
type Model struct {
	values.Maker
	Contract *spec.Contract
	Plans    []*Plan     // in the order of the contract's resources
	noRights spec.Rights // none of the contract's permissions
	Now      func() time.Time
	Growth   Growth // of all worlds
}

// NewModel is that of a contract, without a plan yet.
func NewModel(contract *spec.Contract) *Model {
	return &Model{Maker: values.Maker{Permissions: contract.Permissions}, Contract: contract, noRights: contract.Permissions.Rights(), Now: time.Now}
}

// Prepare works out how each resource is stored.
func (c *Model) Prepare() {
	for _, r := range c.Contract.Resources {
		c.Plans = append(c.Plans, planRecords(c.Contract, r))
	}
}

// knows tells whether a resource is the contract's.
func (c *Model) knows(resource *spec.Resource) bool {
	return slices.Contains(c.Contract.Resources, resource)
}

// NewState builds a world from its data.
func (c *Model) NewState(data *fixtures.World) (*State, error) {
	w := c.emptyState()
	w.Personas = data.Personas
	var buffer []byte
	for _, part := range data.Collections {
		if !c.knows(part.Resource) {
			return nil, fmt.Errorf("building the world: its collection %s is of another contract; load the world with the contract that the mock is given", part.Resource.Collection)
		}
		plan := c.Plans[part.Resource.Index]
		for _, document := range part.Records {
			buffer = c.conformText(plan, plan.encode(buffer[:0], document), "world")
			one := w.record(plan, string(buffer))
			if part.Resource.ID == "" {
				one.ID = w.nextID(w.Of(part.Resource)) // which no reply shows
			}
			if plan.password != "" {
				if plain, has := document[plan.password].(string); has {
					one.Password = lazyPassword(strings.Clone(plain)) // or the text of the world would stay
				}
			}
			w.Of(part.Resource).add(one)
		}
	}
	byDepth := slices.SortedStableFunc(slices.Values(w.collections), func(a, b *Collection) int {
		return len(a.Plan.Resource.Parents) - len(b.Plan.Resource.Parents)
	})
	for _, c := range byDepth {
		w.adopt(c)
	}
	for _, p := range data.Personas {
		if caller := w.caller(p.Caller); caller != nil {
			w.tokens.add(p.Token, caller.Seq)
		}
	}
	return w, nil
}

// emptyState holds nothing.
func (c *Model) emptyState() *State {
	w := &State{Model: c, tokens: newKeys(), deletedSingles: &btree.Set[string]{}}
	for _, plan := range c.Plans {
		w.collections, w.owned = append(w.collections, newCollection(plan)), append(w.owned, true)
	}
	return w
}
