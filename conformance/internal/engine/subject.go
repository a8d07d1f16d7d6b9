package engine

import (
	"slices"
	"strings"

	"github.com/cotalker/rolecall/spec"
)

// Subject is a record of any document, with the keys that lead to it.
type Subject struct {
	Resource *spec.Resource
	ID       string
	Parents  []string       // their ids, in the order of the resource's parents; "" where unknown
	State    map[string]any // as it was last seen
	Own      bool           // the run has made it
}

// subjects are those that checks share, since they only read them.
type subjects map[*spec.Resource]*Subject

// keysOf are the keys of a call's path. It gives the call the subject that they
// lead to, where it has none yet.
func (t *Trial) keysOf(c *Call) []string {
	op, r := c.Operation, c.Operation.Action.Resource
	if op.Action.Item != nil {
		return t.itemKeys(c)
	}
	if r == nil {
		return t.keysOfPath(c)
	}
	keys := make([]string, len(op.PathKeys))
	above := len(keys)
	byName := t.Session.namesContent(op)
	if named := IsOfRecord(op) && !byName && (above > 0 || op.Action.RecordKeys() == 0) || NamesMany(op); named && c.Subject == nil {
		c.Subject = t.subjectFor(op)
	}
	switch {
	case byName:
		if op.Action.Kind != spec.Replace {
			return t.putContent(op)
		}
		above--
		if keys[above] = c.mark; !op.PathKeys[above].Accepts(keys[above : above+1]) {
			keys[above] = t.keyText(op, above, c.mark)
		}
	case c.Subject != nil && above > 0 && op.Action.RecordKeys() == 1:
		above--
		keys[above] = c.Subject.ID
	}
	parents := []string(nil)
	if c.Subject != nil {
		parents = c.Subject.Parents
	} else if looksUp(op) {
		above--
		keys[above], parents = t.lookedUp(op)
	} else {
		parents = t.parentsFor(r, above, t.Session.OwnParent(op))
	}
	for i := range above {
		if at := len(r.Parents) - above + i; at >= 0 && at < len(parents) && parents[at] != "" && op.PathKeys[i].Accepts([]string{parents[at]}) {
			keys[i] = parents[at]
		} else if at >= 0 && r.Parents[at].Resource != nil {
			panic(NotApplicable("it is not known which of " + r.Parents[at].Resource.Collection + " the record of " + r.Collection + " belongs to"))
		} else if keys[i] = t.chosen(r, op.PathKeys[i]); keys[i] == "" {
			keys[i] = t.keyText(op, i, c.mark)
		}
	}
	return keys
}

// keyText is a text for a key of a path. A check for which none is found does not
// apply.
func (t *Trial) keyText(op *spec.Operation, i int, mark string) string {
	key := op.PathKeys[i]
	tries := append([]any{strings.Join(ParameterTexts(key, mark), ",")}, key.Schema.Words().Enum...)
	for _, value := range tries {
		if text := textOf(value); text != "" && key.Accepts([]string{text}) && !t.Session.LeadsElsewhere(op, i, text) {
			return text
		}
	}
	panic(NotApplicable("no text is found that " + RequestLine(op) + " takes for " + key.Name + "; give it an example"))
}

// LeadsElsewhere tells whether a text as a key of a path makes the path of others,
// which has it in that place.
func (s *Session) LeadsElsewhere(op *spec.Operation, i int, text string) bool {
	key := "{" + op.PathKeys[i].Name + "}"
	before, after, is := strings.Cut(op.Path, "/"+key)
	if !is || strings.Contains(after, key) {
		return false
	}
	var keys []string
	found := s.shared.paths.Find(before+"/"+text+after, false, &keys)
	return found != nil && len(keys) < len(op.PathKeys)
}

// IsOfRecord tells whether an operation is on one record that it names by its id.
func IsOfRecord(op *spec.Operation) bool {
	a := op.Action
	return a.OfRecord() && a.Named == "" && !(a.Content && a.Upsert)
}

// NamesMany tells whether an operation names several records to be changed or
// deleted.
func NamesMany(op *spec.Operation) bool {
	a := op.Action
	return a.Kind == spec.UpdateMany || a.Kind == spec.DeleteMany && a.IDs != ""
}

// subjectFor is a record for an operation: of the check's own where it may write.
func (t *Trial) subjectFor(op *spec.Operation) *Subject {
	if MayWrite(op) {
		return t.newSubject(op.Action.Resource)
	}
	return t.anySubject(op.Action.Resource)
}

