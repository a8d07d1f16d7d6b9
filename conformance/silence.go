package conformance

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/cotalker/rolecall/spec"
)

// mostSilence is how many requests in a row may get no reply before it is
// asked whether anybody is there at all.
const mostSilence = 16

// goneError is a target that answered once and does not any more.
type goneError struct{ err error }

func (e *goneError) Error() string { return "the target stopped answering: " + e.err.Error() }
func (e *goneError) Unwrap() error { return e.err }

// lostError is a request that reached the target and got no reply of the
// server's own.
type lostError struct {
	x     *Exchange
	cause cause
	said  string // what came instead
}

func (e *lostError) Error() string {
	return fmt.Sprintf("%s %s gave %s", e.x.Method, e.x.redact(e.x.URL), e.said)
}

// unanswered counts a request that got no reply. After many in a row a plain
// read decides: where that fails as well the judging ends, so that a target that
// died does not cost a timeout a check; where it is answered only some operations
// hang, which is for their checks to say.
func (s *session) unanswered(ctx context.Context, err error) {
	if ctx.Err() != nil || s.silent.Add(1) != mostSilence {
		return
	}
	if s.alive(ctx) == nil {
		s.silent.Store(0)
		return
	}
	s.mu.Lock()
	s.lost = &goneError{err}
	s.mu.Unlock()
	s.stop(s.gone())
}

// alive asks plain reads until one gets a reply, whatever it says; the error is
// of the first of them.
func (s *session) alive(ctx context.Context) error {
	var first error
	for _, path := range s.plainPaths() {
		x := &Exchange{Method: http.MethodGet, URL: s.client.locate(nil, path), Header: http.Header{}}
		err := s.client.send(ctx, x, setUpID, false)
		x.letGo()
		if err == nil {
			return nil
		}
		if first == nil {
			first = err
		}
		var failed *replyError
		if errors.As(err, &failed) && !failed.connected() || ctx.Err() != nil {
			break // another path is at the same place
		}
	}
	return first
}

// await waits for a target that is starting: until a plain read is answered, and
// not by a gateway, or the time is up. What is wrong then is told by who asks next.
func (s *session) await(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, s.options.Wait)
	defer cancel()
	for ctx.Err() == nil {
		x := &Exchange{Method: http.MethodGet, URL: s.client.locate(nil, s.plainPaths()[0]), Header: http.Header{}}
		if err := s.client.send(ctx, x, setUpID, false); err == nil && !byGateway(x.Status) {
			x.letGo()
			return
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
	}
}

// plainPaths are ones that a server answers without a body or a key, those of
// two operations at most, and one that is none.
func (s *session) plainPaths() []string {
	var out []string
	for _, op := range s.contract.Operations {
		if op.Method == http.MethodGet && len(op.PathKeys) == 0 && s.declares(op.Features) && len(out) < 2 {
			out = append(out, op.Path)
		}
	}
	return append(out, s.contract.BasePath+"/"+runMark+"no-such-path")
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

// account keeps what a create has made for the cleaning at the end, and tells
// whether it may have made something. Where the reply does not say, it is looked
// for then.
func (s *session) account(x *Exchange, err error) (made bool) {
	op := x.Operation
	if err == nil && x.success() {
		if id := idOf(op.Action.Resource, x.one()); id != "" {
			s.made(op.Action.Resource, x.one())
			return true
		}
	}
	var failed *replyError
	if err == nil && (x.Status/100 == 3 || x.Status/100 == 4) || errors.As(err, &failed) && (!failed.connected() || failed.status/100 == 4) {
		return false
	}
	f := s.familyOf(op)
	sent, _ := spec.DecodeJSON(x.Body)
	_, member := f.finder()
	if value, _ := valueAt(sent, member).(string); value != "" {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.doubts = append(s.doubts, doubt{f, value})
	}
	return true
}

// settle looks for what creates have made that did not say so.
func (s *session) settle(ctx context.Context) {
	s.mu.Lock()
	doubts := s.doubts
	s.doubts = nil
	s.mu.Unlock()
	for _, d := range doubts {
		if s.bootstrap == nil || ctx.Err() != nil {
			return
		}
		for _, record := range s.found(ctx, d.f, d.value) {
			s.made(d.f.resource, record)
		}
	}
}

// found are the records that a list finds by a value which only a create of
// this run has sent.
func (s *session) found(ctx context.Context, f *family, value string) []map[string]any {
	parameter, _ := f.finder()
	if parameter == nil || !s.declares(f.list.Features) || !s.declares(parameter.Features) {
		return nil
	}
	x, err := s.ask(ctx, setUpID, f.list, s.bootstrap, query(parameter.Name, value))
	if err != nil || !x.success() {
		return nil
	}
	many, _ := x.many()
	return slices.DeleteFunc(many, func(record map[string]any) bool {
		_, member := f.finder()
		text, _ := valueAt(record, member).(string)
		return !strings.EqualFold(text, value) // a server that ignores the parameter lists others
	})
}
