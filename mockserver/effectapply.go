package mockserver

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/internal/journal"
)

// apply does to a world what the effects say.
func (r *effectReader) apply(s *standing) error {
	for r.err == nil && len(r.text) > 0 {
		if !r.applyToState(s.state, r.text[0]) && !r.applyToStanding(s, r.text[0]) {
			r.fail(fmt.Errorf("there is no effect %d", r.text[0]))
		}
	}
	return r.err
}

// applyToState does one effect on a state, and tells whether it is one.
func (r *effectReader) applyToState(w *world, kind byte) bool {
	switch kind {
	default:
		return false
	case effectSet, effectTake, effectToken, effectTokenChange, effectPersona, effectClock, effectDeleted, effectSerial, effectSize:
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
		if principal := w.contract.Principal; principal == nil || caller >= w.of(principal.Resource).all.next() {
			r.fail(errors.New("a token stands for a caller that there is not"))
		} else if r.err == nil {
			w.giveToken(token, caller)
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
		w.serial = r.number()
	case effectSize:
		if c := r.collection(w); c != nil {
			r.leave(c, r.number())
		}
	}
	return true
}

// collection is the one that a number names, to be written to.
func (r *effectReader) collection(w *world) *collection {
	place := r.number()
	if place >= uint64(len(w.collections)) {
		r.fail(fmt.Errorf("there is no collection %d", place))
	}
	if r.err != nil {
		return nil
	}
	return w.own(w.contract.Resources[place])
}

// record is the one that a number names.
func (r *effectReader) record(c *collection) *record {
	seq := r.number()
	if r.err == nil && seq < c.all.next() && c.all.at(seq) != nil {
		return c.all.at(seq)
	}
	r.fail(fmt.Errorf("%s has no record %d", c.plan.resource.Collection, seq))
	return nil
}

// leave passes over the numbers of records that were deleted.
func (r *effectReader) leave(c *collection, size uint64) {
	if r.err != nil || size <= c.all.next() {
		return
	}
	if size-c.all.next() > r.gaps {
		r.fail(fmt.Errorf("%s has %d records, and the next is %d", c.plan.resource.Collection, c.all.next(), size))
		return
	}
	r.gaps -= size - c.all.next()
	for c.all.next() < size {
		c.all.pass()
	}
}

func (r *effectReader) set(w *world) {
	c := r.collection(w)
	seq, id, parents, text := r.number(), r.string(), r.list(), r.string()
	if r.err != nil {
		return
	}
	var old *record
	if seq < c.all.next() {
		if old = c.all.at(seq); old == nil || old.id != id {
			r.fail(fmt.Errorf("%s has no record %d with the id %s", c.plan.resource.Collection, seq, journal.Printable(id)))
		}
	}
	one := w.record(c.plan, text)
	one.id, one.parents = id, parents
	switch r.kind() {
	case noPassword:
	case samePassword:
		if old == nil {
			r.fail(errors.New("a new record has the password of one before"))
			return
		}
		one.password = old.password
	case itsPassword:
		one.password = storedPassword(r.bytes(), r.bytes())
	default:
		r.fail(errors.New("a password is stored in no known way"))
	}
	r.leave(c, seq)
	switch {
	case r.err != nil:
	case old != nil:
		w.replace(c, old, one, nil)
	default:
		w.add(c, one)
	}
}

func (r *effectReader) tokenChange(w *world) {
	token, bits := r.string(), r.number()
	change := tokenChange{expired: bits&tokenExpired != 0, revoked: bits&tokenRevoked != 0}
	if bits&tokenMinted != 0 {
		name := r.string()
		change.bearer = &bearer{name: name, rights: w.contract.Permissions.Rights(r.list()...)}
	}
	if r.err == nil {
		if err := w.changeToken(token, change); err != nil {
			r.fail(err)
		}
	}
}

func (r *effectReader) clock(w *world) {
	var c *clock
	if kind := r.kind(); kind != 0 {
		c = &clock{stopped: kind == 1}
		c.at, c.since = r.instant(), r.instant()
	}
	if r.err == nil {
		w.setClock(c)
	}
}
