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

// markGuessed tells the resources, actions and filters that no document speaks of.
func (c *Contract) markGuessed() {
	guessed, acted := map[*node]bool{}, map[*node]bool{}
	for _, g := range c.guesses {
		guessed[g.Node] = guessed[g.Node] || g.Word == "x-resource"
		if g.Schema() || g.Word == "x-filter" {
			guessed[g.Value] = true
		}
		acted[g.Node] = acted[g.Node] || g.Word == "x-action"
	}
	for _, r := range c.Resources {
		r.Guessed = guessed[r.node]
	}
	for _, op := range c.Operations {
		op.Action.Guessed = acted[op.node]
		for _, p := range op.Query {
			p.Filter.Guessed = guessed[p.Filter.node]
		}
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
// nothing; it is a verb, which shows a record and changes nothing; it is about one
// record of many, the first standing for whoever asks; or nobody sees what it does.
func (c *Contract) Soft(op *Operation) bool {
	a := op.Action
	switch {
	case a.Kind == Answer, a.Kind == Login, a.Self:
		return false
	case a.Item != nil:
		return !c.shows(a.Item)
	case a.Content && a.Kind == Read:
		return !slices.ContainsFunc(c.Operations, func(o *Operation) bool {
			return o.Action.Resource == a.Resource && o.Action.Content && o.Action.Writes()
		})
	case a.Single:
		return !c.singleKept(op)
	case a.Kind == List:
		return a.View && !c.listsAll(op) && !c.searches(op) && (op.ChoosingKeys() == 0 || op.ChoosingKeys() < len(op.PathKeys)) || c.OnlyLists(a.Resource) && !c.referredTo(a.Resource)
	case a.Kind == Read:
		return op.Method != "GET" || !op.endsInKey() && !c.changedHere(op)
	}
	return !slices.ContainsFunc(c.Operations, func(o *Operation) bool {
		return o.Action.Resource == a.Resource && o.Action.Kind != Create && o.Success() != nil && (o.Success().Holds || o.Action.Kind == Read)
	})
}

// shows tells whether some operation reads the records that hold a list, the list
// with them.
func (c *Contract) shows(item *ListItem) bool {
	return slices.ContainsFunc(c.Operations, func(o *Operation) bool {
		return o.Action.Resource == item.Of && o.Action.Kind == Read && o.Success() != nil && o.Success().Holds
	})
}

// OnlyLists tells whether no operation writes or reads a record of a resource: all
// that is done is that they are listed.
func (c *Contract) OnlyLists(r *Resource) bool {
	return !slices.ContainsFunc(c.Operations, func(o *Operation) bool { return o.Action.Resource == r && o.Action.Kind != List })
}

// referredTo tells whether records that are written hold ids of a resource: its list
// is where they are taken from.
func (c *Contract) referredTo(r *Resource) bool {
	return slices.ContainsFunc(c.Operations, func(o *Operation) bool {
		return o.Action.Writes() && o.Action.Resource != nil && slices.ContainsFunc(o.Action.Resource.References, func(ref Reference) bool { return ref.Collection == r.Collection && o.Action.Resource != r })
	})
}

// endsInKey tells whether the path, or the query, names the record.
func (op *Operation) endsInKey() bool {
	path := strings.TrimSuffix(op.Path, "/")
	return strings.Contains(path[strings.LastIndexByte(path, '/')+1:], "{") || op.Action.Key != ""
}

// singleKept tells whether the one record of a path is both read and written, and is
// none of a collection.
func (c *Contract) singleKept(op *Operation) bool {
	if op.endsInKey() {
		return true
	}
	read, written := false, false
	for _, o := range c.Operations {
		if o.Action.Resource != op.Action.Resource {
			continue
		}
		if !o.Action.Single {
			return false
		}
		read, written = read || o.Action.Kind == Read, written || o.Action.Writes()
	}
	return read && written
}

// listsAll tells whether a list at another path shows the records below any
// parent: its path is that of the list below one, without the parent.
func (c *Contract) listsAll(op *Operation) bool {
	return len(op.PathKeys) == 0 && slices.ContainsFunc(c.Operations, func(o *Operation) bool {
		if a := o.Action; a.Kind != List || a.View || a.Resource != op.Action.Resource {
			return false
		}
		own, at := strings.Split(op.Path, "/"), strings.Split(o.Path, "/")
		for len(own) > 0 && len(at) > 0 && own[0] == at[0] {
			own, at = own[1:], at[1:]
		}
		for len(own) > 0 && len(at) > 0 && own[len(own)-1] == at[len(at)-1] {
			own, at = own[:len(own)-1], at[:len(at)-1]
		}
		return len(own) == 0 && len(at) > 0 && strings.HasPrefix(at[len(at)-1], "{")
	})
}

// searches tells whether a list at another path is one that is searched, by what its
// path says and a parameter or a member of the body, or the only one of its records.
func (c *Contract) searches(op *Operation) bool {
	a := op.Action
	if len(op.PathKeys) > 0 || len(a.Resource.Parents) > 0 {
		return false
	}
	path := strings.ToLower(op.Path[strings.LastIndexByte(op.Path, '/')+1:])
	if slices.ContainsFunc([]string{"search", "find", "query", "filter", "list"}, func(word string) bool { return strings.Contains(path, word) }) {
		for _, p := range append(op.Query[:len(op.Query):len(op.Query)], a.Where...) {
			if len(p.Filter.Members) > 0 && p.Filter.Kind != Sort {
				return true
			}
		}
	}
	return op.Method == "GET" && !slices.ContainsFunc(c.Operations, func(o *Operation) bool {
		return o != op && o.Method == "GET" && o.Action.Kind == List && o.Action.Resource == a.Resource
	})
}

// changedHere tells whether what a read shows below a record is changed at the same
// path.
func (c *Contract) changedHere(op *Operation) bool {
	return slices.ContainsFunc(c.Operations, func(o *Operation) bool {
		return o.Path == op.Path && o.Action.Resource == op.Action.Resource && o.Action.Writes()
	})
}
