package ledger

// group is those who wait for the same thing, which is done once for all of them.
type group struct {
	there   int
	awaited int           // who leads waits for so many, 0 before and for none
	full    chan struct{} // closed when they are there
}

func (g *group) join() {
	if g.there++; g.there == g.awaited {
		close(g.full)
	}
}

// await gives what is closed when so many are there, nil where they are already.
func (g *group) await(count int) <-chan struct{} {
	if g.there >= count {
		return nil
	}
	g.awaited, g.full = count, make(chan struct{})
	return g.full
}
