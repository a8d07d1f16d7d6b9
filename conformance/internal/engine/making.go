package engine

import (
	"context"
	"math/rand/v2"
	"net/http"
	"slices"

	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// ForEach are the records of other collections that a record of a resource needs
// for itself alone: no two may name the same.
func ForEach(contract *spec.Contract, r *spec.Resource) []*spec.Resource {
	var out []*spec.Resource
	for _, ref := range r.References {
		if other := contract.ResourceOf(ref.Collection); other != nil && isDistinct(r, ref.Member) {
			out = append(out, other)
		}
	}
	return out
}

// isDistinct tells whether no two records may have the same in a member.
func isDistinct(r *spec.Resource, member string) bool {
	return slices.Contains(distinctMembers(r), member)
}

// Maker is the operation that makes records of a resource, nil for none.
func (s *Session) Maker(r *spec.Resource) *spec.Operation { return s.operationOn(r, spec.Create) }

// upserter is the operation that puts a record where none is, nil for none.
func (s *Session) upserter(r *spec.Resource) *spec.Operation {
	if op := s.operationOn(r, spec.Replace); op != nil && op.Action.Upsert && len(op.PathKeys) > 0 && !GuessedAdd(op) {
		return op
	}
	return nil
}

// GuessedAdd tells whether nothing but its path says that an operation lets a record
// be there: a server may want to know of it before, as of who becomes a member.
func GuessedAdd(op *spec.Operation) bool { return op.Action.Add && op.Action.Guessed }

// CanMake tells whether the run may make records of a resource, and how.
func (s *Session) CanMake(r *spec.Resource) bool {
	return s.Writable() && (s.Maker(r) != nil || s.upserter(r) != nil)
}

// newSubject makes a record. A check for which none can be made does not apply.
func (t *Trial) newSubject(r *spec.Resource) *Subject {
	maker, upserter := t.Session.Maker(r), t.Session.upserter(r)
	switch {
	case maker == nil && upserter == nil:
		panic(NotApplicable("the document has no operation that makes one of " + r.Collection + ", and no other is written to"))
	case !t.Session.Writable():
		panic(NotApplicable("it wants one of " + r.Collection + " of its own, and nothing may be written"))
	case maker == nil:
		c := t.CallOn(upserter, t.Unmade(upserter))
		c.Granted()
		return c.Subject
	}
	why := NotApplicable(RequestLine(maker) + " does not say which record it made")
	shared := &t.Session.shared
	t.Session.mu.Lock()
	untold := shared.untold[r]
	t.Session.mu.Unlock()
	if untold {
		panic(why) // or each check would make one more
	}
	c := t.Call(maker)
	made := t.Made(c, c.Granted())
	if made.ID == "" {
		t.Session.mu.Lock()
		shared.untold[r] = true
		t.Session.mu.Unlock()
		panic(why)
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
	return made
}

// keep has what a call has made deleted at the end of the run, whichever check
// has sent it.
func (c *Call) keep(x *wire.Exchange) {
	a, t := c.Operation.Action, c.Trial
	if !x.Success() || x.Operation != c.Operation || a.Single {
		return
	}
	var made *Subject
	switch {
	case a.Kind == spec.Create:
		made = t.Made(c, x)
	case a.Upsert && c.Subject != nil && x.Status == http.StatusCreated:
		made = c.Subject
		made.State = x.Record()
	default:
		return
	}
	t.Session.mu.Lock()
	defer t.Session.mu.Unlock()
	known := func(other *Subject) bool { return other.Resource == made.Resource && other.ID == made.ID }
	if a.Kind == spec.Replace && slices.ContainsFunc(t.Session.shared.made, known) {
		return // it says of what is there that it was made
	}
	t.Session.shared.made = append(t.Session.shared.made, made)
}

// shown is a record that the reply to a create or a list shows.
func shown(c *Call, record map[string]any) *Subject {
	r := c.Operation.Action.Resource
	made := &Subject{Resource: r, ID: IDOf(r, record), State: record, Parents: make([]string, len(r.Parents))}
	keys := c.Keys
	if c.Operation.Action.View {
		keys = nil // they choose nothing
	}
	for i := range made.Parents {
		if at := i - (len(r.Parents) - len(keys)); at >= 0 {
			made.Parents[i] = keys[at]
		} else if member := r.Parents[i].Member; member != "" {
			made.Parents[i] = IDText(jsonvalue.ValueAt(record, member))
		}
	}
	return made
}

// StandsBelow notes the keys of a path before the record's own, where nothing else
// says what it stands below: the next call names the same.
func (s *Subject) StandsBelow(keys []string) {
	for i := range s.Parents {
		if at := i - (len(s.Parents) - len(keys)); at >= 0 && s.Parents[i] == "" {
			s.Parents[i] = keys[at]
		}
	}
}

// Unmade is a record that is not there yet, for an operation that puts it under the
// id of its path.
func (t *Trial) Unmade(op *spec.Operation) *Subject {
	r, key := op.Action.Resource, op.PathKeys[len(op.PathKeys)-1]
	if isListed(key) {
		panic(NotApplicable(RequestLine(op) + " takes an id of a list alone, so that no record is the check's own"))
	}
	own := t.Mark()
	tries := []string{own, dayOf(own), textOf(Sample(key.Schema, own, false)), UnknownID(r, own)}
	if text, err := fixtures.Matching(key.Schema, rand.Uint64(), 0); err == nil {
		tries = append(tries, text)
	}
	for _, id := range tries {
		if kept := r.Schema.At(r.ID); len(id) >= minTelling && key.Accepts([]string{id}) && (kept == nil || kept.Valid(IDValue(r, id))) {
			of := &Subject{Resource: r, ID: id, Parents: t.parentsFor(r, len(op.PathKeys)-1, nil), Own: true}
			var above []string // keys that are anything, the same from now on
			for i := range op.PathKeys[:len(op.PathKeys)-1] {
				above = append(above, t.keyText(op, i, own))
			}
			of.StandsBelow(above)
			return of
		}
	}
	panic(NotApplicable("no id is found that " + RequestLine(op) + " takes and no record has"))
}

// toDelete are the records that the run has made, but for those that are switched off,
// which nobody deletes.
func (s *Session) toDelete() []*Subject {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []*Subject
	for _, resource := range s.Contract.Resources { // made by checks of families
		f := s.Family(resource)
		if f.creates() == nil || f.Create.Plain || s.OffChange(resource) != nil {
			continue
		}
		for _, id := range s.Records.owned[resource] {
			known := func(other *Subject) bool { return other.Resource == resource && other.ID == id }
			if !slices.ContainsFunc(s.shared.made, known) {
				out = append(out, &Subject{Resource: resource, ID: id, Parents: make([]string, len(resource.Parents))})
			}
		}
	}
	for _, one := range s.shared.made {
		if s.OffChange(one.Resource) == nil {
			out = append(out, one)
		}
	}
	return out
}

// deleteMade deletes what the run has made and cannot switch off, the newest first, where
// the document has a way to, and tells how much of each collection it was.
func (s *Session) deleteMade(ctx context.Context) []Made {
	count, stays := map[*spec.Resource]*Made{}, map[*spec.Resource]bool{}
	for _, one := range slices.Backward(s.toDelete()) {
		remover := s.operationOn(one.Resource, spec.Delete)
		of := count[one.Resource]
		if of == nil {
			of = &Made{Collection: one.Resource.Collection, Deleted: remover != nil, Lasting: remover == nil}
			count[one.Resource] = of
		}
		of.Records, of.Left = of.Records+1, of.Left+1
		if remover == nil || one.ID == "" || ctx.Err() != nil {
			continue
		}
		_ = Guarded(func() {
			t := &Trial{check: &Check{Identity: Identity{ID: "clean-up"}}, Session: s, Context: ctx}
			x := t.CallOn(remover, one).Send(t.Bootstrap())
			if (x.Success() || x.Status == http.StatusNotFound || x.Status == http.StatusGone) && !s.staysAfter(t, one, stays) {
				of.Left--
			}
		})
	}
	var out []Made
	for _, resource := range s.Contract.Resources {
		if of := count[resource]; of != nil {
			out = append(out, *of)
		}
	}
	return out
}

// staysAfter tells whether a record is read after its delete was granted. Where the first
// of a collection is not, the others are believed.
func (s *Session) staysAfter(t *Trial, one *Subject, stays map[*spec.Resource]bool) bool {
	reader := s.Reader(one)
	if suspect, looked := stays[one.Resource]; looked && !suspect || reader == nil {
		return false
	}
	stays[one.Resource] = t.CallOn(reader, one).Send(t.Bootstrap()).Success()
	return stays[one.Resource]
}
