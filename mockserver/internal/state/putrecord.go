package state

import (
	"fmt"
	"strings"

	"github.com/cotalker/rolecall/internal/instant"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/internal/printable"
)

// Put stores a record under an id whatever the rules of the contract, in the place
// of one that has it. It keeps the id, the unique members unique, and the stamps
// and the password where they are not given. A record is told by the parents that
// it stands below, nil for any. The lock is held, and the collection is Writable's.
func (w *State) Put(c *Collection, id string, below []string, document map[string]any) (r *Record, made bool, err error) {
	plan, resource := c.Plan, c.Plan.Resource
	old := c.FindBelow(below, id)
	if resource.ID != "" {
		value := plan.idValue(id)
		if v := resource.Schema.At(resource.ID).Check(value); len(v) > 0 {
			return nil, false, fmt.Errorf("%s cannot be the %s of %s: %s", printable.Line(id), resource.ID, resource.Collection, v[0].Detail)
		}
		jsonvalue.SetAt(document, resource.ID, value)
	}
	now := w.stampNow(0)
	for _, name := range []string{resource.Created, resource.Modified} {
		if name == "" || jsonvalue.ValueAt(document, name) != nil {
			continue
		}
		at := now
		if old != nil && name == resource.Created {
			at = old.created
		}
		jsonvalue.SetAt(document, name, instant.Format(at))
	}
	var secret *Password
	if old != nil {
		secret = old.Password
	}
	if plain, given := document[plan.password].(string); given && plan.password != "" {
		secret = HashedPassword(plain)
		delete(document, plan.password)
	}
	r = w.record(plan, string(plan.encode(nil, document)))
	r.ID, r.Password = strings.Clone(id), secret
	switch {
	case old != nil:
		r.Parents, r.Content = old.Parents, old.Content
	case len(below) > 0:
		r.Parents = below
	default:
		w.giveParents(c, r, 0)
	}
	if member := c.conflictWith(r, nil); member != nil {
		return nil, false, takenBy(member.Member)
	}
	if old != nil {
		w.Replace(c, old, r, nil)
	} else {
		w.add(c, r)
	}
	return r, old == nil, nil
}
