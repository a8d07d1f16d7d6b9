package conformance

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/cotalker/rolecall/spec"
)

// Whatever a create has made is disabled at the end of the run, so it must be
// known. Where the reply does not tell, it is looked for at once.

// mayCreate sees once whether anything that the target shows can be read: where
// nothing can, nothing is made.
func (s *session) mayCreate(ctx context.Context) error {
	if s.sighted.Load() || s.bootstrap == nil {
		return nil
	}
	s.mu.Lock()
	blind := s.blind
	s.mu.Unlock()
	if blind != nil {
		return blind
	}
	var problem error
	for _, f := range s.families {
		for _, op := range []*spec.Operation{f.selfRead, f.list} {
			if op == nil || !s.declares(op.Features) {
				continue
			}
			if _, err := s.insist(ctx, setUpID, op); err == nil {
				return nil
			} else if problem == nil {
				problem = err
			}
		}
	}
	if problem == nil || ctx.Err() != nil {
		return nil // the contract has nothing to look at, or there is no time to
	}
	blind = &blindError{fmt.Sprintf("nothing that the target shows can be read (%v)", problem)}
	s.mu.Lock()
	s.blind = blind
	s.mu.Unlock()
	return blind
}

// mostInsisted is how often a read is sent again that is not answered as it
// should be.
const mostInsisted = 4

// insist asks a read as bootstrap until it is answered with records that can be
// read, and returns that reply. A reply of 4xx is the last word.
func (s *session) insist(ctx context.Context, id string, op *spec.Operation, options ...option) (*Exchange, error) {
	var problem error
	for range mostInsisted {
		x, err := s.ask(ctx, id, op, s.bootstrap, options...)
		var lost *lostError
		switch {
		case errors.As(err, &lost):
			problem = err
			continue
		case err != nil:
			return nil, err
		}
		_, many := x.many()
		switch {
		case x.success() && x.legible() == nil && (many || x.one() != nil):
			return x, nil
		case x.Status/100 == 4:
			return x, &setUpError{x, "to see what there is"}
		}
		problem = &setUpError{x, "to see what there is"}
		if x.legible() != nil {
			problem = fmt.Errorf("%s: %w", requestOf(op), x.legible())
		}
	}
	return nil, problem
}

// account keeps what a create has made for the cleaning at the end, and tells
// how much that is, or why it is not known.
func (s *session) account(ctx context.Context, x *Exchange, err error) (made int, unknown error) {
	resource := x.Operation.Action.Resource
	if err == nil && x.success() {
		if s.made(resource, x.one()) {
			return 1, nil
		}
	}
	var failed *replyError
	if err == nil && (x.Status/100 == 3 || x.Status/100 == 4) || errors.As(err, &failed) && (!failed.connected() || failed.status/100 == 4) {
		return 0, nil
	}
	f := s.familyOf(x.Operation)
	sent, _ := spec.DecodeJSON(x.Body)
	_, member := f.finder()
	value, _ := valueAt(sent, member).(string)
	if value == "" {
		return 1, &blindError{requestOf(x.Operation) + " does not say what it made, and the contract has no list that would"}
	}
	found, err := s.found(context.WithoutCancel(ctx), f, value)
	if err != nil {
		return 1, &blindError{fmt.Sprintf("%s does not say what it made, and the list does not either: %v", requestOf(x.Operation), err)}
	}
	fresh := 0
	for _, record := range found {
		if s.made(resource, record) {
			fresh++
		}
	}
	if id := idOf(resource, x.one()); fresh == 0 && err == nil && x.success() && id != "" {
		return 1, &blindError{fmt.Sprintf("%s answered with the id of a record that was made before", requestOf(x.Operation))}
	}
	if len(found) == 0 && x.success() {
		return 1, &blindError{requestOf(x.Operation) + " does not say what it made, and the list does not have it"}
	}
	return len(found), nil
}

// mostFound is how many records one create is believed to have made.
const mostFound = 4

// found are the records that a list finds by a value which only a create of
// this run has sent.
func (s *session) found(ctx context.Context, f *family, value string) ([]map[string]any, error) {
	parameter, member := f.finder()
	if parameter == nil || !s.declares(f.list.Features) || !s.declares(parameter.Features) {
		return nil, errors.New("the target declares no list that finds it")
	}
	x, err := s.insist(ctx, setUpID, f.list, query(parameter.Name, value))
	if err != nil {
		return nil, err
	}
	many, _ := x.many()
	var out []map[string]any
	for _, record := range many {
		// A server that ignores the parameter lists others.
		if text, _ := valueAt(record, member).(string); strings.EqualFold(text, value) && idOf(f.resource, record) != "" {
			out = append(out, record)
		}
		if len(out) == mostFound {
			break // one create has not made them all
		}
	}
	return out, nil
}
