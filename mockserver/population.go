package mockserver

import (
	"fmt"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/spec"
)

// population is generated records that join the world when it is built.
type population struct {
	*fixtures.Population
	count uint64
}

// WithPopulation has the first count records of a population join the world,
// behind those of the world's own. It may be given several times; records that
// others refer to come first, as Generator.Referred lists them. The population
// must be of the contract that the mock is given.
func WithPopulation(people *fixtures.Population, count uint64) Option {
	return func(s *Server) { s.populations = append(s.populations, population{people, count}) }
}

// populate stores generated records as they were encoded: none is decoded.
func (w *world) populate(p *fixtures.Population, count uint64) error {
	collection := p.Resource().Collection
	switch {
	case !w.knows(p.Resource()):
		return fmt.Errorf("populating %s: the population is of another contract; build its generator with the contract that the mock is given", collection)
	case count > p.Limit():
		return fmt.Errorf("populating %s: %d records, and only %d can be told apart; ask for fewer", collection, count, p.Limit())
	}
	c := w.of(p.Resource())
	c.grow(int(count))
	var secret *password // all of a population have the same
	index := uint64(0)
	for loaded := range p.Load(0, count) {
		r := w.generated(c, loaded, secret)
		secret = r.password
		if c.find(r.id) != nil {
			return fmt.Errorf("populating %s: the id of record %d, %s, is taken already; choose another seed", collection, index, r.id)
		}
		if member := c.add(r); member != nil {
			return fmt.Errorf("populating %s: another has the %s of record %d already, and no two may; choose another seed, or take it out of the world",
				collection, member.Member, index)
		}
		index++
	}
	w.adopt(c)
	return nil
}

// generated is a record as it was encoded. Those that have the same password share
// its hash.
func (w *world) generated(c *collection, loaded *fixtures.Loaded, secret *password) *record {
	if loaded.Password != "" && secret == nil {
		secret = lazyPassword(loaded.Password)
	}
	r := &record{
		id: loaded.ID, json: string(loaded.JSON), created: loaded.Created, modified: loaded.Modified,
		enabled: loaded.Enabled, roles: loaded.Roles, password: secret,
	}
	if c.plan.permissions != (memberPath{}) {
		r.rights = w.contract.Permissions.Rights(loaded.Permissions...)
	}
	return r
}

// join is Populate where nobody else writes.
func (w *world) join(resource *spec.Resource, population *fixtures.Population, count int) error {
	c := w.own(resource)
	added := 0
	var secret *password // all of a population have the same
	// Each record that the world has may be in the way of one, by its id or a unique member.
	tries := min(population.Limit(), uint64((count+c.all.len())*(1+len(c.plan.unique))))
	for loaded := range population.Load(0, tries) {
		if added == count {
			break
		}
		r := w.generated(c, loaded, secret)
		secret = r.password
		if c.find(r.id) != nil || c.conflictWith(r, nil) != nil {
			continue
		}
		w.giveParents(c, r, added)
		w.add(c, r)
		added++
	}
	if added < count {
		return fmt.Errorf("populating %s: only %d of %d records could be told apart from those that the world has; choose another seed", resource.Collection, added, count)
	}
	return nil
}
