package mockserver

import (
	"cmp"
	"maps"

	"github.com/cotalker/rolecall/spec"
	"github.com/tidwall/btree"
)

// collection holds the records of one resource in ordered trees. A copy costs
// nothing until one side is written to.
type collection struct {
	plan   *storagePlan
	byID   *btree.Map[string, *record]
	bySeq  *btree.Map[uint64, *record] // the order of creation
	unique []*btree.Map[string, *record]
	groups []group
	sorted []*btree.BTreeG[stamp]
	next   uint64
	shared bool // groups are shared with a copy: replaced before they are written
}

// group finds the records that have a value, in the order of creation.
type group map[string]*btree.Map[uint64, *record]

// stamp is a record in the order of one of its dates.
type stamp struct {
	at  int64
	seq uint64
	*record
}

// storagePlan says which trees a collection keeps: what the contract finds,
// filters and sorts by.
type storagePlan struct {
	resource *spec.Resource
	unique   []uniqueMember
	groups   []string // dotted members that a filter compares with in or has
	sorted   []sorting
}

type uniqueMember struct {
	spec.Unique
	path string
}

// sorting is a member and a direction. Ties keep the order of creation both
// ways, so each direction has its tree.
type sorting struct {
	member     string
	descending bool
}

func planStorage(c *spec.Contract, r *spec.Resource) *storagePlan {
	p := &storagePlan{resource: r}
	for _, u := range r.Unique {
		p.unique = append(p.unique, uniqueMember{u, jsonPath(u.Member)})
	}
	for _, op := range c.Operations {
		if op.Action.Kind != spec.List || op.Action.Resource != r {
			continue
		}
		for _, param := range op.Query {
			switch f := param.Filter; f.Kind {
			case spec.In, spec.Has:
				if member := f.Members[0]; !f.IgnoreCase && !r.Stamped(member) {
					p.groups = appendNew(p.groups, member)
				}
			case spec.Sort:
				if member := f.Members[0]; member == r.Created || member == r.Modified {
					p.sorted = appendNew(p.sorted, sorting{member, false})
					p.sorted = appendNew(p.sorted, sorting{member, true})
				}
			}
		}
	}
	return p
}

func appendNew[T comparable](list []T, item T) []T {
	for _, known := range list {
		if known == item {
			return list
		}
	}
	return append(list, item)
}

func newCollection(plan *storagePlan) *collection {
	c := &collection{plan: plan, byID: &btree.Map[string, *record]{}, bySeq: &btree.Map[uint64, *record]{}}
	for range plan.unique {
		c.unique = append(c.unique, &btree.Map[string, *record]{})
	}
	for range plan.groups {
		c.groups = append(c.groups, group{})
	}
	for _, s := range plan.sorted {
		less := func(a, b stamp) bool { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.seq, b.seq)) < 0 }
		if s.descending {
			less = func(a, b stamp) bool { return cmp.Or(cmp.Compare(b.at, a.at), cmp.Compare(a.seq, b.seq)) < 0 }
		}
		c.sorted = append(c.sorted, btree.NewBTreeGOptions(less, btree.Options{NoLocks: true}))
	}
	return c
}

// copy shares every tree until one side writes.
func (c *collection) copy() *collection {
	out := &collection{plan: c.plan, byID: c.byID.Copy(), bySeq: c.bySeq.Copy(), next: c.next, shared: true}
	c.shared = true
	for _, t := range c.unique {
		out.unique = append(out.unique, t.Copy())
	}
	out.groups = append(out.groups, c.groups...)
	for _, t := range c.sorted {
		out.sorted = append(out.sorted, t.Copy())
	}
	return out
}

// own makes the groups this collection's alone.
func (c *collection) own() {
	if !c.shared {
		return
	}
	for i, g := range c.groups {
		mine := maps.Clone(g)
		for value, tree := range mine {
			mine[value] = tree.Copy()
		}
		c.groups[i] = mine
	}
	c.shared = false
}

// rival finds another record that has a unique member's value already, nil for
// none.
func (c *collection) rival(r *record) (*record, *uniqueMember) {
	for i := range c.plan.unique {
		u := &c.plan.unique[i]
		for _, value := range r.texts(u.path) {
			if other, taken := c.unique[i].Get(fold(value, u.IgnoreCase)); taken && other.id != r.id {
				return other, u
			}
		}
	}
	return nil, nil
}

// add stores a new record behind all others.
func (c *collection) add(r *record) {
	r.seq = c.next
	c.next++
	c.put(r, nil)
}

// replace stores r in the place of old, which has the same id.
func (c *collection) replace(old, r *record) {
	r.seq = old.seq
	c.put(r, old)
}

func (c *collection) put(r, old *record) {
	c.own()
	c.byID.Set(r.id, r)
	c.bySeq.Set(r.seq, r)
	for i, u := range c.plan.unique {
		if old != nil {
			for _, value := range old.texts(u.path) {
				c.unique[i].Delete(fold(value, u.IgnoreCase))
			}
		}
		for _, value := range r.texts(u.path) {
			c.unique[i].Set(fold(value, u.IgnoreCase), r)
		}
	}
	for i, member := range c.plan.groups {
		if old != nil {
			for _, value := range old.texts(member) {
				c.groups[i].remove(value, r.seq)
			}
		}
		for _, value := range r.texts(member) {
			c.groups[i].add(value, r)
		}
	}
	for i, s := range c.plan.sorted {
		if old != nil {
			c.sorted[i].Delete(old.stamp(s.member == c.plan.resource.Created))
		}
		c.sorted[i].Set(r.stamp(s.member == c.plan.resource.Created))
	}
}

func (r *record) stamp(created bool) stamp {
	if created {
		return stamp{r.created, r.seq, r}
	}
	return stamp{r.modified, r.seq, r}
}

func (g group) add(value string, r *record) {
	tree := g[value]
	if tree == nil {
		tree = &btree.Map[uint64, *record]{}
		g[value] = tree
	}
	tree.Set(r.seq, r)
}

func (g group) remove(value string, seq uint64) {
	if tree := g[value]; tree != nil {
		if tree.Delete(seq); tree.Len() == 0 {
			delete(g, value)
		}
	}
}
