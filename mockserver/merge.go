package mockserver

import "github.com/cotalker/rolecall/internal/instant"

// leaveOut takes out of changes what they cannot say: members that are not stored,
// the id and the date of creation.
func (p *storagePlan) leaveOut(changes map[string]any) {
	p.hidden.prune(changes)
	for _, name := range []string{p.resource.ID, p.resource.Created} {
		takeFrom(changes, name)
	}
}

// merged is what a record is after changes, with a new password unless that is nil.
// Nothing is stored yet; it is encoded in a buffer. The changes get the time, which
// is later than that of the change before.
func (w *world) merged(c *collection, old *record, changes map[string]any, secret *password, buffer *[]byte) (*record, *takenError) {
	r := new(*old)
	if name := c.plan.resource.Modified; name != "" {
		r.modified = w.stampNow(old.modified)
		setAt(changes, name, instant.Format(r.modified))
	}
	text := c.plan.resource.Schema.AppendMerged((*buffer)[:0], old.json, changes)
	*buffer = w.conformText(c.plan, text, r.id)
	r.json = string(*buffer)
	w.readAdmissionMembers(r, c.plan, changes)
	if secret != nil {
		r.password = secret
	}
	if member := c.conflictWith(r, changes); member != nil {
		return nil, takenBy(member.Member)
	}
	return r, nil
}

// sharedUnique finds a unique member that changes would give to several records.
func (c *collection) sharedUnique(changes map[string]any) *takenError {
	for _, u := range c.plan.unique {
		if valueAt(changes, u.Member) != nil {
			return takenBy(u.Member)
		}
	}
	return nil
}

// takenTwice finds a unique member that a changed record would share with one that
// is changed with it, and notes in taken what it takes.
func (c *collection) takenTwice(r *record, changes map[string]any, taken []map[string]bool) *takenError {
	for i := range c.plan.unique {
		u := &c.plan.unique[i]
		if !u.touched(changes) {
			continue
		}
		for value := range r.values(u.memberPath) {
			value = fold(value, u.IgnoreCase)
			if taken[i][value] {
				return takenBy(u.Member)
			}
			if taken[i] == nil {
				taken[i] = map[string]bool{}
			}
			taken[i][value] = true
		}
	}
	return nil
}
