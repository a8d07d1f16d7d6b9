package state

import "github.com/cotalker/rolecall/internal/jsonvalue"

// LeaveOut takes out of changes what they cannot say: members that are not stored,
// the id and the date of creation.
func (p *Plan) LeaveOut(changes map[string]any) {
	p.hidden.Prune(changes)
	for _, name := range []string{p.Resource.ID, p.Resource.Created} {
		jsonvalue.RemoveAt(changes, name)
	}
}

// Merged is what a record is after changes, with a new password unless that is nil.
// Nothing is stored yet; it is encoded in a buffer. The changes get the time, which
// is later than that of the change before.
func (w *State) Merged(c *Collection, old *Record, changes map[string]any, secret *Password, buffer *[]byte) (*Record, *TakenError) {
	r := new(*old)
	if name := c.Plan.Resource.Modified; name != "" {
		r.modified = w.stampNow(old.modified)
		jsonvalue.SetAt(changes, name, w.stampText(r.modified))
	}
	text := c.Plan.Resource.Schema.AppendMerged((*buffer)[:0], old.JSON, changes)
	*buffer = w.conformText(c.Plan, text, r.ID)
	r.JSON = string(*buffer)
	w.readAdmissionMembers(r, c.Plan, changes)
	if secret != nil {
		r.Password = secret
	}
	if member := c.conflictWith(r, changes); member != nil {
		return nil, takenBy(member.Member)
	}
	return r, nil
}

// SharedUnique finds a unique member that changes would give to several records.
func (c *Collection) SharedUnique(changes map[string]any) *TakenError {
	for _, u := range c.Plan.Unique {
		if jsonvalue.ValueAt(changes, u.Member) != nil {
			return takenBy(u.Member)
		}
	}
	return nil
}

// TakenTwice finds a unique member that a changed record would share with one that
// is changed with it, and notes in taken what it takes.
func (c *Collection) TakenTwice(r *Record, changes map[string]any, taken []map[string]bool) *TakenError {
	for i := range c.Plan.Unique {
		u := &c.Plan.Unique[i]
		if !u.Touched(changes) {
			continue
		}
		for value := range r.values(u.MemberPath) {
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
