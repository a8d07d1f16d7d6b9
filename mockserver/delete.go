package mockserver

import (
	"slices"
	"strings"

	"github.com/cotalker/rolecall/spec"
)

// deleteOne takes a record away, and all that stands below it.
func (x *exchange) deleteOne() *refusal {
	return x.write(func() *refusal {
		w := x.world
		c := w.own(x.endpoint.Action.Resource)
		r, refused := x.target(c)
		if refused != nil {
			return refused
		}
		w.remove(c, r)
		if x.endpoint.Action.Single {
			w.noteDeleted(singleKey(c, r.parents))
		}
		x.answerWith(r)
		return nil
	})
}

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
