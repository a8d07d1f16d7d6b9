package conformance

import (
	"context"

	"github.com/cotalker/rolecall/spec"
)

// mostSilence is how many requests in a row may get no reply before it is
// asked whether anybody is there at all.
const mostSilence = 16

// goneError is a target that answered once and does not any more.
type goneError struct{ err error }

func (e *goneError) Error() string { return "the target stopped answering: " + e.err.Error() }
func (e *goneError) Unwrap() error { return e.err }

// unanswered counts a request that got no reply. After many in a row a plain
// read decides: one that fails as well ends the judging, so that a target that
// died does not cost a timeout a check; one that is answered means that only
// some operations hang, which is for their checks to say.
func (s *session) unanswered(ctx context.Context, err error) {
	if ctx.Err() != nil || s.silent.Add(1) != mostSilence || s.bootstrap == nil {
		return
	}
	x := &Exchange{Method: s.people().selfRead.Method, URL: s.client.locate(s.people().selfRead, s.people().selfRead.Path)}
	if s.client.send(ctx, x, setUpID, false) == nil {
		s.silent.Store(0)
		return
	}
	s.mu.Lock()
	s.lost = &goneError{err}
	s.mu.Unlock()
	s.stop(s.gone())
}

// gone is why the target is held to be gone, nil where it is not.
func (s *session) gone() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.lost
}

// doubt is a create that may have made something of which no id is known.
type doubt struct {
	f     *family
	value string // by which it can be found
}

// account keeps what a create has made for the cleaning at the end. Where the
// reply does not say, it is looked for then.
func (s *session) account(x *Exchange, err error) {
	op := x.Operation
	if op == nil || op.Action.Kind != spec.Create {
		return
	}
	if err == nil && x.success() {
		if id, _ := x.one()[op.Action.Resource.ID].(string); id != "" {
			s.made(op.Action.Resource, x.one())
			return
		}
	}
	if err == nil && x.Status/100 == 4 {
		return
	}
	f := s.familyOf(op)
	sent, _ := spec.DecodeJSON(x.Body)
	_, member := f.finder()
	if value, _ := valueAt(sent, member).(string); value != "" {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.doubts = append(s.doubts, doubt{f, value})
	}
}

// settle looks for what creates have made that did not say so.
func (s *session) settle(ctx context.Context) {
	for _, d := range s.doubts {
		if s.bootstrap == nil || ctx.Err() != nil {
			return
		}
		parameter, _ := d.f.finder()
		if parameter == nil || !s.declares(d.f.list.Features) || !s.declares(parameter.Features) {
			continue
		}
		x, err := s.ask(ctx, "clean-up", d.f.list, s.bootstrap, query(parameter.Name, d.value))
		if err != nil || !x.success() {
			continue
		}
		found, _ := x.many()
		for _, record := range found {
			s.made(d.f.resource, record)
		}
	}
}
