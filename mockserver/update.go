package mockserver

import (
	"maps"

	"github.com/cotalker/rolecall/mockserver/internal/state"
)

func (x *exchange) update() *refusal {
	if x.patch != noPatch {
		return x.write(x.updatePatched)
	}
	changes, _ := x.changes()
	if set := x.endpoint.Action.Set; set != nil {
		changes = maps.Clone(set) // a body is about the act, not the record
	}
	if x.endpoint.Action.Single {
		return x.updateSingle(changes)
	}
	id := x.recordKey()
	if x.endpoint.Action.Self {
		id = x.caller.ID
	}
	secret := x.hashPassword(changes)
	return x.write(func() *refusal {
		changed, refused := x.mergeInto([]string{id}, changes, secret)
		if refused == nil {
			x.answerWith(changed[0])
		}
		return refused
	})
}

// updateSingle changes the one record of a parent, which is there as soon as
// somebody asks for it.
func (x *exchange) updateSingle(changes map[string]any) *refusal {
	secret := x.hashPassword(changes)
	x.enter(changes)
	return x.write(func() *refusal {
		r, refused := x.single(x.state.Writable(x.endpoint.Action.Resource))
		if refused != nil {
			return refused
		}
		changed, refused := x.mergeInto([]string{r.ID}, changes, secret)
		if refused == nil {
			x.answerWith(changed[0])
		}
		return refused
	})
}

// mergeInto merges changes into all the records of ids, or into none. The time of
// each change is later than that of the one before.
func (x *exchange) mergeInto(ids []string, changes map[string]any, secret *state.Password) ([]*state.Record, *refusal) {
	before, after, refused := x.merge(ids, changes, secret)
	if refused != nil {
		return nil, refused
	}
	c := x.state.Writable(x.endpoint.Action.Resource)
	for i, r := range after {
		x.state.Replace(c, before[i], r, changes)
	}
	return after, nil
}

// merge is what records are before and after changes. Nothing is stored yet.
func (x *exchange) merge(ids []string, changes map[string]any, secret *state.Password) (before, after []*state.Record, refused *refusal) {
	if changes == nil {
		changes = map[string]any{}
	}
	w := x.state
	c := w.Writable(x.endpoint.Action.Resource)
	scope, refused := x.scope(c)
	if refused != nil {
		return nil, nil, refused
	}
	c.Plan.LeaveOut(changes)
	before, after = make([]*state.Record, len(ids)), make([]*state.Record, len(ids))
	for i, id := range ids {
		old := c.FindBelow(scope, id)
		if old == nil {
			return nil, nil, x.notFound(id)
		}
		if refused := x.precondition(old); refused != nil {
			return nil, nil, refused
		}
		x.countSet(old, changes)
		r, err := w.Merged(c, old, changes, secret, &x.text)
		if err != nil {
			return nil, nil, x.taken(err)
		}
		before[i], after[i] = old, r
	}
	if len(ids) > 1 {
		if err := c.SharedUnique(changes); err != nil {
			return nil, nil, x.taken(err)
		}
	}
	return before, after, nil
}
