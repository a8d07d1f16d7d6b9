package state

import (
	"fmt"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/spec"
)

// Populate stores generated records as they were encoded: none is decoded. Those that
// are like one that the world has are passed over, and others come in their place.
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
	err := w.eachApart(c, p, count, func(r *Record, _ int) { c.add(r) })
	w.adopt(c)
	return err
}

// eachApart goes through the first so many generated records that differ from all that
// the world has, by id and unique members: a record that is taken is passed over.
func (w *State) eachApart(c *Collection, p *fixtures.Population, count uint64, add func(r *Record, n int)) error {
	var secret *Password // all of a population have the same
	var way string       // what the last one that was passed over shares with another
	added := uint64(0)
	// Each record that the world has may be in the way of one, by its id or a unique member.
	tries := min(p.Limit(), (count+uint64(c.All.Len()))*uint64(1+len(c.Plan.Unique)))
	for loaded := range p.Load(0, tries) {
		if added == count {
			break
		}
		r := w.generated(c, loaded, secret)
		secret = r.Password
		if r.ID == "" {
			way = "they are made without " + c.Plan.Resource.ID
			continue
		}
		if c.Find(r.ID) != nil {
			way = "another has the " + c.Plan.Resource.ID + " " + r.ID + " already"
			continue
		}
		if member := c.conflictWith(r, nil); member != nil {
			way = "another has the " + member.Member + " of " + r.ID + " already, and no two may"
			continue
		}
		add(r, int(added))
		added++
	}
	if added < count {
		return fmt.Errorf("populating %s: only %d of %d records could be told apart from those that the world has (%s); ask for fewer, choose another seed, or begin with a world that has less",
			c.Plan.Resource.Collection, added, count, way)
	}
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
	return w.eachApart(c, population, uint64(count), func(r *Record, n int) {
		w.giveParents(c, r, n)
		w.add(c, r)
	})
}
