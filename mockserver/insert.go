package mockserver

import (
	"strings"

	"github.com/cotalker/rolecall/internal/instant"
)

// newcomer is what is to be a new record.
type newcomer struct {
	document map[string]any // which is completed
	id       string         // "" for one that the world gives
	parents  []string
	password *password
}

// insert stores a new record. It is encoded in a buffer. The caller holds the lock,
// and owns the collection.
func (w *world) insert(c *collection, n newcomer, buffer *[]byte) (*record, *takenError) {
	document, id, parents, resource := n.document, n.id, n.parents, c.plan.resource
	switch {
	case id == "":
		if id = w.slugID(c, document, parents); id == "" {
			id = w.nextID(c)
		}
		if id == "" {
			return nil, &takenError{detail: "every id that the contract has is taken"}
		}
	case c.findBelow(parents, id) != nil:
		return nil, takenBy(resource.ID)
	default:
		id = strings.Clone(id) // or all of the request would stay
	}
	r := &record{id: id, parents: parents, password: n.password}
	now := w.stampNow(0)
	var stamp any = instant.Format(now)
	if resource.ID != "" {
		setAt(document, resource.ID, c.plan.idValue(r.id))
	}
	if resource.Created != "" {
		setAt(document, resource.Created, stamp)
		r.created = now
	}
	if resource.Modified != "" {
		setAt(document, resource.Modified, stamp)
		r.modified = now
	}
	w.writeParents(c.plan, document, parents)
	w.complete(c.plan, document, id)
	*buffer = c.plan.encode((*buffer)[:0], document)
	r.json, r.document = string(*buffer), document
	w.readAdmissionMembers(r, c.plan, nil)
	if member := c.conflictWith(r, nil); member != nil {
		return nil, takenBy(member.Member)
	}
	w.add(c, r)
	r.document = nil
	return r, nil
}
