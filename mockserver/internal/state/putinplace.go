package state

import (
	"github.com/cotalker/rolecall/internal/jsonvalue"
)

// PutInPlace puts a document in the place of a record, of which what only the
// server writes stays. It is encoded in a buffer. The lock is held, and
// the collection is Writable's.
func (w *State) PutInPlace(c *Collection, old *Record, document map[string]any, secret *Password, buffer *[]byte) (*Record, *TakenError) {
	r := new(*old)
	if secret != nil {
		r.Password = secret
	}
	stored, _ := jsonvalue.Decode([]byte(old.JSON))
	before, _ := stored.(map[string]any)
	for _, m := range c.Plan.kept {
		if value, had := before[m]; had {
			document[m] = value
		} else {
			delete(document, m)
		}
	}
	if created := jsonvalue.ValueAt(before, c.Plan.Resource.Created); created != nil {
		jsonvalue.SetAt(document, c.Plan.Resource.Created, created)
	}
	if name := c.Plan.Resource.Modified; name != "" {
		r.modified = w.stampNow(old.modified)
		jsonvalue.SetAt(document, name, w.stampText(r.modified))
	}
	w.writeParents(c.Plan, document, r.Parents)
	w.complete(c.Plan, document, r.ID, nil)
	*buffer = c.Plan.encode((*buffer)[:0], document)
	r.JSON = string(*buffer)
	w.readAdmissionMembers(r, c.Plan, nil)
	if member := c.conflictWith(r, nil); member != nil {
		return nil, takenBy(member.Member)
	}
	w.Replace(c, old, r, nil)
	return r, nil
}
