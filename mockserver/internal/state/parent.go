package state

import (
	"slices"

	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// below tells whether a record stands below the keys of a path. Of a parent that
// is not known any will do.
func (r *Record) below(scope []string) bool {
	first := len(r.Parents) - len(scope)
	for i, key := range scope {
		if at := first + i; at >= 0 && r.Parents[at] != "" && r.Parents[at] != key {
			return false
		}
	}
	return true
}

// FindBelow is the record of an id below the keys of a path, nil for none.
func (c *Collection) FindBelow(scope []string, id string) *Record {
	r := c.Find(id)
	if len(scope) == 0 || r != nil && r.below(scope) {
		return r
	}
	if r != nil { // two records of different parents may have the same id
		for one := range c.All.From(0) {
			if one.ID == id && one.below(scope) {
				return one
			}
		}
	}
	return nil
}

// NamedBelow is the first record below the keys of a path that has a text in a
// member, nil for none.
func (c *Collection) NamedBelow(scope []string, member, text string) *Record {
	at := jsonPath(member)
	for one := range c.All.From(0) {
		if one.below(scope) && one.text(at) == text {
			return one
		}
	}
	return nil
}

// FirstBelow is the first record below the keys of a path, nil for none.
func (c *Collection) FirstBelow(scope []string) *Record {
	for one := range c.All.From(0) {
		if one.below(scope) {
			return one
		}
	}
	return nil
}

// writeParents puts the ids of parents into the members that hold them.
func (w *State) writeParents(p *Plan, document map[string]any, parents []string) {
	for i, parent := range p.Resource.Parents {
		if parent.Member == "" || parents[i] == "" {
			continue
		}
		var id any = parents[i]
		if parent.Resource != nil {
			id = w.Plans[parent.Resource.Index].idValue(parents[i])
		}
		jsonvalue.SetAt(document, parent.Member, id)
	}
}

// adopt gives the records of a fresh world their parents: those that they name,
// else one after another of those that there are.
func (w *State) adopt(c *Collection) {
	if len(c.Plan.Resource.Parents) == 0 {
		return
	}
	for n, r := range slices.Collect(c.All.From(0)) {
		w.giveParents(c, r, n)
	}
}

// giveParents gives the n-th record of a collection its parents.
func (w *State) giveParents(c *Collection, r *Record, n int) {
	parents := c.Plan.Resource.Parents
	if len(parents) == 0 {
		return
	}
	r.Parents = make([]string, len(parents))
	for i := len(parents) - 1; i >= 0; i-- {
		r.Parents[i] = w.parentOf(r, i, n, parents)
	}
}

func (w *State) parentOf(r *Record, i, n int, parents []spec.Parent) string {
	p := parents[i]
	if p.Member != "" {
		if id := r.text(jsonPath(p.Member)); id != "" {
			return id
		}
	}
	if i+1 < len(parents) && parents[i+1].Resource != nil { // the parent's own parent
		one := w.Of(parents[i+1].Resource).Find(r.Parents[i+1])
		if last := len(parents[i+1].Resource.Parents) - 1; one != nil && last >= 0 && last < len(one.Parents) && parents[i+1].Resource.Parents[last].Resource == p.Resource {
			return one.Parents[last]
		}
	}
	if p.Resource == nil {
		return ""
	}
	all := w.Of(p.Resource).All
	if all.Len() == 0 {
		return ""
	}
	return all.At(uint64(n % all.Len())).ID
}
