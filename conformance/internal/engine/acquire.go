package engine

import (
	"github.com/cotalker/rolecall/conformance/internal/wire"
)

// AcquireSelf is a caller whose own record the check may change, with that record:
// a user of our own, or where none can log in a persona, which is put back.
func (t *Trial) AcquireSelf(f *Family, changes bool) (*Record, *wire.Caller) {
	if !changes {
		return nil, t.Bootstrap()
	}
	if t.Session.CanLogIn() {
		return t.AcquireCaller(f)
	}
	who := t.Bootstrap()
	if none := (Rights{Name: "none"}); t.Session.GivenPersona(none) != nil {
		who = t.As(none)
	}
	r := &Record{Caller: who, persona: true}
	before := map[string]any(nil)
	unlock := t.Session.Lock(who.Name)
	t.mu.Lock()
	t.acquired = append(t.acquired, func() { // also where the next step ends the check
		defer unlock()
		if before != nil {
			t.Session.restorePersona(f, who, before)
		}
	})
	t.mu.Unlock()
	t.Require(f, "reads, as oneself,", f.SelfRead)
	x := t.SetUp(t.Send(f.SelfRead, who))
	if before = x.Record(); before == nil {
		t.Broken("could not set up: %s answered without a record", RequestLine(f.SelfRead))
	}
	r.ID, r.State = who.ID, before
	if r.ID == "" {
		r.ID = IDOf(f.Resource, before)
	}
	return r, who
}

// ReadableID is the id of a record to read, with none made for it.
func (t *Trial) ReadableID(f *Family) string {
	if id := t.Bootstrap().ID; f.People() && id != "" {
		return id
	}
	if f.List == nil || !t.Session.Declares(f.List.Features) {
		return t.Acquire(f).ID
	}
	x := t.SetUp(t.Send(f.List, t.Bootstrap()))
	if found, _ := x.Records(); len(found) > 0 {
		if id := IDOf(f.Resource, found[0]); id != "" {
			return id
		}
	}
	if !t.Session.Writable() {
		t.Broken("there is nothing in %s to read, and nothing may be made", f.Resource.Collection)
	}
	return t.Acquire(f).ID
}

// Bootstrap is the caller that sets up and re-reads.
func (t *Trial) Bootstrap() *wire.Caller { return t.Session.Callers.Bootstrap }

// As is a caller of these rights, which the check must have declared.
func (t *Trial) As(r Rights) *wire.Caller {
	c, err := t.Session.Callers.Find(t.Context, r)
	if err != nil {
		t.setUpFailed(err)
	}
	return c
}

// Acquire takes a record that no other check uses until this one ends: an
// enabled one without roles, where the collection has such things.
func (t *Trial) Acquire(f *Family) *Record {
	t.Require(f, "changes", f.updates())
	t.Require(f, "makes", f.Create)
	pool := t.Session.Records.pools[f.Resource]
	r, err := pool.acquire(t.Context)
	if err != nil {
		t.setUpFailed(err)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.acquired = append(t.acquired, func() { pool.release(r) })
	return r
}

// Release frees what was acquired before the check ends, for one that goes
// several rounds.
func (t *Trial) Release() {
	t.mu.Lock()
	acquired := t.acquired
	t.acquired = nil
	t.mu.Unlock()
	for _, release := range acquired {
		_ = Guarded(release) // the next one must be released too
	}
}

// AcquireCaller is an acquired record of the callers, with a token of its own.
func (t *Trial) AcquireCaller(f *Family) (*Record, *wire.Caller) {
	r := t.Acquire(f)
	return r, t.LogIn(r)
}

// LogIn is an acquired record as a caller.
func (t *Trial) LogIn(r *Record) *wire.Caller {
	if r.Caller == nil {
		if reason := t.Session.CannotMake(Nobody()); reason != "" {
			panic(NotApplicable(reason))
		}
		c, err := t.Session.logIn(t.Context, r)
		if err != nil {
			t.setUpFailed(err)
		}
		r.Caller = c
	}
	return r.Caller
}
