package spec

import (
	"slices"
	"strings"

	"github.com/cotalker/rolecall/internal/infer"
)

// Guess is an extension that a document does not have and that was worked out
// from what it has.
type Guess = infer.Guess

// maxRounds is how often guesses are withdrawn one by one before all are.
const maxRounds = 8

// withoutFaulty withdraws the guesses that the compiler does not agree with, all
// of them where that cannot be told: a guess must never keep a document from
// being used.
func withoutFaulty(guesses []Guess, err error, some bool) []Guess {
	for _, g := range guesses {
		g.Withdraw()
	}
	problems, is := err.(Problems)
	if !is || !some {
		return nil
	}
	faulty := map[string]bool{}
	for _, p := range problems {
		for at := p.Pointer; at != ""; at = at[:strings.LastIndexByte(at, '/')] {
			faulty[at] = true
		}
	}
	out := slices.DeleteFunc(slices.Clone(guesses), func(g Guess) bool { return faulty[g.Node.Pointer] })
	if len(out) == len(guesses) {
		return nil
	}
	return out
}

// Understood counts the operations of a contract by how they are answered.
type Understood struct {
	State   int // a collection stands behind them
	Soft    int // the same, and less sure: a view, a verb, a single record
	Example int // an example, or a value made from the schema
	None    int // nothing is declared that could be answered
}

// Understood counts how operations are answered.
func (c *Contract) Understood() Understood {
	soft := map[*Node]bool{}
	for _, g := range c.Guesses {
		if g.Soft && g.Word == "x-action" {
			soft[g.Node] = true
		}
	}
	var u Understood
	for _, op := range c.Operations {
		switch {
		case op.Success() == nil:
			u.None++
		case op.Action.Kind == Answer:
			u.Example++
		case soft[op.Node]:
			u.Soft++
		default:
			u.State++
		}
	}
	return u
}
