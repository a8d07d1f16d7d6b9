package state

import (
	"fmt"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/spec"
)

// Populate stores generated records as they were encoded: none is decoded.
func (w *State) Populate(p *fixtures.Population, count uint64) error {
	collection := p.Resource().Collection
	switch {
	case !w.knows(p.Resource()):
		return fmt.Errorf("populating %s: the population is of another contract; build its generator with the contract that the mock is given", collection)
	case count > p.Limit():
		return fmt.Errorf("populating %s: %d records, and only %d can be told apart; ask for fewer", collection, count, p.Limit())
	}
	c := w.Of(p.Resource())
	c.grow(int(count))
	var secret *Password // all of a population have the same
	index := uint64(0)
	for loaded := range p.Load(0, count) {
		r := w.generated(c, loaded, secret)
		secret = r.Password
		if c.Find(r.ID) != nil {
			return fmt.Errorf("populating %s: the id of record %d, %s, is taken already; choose another seed", collection, index, r.ID)
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
func (w *State) generated(c *Collection, loaded *fixtures.Loaded, secret *Password) *Record {
	if loaded.Password != "" && secret == nil {
		secret = lazyPassword(loaded.Password)
	}
	r := &Record{
		ID: loaded.ID, JSON: string(loaded.JSON), created: loaded.Created, modified: loaded.Modified,
		Enabled: loaded.Enabled, roles: loaded.Roles, Password: secret,
	}
	if c.Plan.permissions != (MemberPath{}) {
		r.rights = w.Contract.Permissions.Rights(loaded.Permissions...)
	}
	return r
}

// Join is Populate where nobody else writes.
func (w *State) Join(resource *spec.Resource, population *fixtures.Population, count int) error {
	c := w.Writable(resource)
	added := 0
	var secret *Password // all of a population have the same
	// Each record that the world has may be in the way of one, by its id or a unique member.
	tries := min(population.Limit(), uint64((count+c.All.Len())*(1+len(c.Plan.Unique))))
	for loaded := range population.Load(0, tries) {
		if added == count {
			break
		}
		r := w.generated(c, loaded, secret)
		secret = r.Password
		if c.Find(r.ID) != nil || c.conflictWith(r, nil) != nil {
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
