package state

// TakenError is about what another has, and no two may.
type TakenError struct {
	Detail string
	Member string // that has it, "" for none
}

func (e *TakenError) Error() string { return e.Detail }

func takenBy(member string) *TakenError {
	return &TakenError{"another has this " + member + ", and no two may", member}
}

// conflictWith finds a unique member of r whose value another record has
// already, nil for none. A record that replaces another comes with what changed:
// what both have in common, nobody else has.
//
// Insert and all else that writes a record ask it before they do, and whoever writes
// holds the world's lock from the look to the end: of two who want the same value at
// once, one sees the other's.
func (c *Collection) conflictWith(r *Record, changes map[string]any) *uniqueMember {
	for i := range c.Plan.Unique {
		u := &c.Plan.Unique[i]
		if !u.Touched(changes) {
			continue
		}
		for value := range r.values(u.MemberPath) {
			seq, taken := c.unique[i].of(fold(value, u.IgnoreCase))
			if taken && c.All.At(seq).ID != r.ID {
				return u
			}
		}
	}
	return nil
}
