package state

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/internal/printable"
)

// Apply does to a world what the effects say.
func (r *effectReader) Apply(s *Versions) error {
	for r.err == nil && len(r.text) > 0 {
		if !r.applyToState(s.Present, r.text[0]) && !r.applyToStanding(s, r.text[0]) && !r.applyToRules(s, r.text[0]) {
			r.fail(fmt.Errorf("there is no effect %d", r.text[0]))
		}
	}
	return r.err
}

// applyToState does one effect on a state, and tells whether it is one.
func (r *effectReader) applyToState(w *State, kind byte) bool {
	switch kind {
	default:
		return false
	case effectSet, effectTake, effectToken, effectTokenChange, effectPersona, effectClock, effectDeleted, effectSerial, effectSize, effectContent:
		r.kind()
	}
	switch kind {
	case effectSet:
		r.set(w)
	case effectTake:
		if c := r.collection(w); c != nil {
			if one := r.record(c); one != nil {
				w.take(c, one)
			}
		}
	case effectToken:
		token, caller := r.string(), r.number()
		if principal := w.Contract.Principal; principal == nil || caller >= w.Of(principal.Resource).All.next() {
			r.fail(errors.New("a token stands for a caller that there is not"))
		} else if r.err == nil {
			w.GiveToken(token, caller)
		}
	case effectTokenChange:
		r.tokenChange(w)
	case effectPersona:
		var p fixtures.Persona
		if err := json.Unmarshal(r.bytes(), &p); err != nil {
			r.fail(fmt.Errorf("reading a persona: %w", err))
		} else {
			w.addPersona(p)
		}
	case effectClock:
		r.clock(w)
	case effectDeleted:
		w.noteDeleted(r.string())
	case effectSerial:
		w.Serial = r.number()
	case effectContent:
		r.content(w)
	case effectSize:
		if c := r.collection(w); c != nil {
			r.leave(c, r.number())
		}
	}
	return true
}

// collection is the one that a number names, to be written to.
func (r *effectReader) collection(w *State) *Collection {
	place := r.number()
	if place >= uint64(len(w.collections)) {
		r.fail(fmt.Errorf("there is no collection %d", place))
	}
	if r.err != nil {
		return nil
	}
	return w.Writable(w.Contract.Resources[place])
}

// record is the one that a number names.
func (r *effectReader) record(c *Collection) *Record {
	seq := r.number()
	if r.err == nil && seq < c.All.next() && c.All.At(seq) != nil {
		return c.All.At(seq)
	}
	r.fail(fmt.Errorf("%s has no record %d", c.Plan.Resource.Collection, seq))
	return nil
}

// leave passes over the numbers of records that were deleted.
func (r *effectReader) leave(c *Collection, size uint64) {
	if r.err != nil || size <= c.All.next() {
		return
	}
	if size-c.All.next() > r.gaps {
		r.fail(fmt.Errorf("%s has %d records, and the next is %d", c.Plan.Resource.Collection, c.All.next(), size))
		return
	}
	r.gaps -= size - c.All.next()
	for c.All.next() < size {
		c.All.pass()
	}
}

func (r *effectReader) set(w *State) {
	c := r.collection(w)
	seq, id, parents, text := r.number(), r.string(), r.list(), r.string()
	if r.err != nil {
		return
	}
	var old *Record
	if seq < c.All.next() {
		if old = c.All.At(seq); old == nil || old.ID != id {
			r.fail(fmt.Errorf("%s has no record %d with the id %s", c.Plan.Resource.Collection, seq, printable.Line(id)))
		}
	}
	one := w.record(c.Plan, text)
	one.ID, one.Parents = id, parents
	switch r.kind() {
	case noPassword:
	case samePassword:
		if old == nil {
			r.fail(errors.New("a new record has the password of one before"))
			return
		}
		one.Password = old.Password
	case itsPassword:
		one.Password = storedPassword(r.bytes(), r.bytes())
	default:
		r.fail(errors.New("a password is stored in no known way"))
	}
	r.leave(c, seq)
	switch {
	case r.err != nil:
	case old != nil:
		one.Content = old.Content
		w.Replace(c, old, one, nil)
	default:
		w.add(c, one)
	}
}

func (r *effectReader) tokenChange(w *State) {
	token, bits := r.string(), r.number()
	change := TokenChange{Expired: bits&tokenExpired != 0, Revoked: bits&tokenRevoked != 0}
	if bits&tokenMinted != 0 {
		name := r.string()
		change.Bearer = &Bearer{Name: name, Rights: w.Contract.Permissions.Rights(r.list()...)}
	}
	if r.err == nil {
		if err := w.ChangeToken(token, change); err != nil {
			r.fail(err)
		}
	}
}

func (r *effectReader) clock(w *State) {
	var c *clock
	if kind := r.kind(); kind != 0 {
		c = &clock{stopped: kind == 1}
		c.at, c.since = r.instant(), r.instant()
	}
	if r.err == nil {
		w.setClock(c)
	}
}
