package state

import (
	"slices"
	"strings"

	"github.com/cotalker/rolecall/spec"
)

// Remove takes a record out of its collection, then its children. The caller
// holds the lock.
func (w *State) Remove(c *Collection, r *Record) {
	w.take(c, r)
	for _, child := range w.Contract.Resources {
		at := slices.IndexFunc(child.Parents, func(p spec.Parent) bool { return p.Resource == c.Plan.Resource })
		if at < 0 {
			continue
		}
		for _, one := range slices.Collect(w.Of(child).All.From(0)) {
			if one.Parents[at] == r.ID && w.Of(child).All.At(one.Seq) == one {
				w.Remove(w.Writable(child), one)
			}
		}
	}
}

// singleKey names the one record of a parent.
func singleKey(c *Collection, parents []string) string {
	return c.Plan.Resource.Collection + "\x00" + strings.Join(parents, "\x00")
}

// NoteSingleDeleted keeps the one record of a parent from being made again.
func (w *State) NoteSingleDeleted(c *Collection, parents []string) {
	w.noteDeleted(singleKey(c, parents))
}

// SingleDeleted tells whether the one record of a parent was deleted.
func (w *State) SingleDeleted(c *Collection, parents []string) bool {
	return w.deletedSingles.Contains(singleKey(c, parents))
}
