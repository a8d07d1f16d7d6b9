package mockserver

import (
	"github.com/cotalker/rolecall/internal/instant"
)

func (x *exchange) update() *refusal {
	changes, _ := x.changes()
	if x.endpoint.Action.Single {
		return x.updateSingle(changes)
	}
	id := x.ownKey()
	if x.endpoint.Action.Self {
		id = x.caller.id
	}
	changed, refused := x.updateRecords([]string{id}, changes)
	if refused == nil {
		x.answerWith(changed[0])
	}
	return refused
}

// updateSingle changes the one record of a parent, which is there as soon as
// somebody asks for it.
func (x *exchange) updateSingle(changes map[string]any) *refusal {
	w := x.world
	w.mu.Lock()
	c := w.own(x.endpoint.Action.Resource)
	r, refused := x.single(c)
	w.mu.Unlock()
	if refused != nil {
		return refused
	}
	changed, refused := x.updateRecords([]string{r.id}, changes)
	if refused == nil {
		x.answerWith(changed[0])
	}
	return refused
}

func (x *exchange) updateMany() *refusal {
	changes, _ := x.changes()
	body, _ := x.body.(map[string]any)
	changed, refused := x.updateRecords(textList(body[x.endpoint.Action.IDs]), changes)
	if refused == nil {
		x.answerWithMany(changed, pageInfo{total: -1})
	}
	return refused
}

// updateRecords merges changes into all the records of ids, or into none. The
// time of each change is later than that of the one before.
func (x *exchange) updateRecords(ids []string, changes map[string]any) ([]*record, *refusal) {
	if changes == nil {
		changes = map[string]any{}
	}
	secret := x.hashPassword(changes)
	w := x.world
	w.mu.Lock()
	defer w.mu.Unlock()
	c := w.own(x.endpoint.Action.Resource)
	scope, refused := x.scope(c)
	if refused != nil {
		return nil, refused
	}
	c.plan.hidden.prune(changes)
	for _, name := range []string{c.plan.resource.ID, c.plan.resource.Created} {
		takeFrom(changes, name)
	}
	before, after := make([]*record, len(ids)), make([]*record, len(ids))
	for i, id := range ids {
		old := c.findBelow(scope, id)
		if old == nil {
			return nil, x.notFound(id)
		}
		r := new(*old)
		if name := c.plan.resource.Modified; name != "" {
			r.modified = w.stampNow(old.modified)
			setAt(changes, name, instant.Format(r.modified))
		}
		x.text = c.plan.resource.Schema.AppendMerged(x.text[:0], old.json, changes)
		x.text = w.conformText(c.plan, x.text, id)
		r.json = string(x.text)
		w.readAdmissionMembers(r, c.plan, changes)
		if secret != nil {
			r.password = secret
		}
		if member := c.conflictWith(r, changes); member != nil {
			return nil, x.conflict(member)
		}
		before[i], after[i] = old, r
	}
	if member := x.sharedUnique(changes, len(ids)); member != nil {
		return nil, x.conflict(member)
	}
	for i, r := range after {
		c.replace(before[i], r, changes)
	}
	c.lists.catchUpIfFarBehind(c.all)
	return after, nil
}

// sharedUnique finds a unique member that several records would be given at
// once.
func (x *exchange) sharedUnique(changes map[string]any, records int) *uniqueMember {
	if records < 2 {
		return nil
	}
	plan := x.world.of(x.endpoint.Action.Resource).plan
	for i, u := range plan.unique {
		if valueAt(changes, u.Member) != nil {
			return &plan.unique[i]
		}
	}
	return nil
}
