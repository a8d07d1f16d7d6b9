package engine

import (
	"context"
	"net/http"
	"slices"

	"github.com/cotalker/rolecall/conformance/internal/wire"
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
	keys := make([]string, len(op.PathKeys))
	if r == nil {
		for i, p := range op.PathKeys {
			keys[i] = parameterText(p, c.mark)
		}
		return keys
	}
	above := len(keys)
	if IsOfRecord(op) && above > 0 {
		above--
		if c.Subject == nil {
			c.Subject = t.subjectFor(op)
		}
		keys[above] = c.Subject.ID
	}
	parents := []string(nil)
	if c.Subject != nil {
		parents = c.Subject.Parents
	} else {
		parents = t.parentsFor(r, above)
	}
	for i := range above {
		if at := len(r.Parents) - above + i; at >= 0 && at < len(parents) && parents[at] != "" && op.PathKeys[i].Accepts([]string{parents[at]}) {
			keys[i] = parents[at]
		} else if at >= 0 && r.Parents[at].Resource != nil && c.Subject != nil {
			panic(NotApplicable("it is not known which of " + r.Parents[at].Resource.Collection + " the record of " + r.Collection + " belongs to"))
		} else {
			keys[i] = parameterText(op.PathKeys[i], c.mark)
		}
	}
	return keys
}

// IsOfRecord tells whether the last key of an operation's path is a record's id.
func IsOfRecord(op *spec.Operation) bool {
	switch op.Action.Kind {
	case spec.Read, spec.Update, spec.Replace, spec.Delete:
		return !op.Action.Self && !op.Action.Single
	}
	return false
}

// subjectFor is a record for an operation: of the check's own where it writes.
func (t *Trial) subjectFor(op *spec.Operation) *Subject {
	if op.Action.Writes() {
		return t.NewSubject(op.Action.Resource)
	}
	return t.anySubject(op.Action.Resource)
}

// Maker is the operation that makes records of a resource, nil for none.
func (s *Session) Maker(r *spec.Resource) *spec.Operation { return s.operationOn(r, spec.Create) }

// operationOn is the first operation of a kind on the records of a resource, nil for none.
func (s *Session) operationOn(r *spec.Resource, kind spec.ActionKind) *spec.Operation {
	for _, op := range s.Contract.Operations {
		if a := op.Action; a.Resource == r && a.Kind == kind && !a.Self && !a.Single && s.Declares(op.Features) {
			return op
		}
	}
	return nil
}

// NewSubject makes a record. A check for which none can be made does not apply.
func (t *Trial) NewSubject(r *spec.Resource) *Subject {
	maker := t.Session.Maker(r)
	switch {
	case maker == nil:
		panic(NotApplicable("the document has no operation that makes one of " + r.Collection + ", and no other is written to"))
	case !t.Session.Writable():
		panic(NotApplicable("it wants one of " + r.Collection + " of its own, and nothing may be written"))
	}
	c := t.Call(maker)
	made := t.Made(c, c.Granted())
	if made.ID == "" {
		panic(NotApplicable(RequestLine(maker) + " does not say which record it made"))
	}
	return made
}

// Made is the record that a create has made, as its reply shows it.
func (t *Trial) Made(c *Call, x *wire.Exchange) *Subject {
	made := shown(c, x.Record())
	made.Own = true
	if made.ID == "" { // the reply does not show it, and the body may have named it
		body, _ := c.Body.(map[string]any)
		made.ID = IDOf(made.Resource, body)
	}
	t.Session.mu.Lock()
	defer t.Session.mu.Unlock()
	t.Session.shared.made = append(t.Session.shared.made, made)
	return made
}

// shown is a record that the reply to a create or a list shows.
func shown(c *Call, record map[string]any) *Subject {
	r := c.Operation.Action.Resource
	made := &Subject{Resource: r, ID: IDOf(r, record), State: record, Parents: make([]string, len(r.Parents))}
	for i := range made.Parents {
		if at := i - (len(r.Parents) - len(c.Keys)); at >= 0 {
			made.Parents[i] = c.Keys[at]
		} else if member := r.Parents[i].Member; member != "" {
			made.Parents[i] = IDText(ValueAt(record, member))
		}
	}
	return made
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
	if t.Session.Maker(r) != nil && t.Session.Writable() {
		if err := Guarded(func() { found = t.NewSubject(r) }); err != nil {
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

// listed is the first record that a list shows.
func (t *Trial) listed(r *spec.Resource) *Subject {
	list := t.Session.operationOn(r, spec.List)
	if list == nil {
		panic(NotApplicable("no record of " + r.Collection + " is known: the document has no operation that makes one or lists them"))
	}
	c := t.Call(list)
	found, _ := c.Granted().Records()
	for _, one := range found {
		if id := IDOf(r, one); id != "" {
			return shown(c, one)
		}
	}
	panic(NotApplicable("the list of " + r.Collection + " is empty, and none can be made"))
}

// parentsFor are the ids of the last n parents of a resource: of records that
// there are, and for a key that is anything, none.
func (t *Trial) parentsFor(r *spec.Resource, n int) []string {
	out := make([]string, len(r.Parents))
	var near *Subject
	for i := len(r.Parents) - 1; i >= max(0, len(r.Parents)-n); i-- {
		parent := r.Parents[i].Resource
		switch {
		case parent == nil:
			continue
		case near != nil && slices.ContainsFunc(near.Resource.Parents, func(p spec.Parent) bool { return p.Resource == parent }):
			at := slices.IndexFunc(near.Resource.Parents, func(p spec.Parent) bool { return p.Resource == parent })
			out[i] = near.Parents[at]
		default:
			near = t.anySubject(parent)
			out[i] = near.ID
		}
	}
	return out
}

// Reader is the operation that reads a record, nil for none.
func (s *Session) Reader(of *Subject) *spec.Operation { return s.operationOn(of.Resource, spec.Read) }

// Lister is the operation that lists the records of a resource, nil for none.
func (s *Session) Lister(r *spec.Resource) *spec.Operation { return s.operationOn(r, spec.List) }

// deleteMade deletes what the run has made of a document without callers, the
// newest first, where the document has a way to.
func (s *Session) deleteMade(ctx context.Context) {
	s.mu.Lock()
	made := slices.Clone(s.shared.made)
	s.mu.Unlock()
	for _, one := range slices.Backward(made) {
		remover := s.operationOn(one.Resource, spec.Delete)
		if remover == nil || one.ID == "" || ctx.Err() != nil {
			continue
		}
		_ = Guarded(func() {
			t := &Trial{check: &Check{Identity: Identity{ID: "clean-up"}}, Session: s, Context: ctx}
			x := t.CallOn(remover, one).Send(t.Bootstrap())
			if x.Success() || x.Status == http.StatusNotFound || x.Status == http.StatusGone {
				s.forget(one.Resource, one.ID)
			}
		})
	}
}

// forget takes a record from those that are to be cleaned up.
func (s *Session) forget(r *spec.Resource, id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Records.owned[r] = slices.DeleteFunc(s.Records.owned[r], func(known string) bool { return known == id })
}
