package mockserver

// takenError is about what another has, and no two may.
type takenError struct {
	detail string
	member string // that has it, "" for none
}

func (e *takenError) Error() string { return e.detail }

func takenBy(member string) *takenError {
	return &takenError{"another has this " + member + ", and no two may", member}
}
