package mockserver

import (
	"github.com/cotalker/rolecall/internal/instant"
	"github.com/cotalker/rolecall/internal/jsonvalue"
)

// putInPlace puts a document in the place of a record, of which what only the
// server writes stays. It is encoded in a buffer. The caller holds the lock, and owns
// the collection.
func (w *world) putInPlace(c *collection, old *record, document map[string]any, secret *password, buffer *[]byte) (*record, *takenError) {
	r := new(*old)
	if secret != nil {
		r.password = secret
	}
	stored, _ := jsonvalue.Decode([]byte(old.json))
	before, _ := stored.(map[string]any)
	for _, m := range c.plan.kept {
		if value, had := before[m]; had {
			document[m] = value
		} else {
			delete(document, m)
		}
	}
	if created := valueAt(before, c.plan.resource.Created); created != nil {
		setAt(document, c.plan.resource.Created, created)
	}
	if name := c.plan.resource.Modified; name != "" {
		r.modified = w.stampNow(old.modified)
		setAt(document, name, instant.Format(r.modified))
	}
	w.writeParents(c.plan, document, r.parents)
	w.complete(c.plan, document, r.id)
	*buffer = c.plan.encode((*buffer)[:0], document)
	r.json = string(*buffer)
	w.readAdmissionMembers(r, c.plan, nil)
	if member := c.conflictWith(r, nil); member != nil {
		return nil, takenBy(member.Member)
	}
	w.replace(c, old, r, nil)
	return r, nil
}
