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
