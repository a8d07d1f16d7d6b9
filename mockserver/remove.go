package mockserver

import (
	"slices"
	"strings"

	"github.com/cotalker/rolecall/spec"
)

// remove takes a record out of its collection, then its children. The caller
// holds the lock.
func (w *world) remove(c *collection, r *record) {
	w.take(c, r)
	for _, child := range w.contract.Resources {
		at := slices.IndexFunc(child.Parents, func(p spec.Parent) bool { return p.Resource == c.plan.resource })
		if at < 0 {
			continue
		}
		for _, one := range slices.Collect(w.of(child).all.from(0)) {
			if one.parents[at] == r.id && w.of(child).all.at(one.seq) == one {
				w.remove(w.own(child), one)
			}
		}
	}
}

// singleKey names the one record of a parent.
func singleKey(c *collection, parents []string) string {
	return c.plan.resource.Collection + "\x00" + strings.Join(parents, "\x00")
}

// noteSingleDeleted keeps the one record of a parent from being made again.
func (w *world) noteSingleDeleted(c *collection, parents []string) {
	w.noteDeleted(singleKey(c, parents))
}

// singleDeleted tells whether the one record of a parent was deleted.
func (w *world) singleDeleted(c *collection, parents []string) bool {
	return w.deletedSingles.Contains(singleKey(c, parents))
}
