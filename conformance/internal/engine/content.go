package engine

import (
	"slices"

	"github.com/cotalker/rolecall/spec"
)

// namesContent tells whether the last key of an operation's path names bytes that
// are put there, and no record that something else has made.
func (s *Session) namesContent(op *spec.Operation) bool {
	return op.Action.Content && op.Action.OfRecord() && op.Action.RecordKeys() > 0 && (op.Action.Named != "" || s.contentPutter(op) != nil)
}

// contentPutter is the operation that puts bytes at the path of another, nil for
// none.
func (s *Session) contentPutter(op *spec.Operation) *spec.Operation {
	for _, other := range s.Contract.Operations {
		if a := other.Action; a.Resource == op.Action.Resource && a.Content && a.Upsert && !a.Single && other.Path == op.Path && s.Declares(other.Features) {
			return other
		}
	}
	return nil
}

// putContent puts bytes where an operation is to find some, and gives its keys. A
// check for which nothing can be put does not apply.
func (t *Trial) putContent(op *spec.Operation) []string {
	put := t.Session.contentPutter(op)
	if put == nil || !t.Session.Writable() {
		panic(NotApplicable("no bytes are known that " + RequestLine(op) + " is about, and none may be put"))
	}
	c := t.Call(put)
	c.Granted()
	return slices.Clone(c.Keys)
}
