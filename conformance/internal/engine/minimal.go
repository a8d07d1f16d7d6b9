package engine

import (
	"github.com/cotalker/rolecall/conformance/internal/wire"
)

// MinimalRecord is a record that has had no more than a create asks for, and that no
// check writes to: what a reply does without shows in it. It is made once a
// run, at first use.
func (t *Trial) MinimalRecord(f *Family) *Record {
	s := t.Session
	defer s.Lock("minimal " + f.Resource.Collection)()
	s.mu.Lock()
	r := s.shared.minimal[f.Resource]
	s.mu.Unlock()
	if r != nil {
		return r
	}
	r = &Record{}
	made := sampleRecord(f.Resource, f.Create.Body.Schema, t.Mark())
	t.Refer(f.Resource, made)
	later := s.givePassword(f, r, made)
	err := s.create(t.Context, s.Family(f.Resource), r, made)
	if err == nil {
		err = s.complete(t.Context, f, r, later)
	}
	if err != nil {
		t.setUpFailed(err)
	}
	s.mu.Lock()
	s.shared.minimal[f.Resource] = r
	s.mu.Unlock()
	return r
}

// MinimalCaller is the least record of the callers, logged in.
func (t *Trial) MinimalCaller(f *Family) *wire.Caller {
	r := t.MinimalRecord(f)
	defer t.Session.Lock("log-in of the minimal record")()
	return t.LogIn(r)
}