// operationOn is the first operation of a kind on the records of a resource, rather
// one of their own paths than a view or a verb elsewhere; nil for none.
func (s *Session) operationOn(r *spec.Resource, kind spec.ActionKind) *spec.Operation {
	var soft *spec.Operation
	for _, op := range s.Contract.Operations {
		if a := op.Action; a.Resource != r || a.Kind != kind || a.Self || a.Single || a.Content && kind != spec.Create || op.ChoosingKeys() > 0 || op.Counts() || !s.Declares(op.Features) {
			continue
		}
		if !op.Action.View && !s.Contract.Soft(op) {
			return op
		}
		if soft == nil {
			soft = op
		}
	}
	return soft
}

// anySubject is a record that no check changes: one of ours, or else the first
// that a list shows.
func (t *Trial) anySubject(r *spec.Resource) *Subject {
	if slices.Contains(t.seeking, r) {
		panic(NotApplicable("a record of " + r.Collection + " wants another one first"))
	}
	if len(t.seeking) == 0 { // one for all: records of two collections may each want one of the other
		defer t.Session.Lock("records that nothing changes")()
	}
	t.seeking = append(t.seeking, r)
	defer func() { t.seeking = t.seeking[:len(t.seeking)-1] }()
	t.Session.mu.Lock()
	known := t.Session.shared.subjects[r]
	t.Session.mu.Unlock()
	if known != nil {
		return known
	}
	var found *Subject
	if t.Session.CanMake(r) {
		if err := Guarded(func() { found = t.newSubject(r) }); err != nil {
			found = nil
		}
	}
	if found == nil {
		found = t.listed(r)
	}
	t.Session.mu.Lock()
	defer t.Session.mu.Unlock()
	t.Session.shared.subjects[r] = found
	return found
}

// listed is the first record that a list shows of those that no check has made: it
// takes its own away again.
func (t *Trial) listed(r *spec.Resource) *Subject {
	list := t.Session.operationOn(r, spec.List)
	if list == nil {
		panic(NotApplicable("no record of " + r.Collection + " is known: the document has no operation that makes one or lists them"))
	}
	c := t.Call(list)
	found, _ := c.Granted().Records()
	for _, one := range found {
		if id := IDOf(r, one); id != "" && !BearsMark(r.Schema, one, RunMark) {
			return shown(c, one)
		}
	}
	panic(NotApplicable("the list of " + r.Collection + " shows none but those of other checks, and none can be made"))
}

// OwnParent is the collection of which an operation that takes away the one thing that
// a record has wants a record of its own, so that nobody else misses it; nil for none.
func (s *Session) OwnParent(op *spec.Operation) *spec.Resource {
	r := op.Action.Resource
	if !op.Action.Single || op.Action.Kind != spec.Delete || r == nil || len(r.Parents) == 0 {
		return nil
	}
	if above := r.Parents[len(r.Parents)-1].Resource; above != nil && s.Maker(above) != nil {
		return above
	}
	return nil
}

// parentsFor are the ids of the last n parents of a resource: of records that
// there are, and for a key that is anything, what the record below it was made
// under, "" where there is none. Of own, nil for none, a new record is made, if one can.
func (t *Trial) parentsFor(r *spec.Resource, n int, own *spec.Resource) []string {
	out := make([]string, len(r.Parents))
	var near *Subject
	nearAt := 0
	for i := len(r.Parents) - 1; i >= max(0, len(r.Parents)-n); i-- {
		parent := r.Parents[i].Resource
		at := -1 // among the parents of near
		if near != nil && parent != nil {
			at = slices.IndexFunc(near.Resource.Parents, func(p spec.Parent) bool { return p.Resource == parent })
		} else if near != nil { // the paths are the same up to near
			at = len(near.Parents) - (nearAt - i)
		}
		switch {
		case at >= 0 && near.Resource.Parents[at].Resource == parent:
			out[i] = near.Parents[at]
		case parent != nil:
			near, nearAt = t.parent(parent, parent == own), i
			out[i] = near.ID
		}
	}
	return out
}

// parent is a record to stand below: a new one where that is wanted and one can be
// made, else one that checks share.
func (t *Trial) parent(r *spec.Resource, own bool) (found *Subject) {
	if !own || Guarded(func() { found = t.newSubject(r) }) != nil {
		found = t.anySubject(r)
	}
	return found
}

// Reader is the operation that reads a record, nil for none.
func (s *Session) Reader(of *Subject) *spec.Operation { return s.operationOn(of.Resource, spec.Read) }

// Lister is the operation that lists the records of a resource, nil for none.
func (s *Session) Lister(r *spec.Resource) *spec.Operation { return s.operationOn(r, spec.List) }
