package spec

import (
	"slices"
	"strings"

	"github.com/cotalker/rolecall/internal/document"
	"github.com/cotalker/rolecall/internal/infer"
)

// maxRounds is how often guesses are withdrawn one by one before all are.
const maxRounds = 8

// withoutFaulty withdraws the guesses that the compiler does not agree with, all
// of them where that cannot be told: a guess must never keep a document from
// being used.
func withoutFaulty(guesses []infer.Guess, err error, some bool) []infer.Guess {
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
	out := slices.DeleteFunc(slices.Clone(guesses), func(g infer.Guess) bool { return faulty[pointerOf(g)] })
	if len(out) == len(guesses) {
		return nil
	}
	return out
}

// pointerOf is the place that a guess is about: of a whole schema its own.
func pointerOf(g infer.Guess) string {
	if g.Schema() {
		return g.Node.Pointer() + "/" + document.EscapePointer(g.Word)
	}
	return g.Node.Pointer()
}

// markGuessed tells the resources and actions that no document speaks of.
func (c *Contract) markGuessed() {
	guessed, acted := map[*node]bool{}, map[*node]bool{}
	for _, g := range c.guesses {
		guessed[g.Node] = guessed[g.Node] || g.Word == "x-resource"
		if g.Schema() {
			guessed[g.Value] = true
		}
		acted[g.Node] = acted[g.Node] || g.Word == "x-action"
	}
	for _, r := range c.Resources {
		r.Guessed = guessed[r.node]
	}
	for _, op := range c.Operations {
		op.Action.Guessed = acted[op.node]
	}
}

// Understood counts the operations by how they are answered, whether a person wrote
// what they do, an overlay, or nobody: with records of a collection behind them that
// others read; so, but softly, see [Contract.Soft]; by an example, or a value made from
// the schema; not at all, since no reply is declared.
func (c *Contract) Understood() (state, soft, example, none int) {
	for _, op := range c.Operations {
		switch {
		case op.Success() == nil:
			none++
		case op.Action.Kind == Answer:
			example++
		case c.Soft(op):
			soft++
		default:
			state++
		}
	}
	return state, soft, example, none
}

// Soft tells whether an operation has a record behind it and does less with it
// than its path says: it shows a collection at another path, whose keys choose
// nothing; it is a verb, which shows a record and changes nothing; it is of the one
// record of a path without a key; or it makes what nobody reads.
func (c *Contract) Soft(op *Operation) bool {
	a := op.Action
	path := strings.TrimSuffix(op.Path, "/")
	keyed := strings.Contains(path[strings.LastIndexByte(path, '/')+1:], "{") || a.Key != ""
	switch a.Kind {
	case Answer, Login:
		return false
	case List:
		return a.View
	case Create:
		return !slices.ContainsFunc(c.Operations, func(o *Operation) bool {
			return o.Action.Resource == a.Resource && (o.Action.Kind == Read || o.Action.Kind == List)
		})
	case Read:
		return !a.Self && (!keyed || op.Method != "GET")
	}
	return a.Single && !keyed
}
