package state

import (
	"strings"

	"github.com/cotalker/rolecall/internal/jsonvalue"
)

// Newcomer is what is to be a new record.
type Newcomer struct {
	Document map[string]any // which is completed
	ID       string         // "" for one that the world gives
	Parents  []string
	Password *Password
	Content  *Content
}

// Insert stores a new record. It is encoded in a buffer. The lock is held,
// and the collection is Writable's.
func (w *State) Insert(c *Collection, n Newcomer, buffer *[]byte) (*Record, *TakenError) {
	document, id, parents, resource := n.Document, n.ID, n.Parents, c.Plan.Resource
	switch {
	case id == "":
		if id = w.slugID(c, document, parents); id == "" {
			id = w.nextID(c)
		}
		if id == "" {
			return nil, &TakenError{Detail: "every id that the contract has is taken"}
		}
	case c.FindBelow(parents, id) != nil:
		return nil, takenBy(resource.ID)
	default:
		id = strings.Clone(id) // or all of the request would stay
	}
	r := &Record{ID: id, Parents: parents, Password: n.Password, Content: n.Content}
	now := w.stampNow(0)
	stamp := w.stampText(now)
	if resource.Created != "" {
		jsonvalue.SetAt(document, resource.Created, stamp)
		r.created = now
	}
	if resource.Modified != "" {
		jsonvalue.SetAt(document, resource.Modified, stamp)
		r.modified = now
	}
	w.writeParents(c.Plan, document, parents)
	w.complete(c.Plan, document, id, stamp)
	*buffer = c.Plan.encode((*buffer)[:0], document)
	r.JSON, r.document = string(*buffer), document
	w.readAdmissionMembers(r, c.Plan, nil)
	if member := c.conflictWith(r, nil); member != nil {
		return nil, takenBy(member.Member)
	}
	w.add(c, r)
	r.document = nil
	return r, nil
}
