package engine

import "github.com/cotalker/rolecall/spec"

// itemKeys are the keys of a path that leads to a list which a record holds: those of a
// record of the check's own, where one can be made, and the id of an item that nobody
// knows of. Where the document itself says what the operation does, a check for which no
// record can be made does not apply.
func (t *Trial) itemKeys(c *Call) []string {
	op, item := c.Operation, c.Operation.Action.Item
	keys := make([]string, len(op.PathKeys))
	at, first := item.RecordKey(op), 0
	var holder *Subject
	err := Guarded(func() { holder = t.newSubject(item.Of) })
	switch {
	case err == nil && holder.ID != "" && op.PathKeys[at].Accepts([]string{holder.ID}):
		for i := range at {
			if from := len(holder.Parents) - at + i; from >= 0 {
				keys[i] = holder.Parents[from]
			}
		}
		keys[at], first = holder.ID, at+1
	case !op.Action.Guessed:
		panic(NotApplicable("no record of " + item.Of.Collection + " is the run's own, whose " + item.In + " may be changed"))
	}
	for i := range keys {
		if i >= first || keys[i] == "" {
			keys[i] = t.keyText(op, i, c.mark)
		}
	}
	return keys
}

// NamesUnknownItems tells whether a valid request may be refused all the same: nothing
// but its path says what an operation does to a list, or it wants an item that is there.
func NamesUnknownItems(op *spec.Operation) bool {
	return op.Action.Item != nil && (op.Action.Guessed || op.Action.Kind != spec.AddItem)
}
