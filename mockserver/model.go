package mockserver

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/spec"

	"github.com/tidwall/btree"
)

// model is what all worlds of a mock have in common: the contract, as it is stored.
type model struct {
	contract  *spec.Contract
	plans     []*storagePlan // in the order of the contract's resources
	noRights  spec.Rights    // none of the contract's permissions
	fullToken string         // holds all rights, "" where tokens stand for records
	now       func() time.Time
	samples   sync.Map // of values, by their schema
	locales   []string // of the people in them, nil for the default ones
	growth    growth   // of all worlds
}

// newModel is that of a contract, without a plan yet.
func newModel(contract *spec.Contract) *model {
	return &model{contract: contract, noRights: contract.Permissions.Rights(), now: time.Now}
}

// plan works out how each resource is stored.
func (c *model) plan() {
	for _, r := range c.contract.Resources {
		c.plans = append(c.plans, planStorage(c.contract, r))
	}
}

// knows tells whether a resource is the contract's.
func (c *model) knows(resource *spec.Resource) bool {
	return slices.Contains(c.contract.Resources, resource)
}

// newWorld builds a world from its data.
func (c *model) newWorld(data *fixtures.World) (*world, error) {
	w := c.emptyWorld()
	w.personas = data.Personas
	var buffer []byte
	for _, part := range data.Collections {
		if !c.knows(part.Resource) {
			return nil, fmt.Errorf("building the world: its collection %s is of another contract; load the world with the contract that the mock is given", part.Resource.Collection)
		}
		plan := c.plans[part.Resource.Index]
		for _, document := range part.Records {
			buffer = c.conformText(plan, plan.encode(buffer[:0], document), "world")
			one := w.record(plan, string(buffer))
			if part.Resource.ID == "" {
				one.id = w.nextID(w.of(part.Resource)) // which no reply shows
			}
			if plan.password != "" {
				if plain, has := document[plan.password].(string); has {
					one.password = lazyPassword(strings.Clone(plain)) // or the text of the world would stay
				}
			}
			w.of(part.Resource).add(one)
		}
	}
	byDepth := slices.SortedStableFunc(slices.Values(w.collections), func(a, b *collection) int {
		return len(a.plan.resource.Parents) - len(b.plan.resource.Parents)
	})
	for _, c := range byDepth {
		w.adopt(c)
	}
	for _, p := range data.Personas {
		if caller := w.caller(p.Caller); caller != nil {
			w.tokens.add(p.Token, caller.seq)
		}
	}
	return w, nil
}

// emptyWorld holds nothing.
func (c *model) emptyWorld() *world {
	w := &world{model: c, tokens: newKeys(), deletedSingles: &btree.Set[string]{}}
	for _, plan := range c.plans {
		w.collections, w.owned = append(w.collections, newCollection(plan)), append(w.owned, true)
	}
	return w
}
