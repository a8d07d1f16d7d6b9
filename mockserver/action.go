package mockserver

import (
	"fmt"
	"net/http"

	"github.com/cotalker/rolecall/spec"
)

// act is the last stage: it does to the world what the operation is for. What
// it answers goes into the exchange; only reply.go writes it.
func (x *exchange) act() *refusal {
	switch x.endpoint.Action.Kind {
	case spec.List:
		return x.list()
	case spec.Read:
		return x.readOne()
	case spec.Create:
		return x.create()
	case spec.Update:
		return x.update()
	case spec.UpdateMany:
		return x.updateMany()
	case spec.Login:
		return x.login()
	}
	return nil
}

func (x *exchange) list() *refusal {
	c := x.world.of(x.endpoint.Action.Resource)
	x.listing.read(x.endpoint.list, x.query.terms)
	mu, count := &x.world.mu, 0
	mu.RLock()
	if x.listing.looksUp() && c.lists.behind(c.all) {
		mu.RUnlock()
		mu.Lock()
		c.lists.catchUp(c.all)
		x.page, count = c.run(&x.listing, x.page)
		mu.Unlock()
	} else {
		x.page, count = c.run(&x.listing, x.page)
		mu.RUnlock()
	}
	x.answer = x.endpoint.envelope.many(x.answer, x.page, count)
	return nil
}

func (x *exchange) readOne() *refusal {
	found := x.caller
	if !x.endpoint.Action.Self {
		x.world.mu.RLock()
		found = x.world.of(x.endpoint.Action.Resource).find(x.ownKey())
		x.world.mu.RUnlock()
	}
	if found == nil {
		return x.notFound(x.ownKey())
	}
	x.answer = x.endpoint.envelope.one(x.answer, found)
	return nil
}

// ownKey is the id of the record that a path leads to: its last key.
func (x *exchange) ownKey() string {
	if len(x.keys) == 0 {
		return ""
	}
	return x.keys[len(x.keys)-1]
}

func (x *exchange) notFound(id string) *refusal {
	op := x.endpoint.Operation
	return x.server.refuse(spec.UnknownID, op, fmt.Sprintf("there is no %s in %s", id, op.Action.Resource.Collection))
}

func (x *exchange) conflict(u *uniqueMember) *refusal {
	pointer := "/" + spec.EscapePointer(u.Member)
	return x.server.refuse(spec.NotUnique, x.endpoint.Operation, "another has this "+u.Member+", and no two may",
		fault{pointer: pointer, detail: "is taken"})
}

func (x *exchange) create() *refusal {
	resource := x.endpoint.Action.Resource
	document, _ := x.changes()
	for _, d := range x.endpoint.defaults {
		if _, sent := document[d.member]; !sent {
			document[d.member] = d.value
		}
	}
	secret := x.hashPassword(document)
	w := x.world
	w.mu.Lock()
	defer w.mu.Unlock()
	c := w.of(resource)
	r := &record{id: w.nextID(c), password: secret}
	if r.id == "" {
		return x.server.refuse(spec.NotUnique, x.endpoint.Operation, "every id that the contract has is taken")
	}
	now := w.stampNow(0)
	var stamp any = spec.FormatInstant(now)
	document[resource.ID] = c.plan.idValue(r.id)
	if resource.Created != "" {
		document[resource.Created], r.created = stamp, now
	}
	if resource.Modified != "" {
		document[resource.Modified], r.modified = stamp, now
	}
	x.text = c.plan.encode(x.text[:0], document)
	r.json, r.document = string(x.text), document
	w.readAdmissionMembers(r, c.plan, nil)
	if member := c.conflictWith(r, nil); member != nil {
		return x.conflict(member)
	}
	c.add(r)
	c.lists.catchUpIfFarBehind(c.all)
	r.document = nil
	x.status = http.StatusCreated
	if x.endpoint.hasLocation {
		x.header["Location"] = []string{x.endpoint.Path + "/" + r.id}
	}
	x.answer = x.endpoint.envelope.one(x.answer, r)
	return nil
}

func (x *exchange) update() *refusal {
	changes, _ := x.changes()
	id := x.ownKey()
	if x.endpoint.Action.Self {
		id = x.caller.id
	}
	changed, refused := x.updateRecords([]string{id}, changes)
	if refused == nil {
		x.answer = x.endpoint.envelope.one(x.answer, changed[0])
	}
	return refused
}

func (x *exchange) updateMany() *refusal {
	changes, _ := x.changes()
	body, _ := x.body.(map[string]any)
	changed, refused := x.updateRecords(textList(body[x.endpoint.Action.IDs]), changes)
	if refused == nil {
		x.answer = x.endpoint.envelope.many(x.answer, changed, -1)
	}
	return refused
}

// updateRecords merges changes into all the records of ids, or into none. The
// time of each change is later than that of the one before.
func (x *exchange) updateRecords(ids []string, changes map[string]any) ([]*record, *refusal) {
	secret := x.hashPassword(changes)
	w := x.world
	w.mu.Lock()
	defer w.mu.Unlock()
	c := w.of(x.endpoint.Action.Resource)
	before, after := make([]*record, len(ids)), make([]*record, len(ids))
	for i, id := range ids {
		old := c.find(id)
		if old == nil {
			return nil, x.notFound(id)
		}
		r := new(*old)
		if name := c.plan.resource.Modified; name != "" {
			r.modified = w.stampNow(old.modified)
			changes[name] = spec.FormatInstant(r.modified)
		}
		x.text = spec.AppendMerged(x.text[:0], old.json, changes, c.plan.resource.Schema)
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

// hashPassword hashes a new password before any lock is taken, nil where none
// is set. The plain text leaves the document here.
func (x *exchange) hashPassword(document map[string]any) *password {
	principal := x.world.contract.Principal
	if principal == nil || x.endpoint.Action.Resource != principal.Resource {
		return nil
	}
	plain, set := document[principal.Password].(string)
	if !set {
		return nil
	}
	delete(document, principal.Password)
	return hashedPassword(plain)
}
