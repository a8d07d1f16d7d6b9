package engine

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// Whatever a create has made is disabled at the end of the run, so it must be
// known. Where the reply does not tell, it is looked for at once.

// mayCreate sees once whether anything that the target shows can be read: where
// nothing can, nothing is made.
func (s *Session) mayCreate(ctx context.Context) error {
	if s.Reach.sighted.Load() || s.Callers.Bootstrap == nil || s.Contract.Principal == nil {
		return nil
	}
	s.mu.Lock()
	blind := s.Records.blind
	s.mu.Unlock()
	if blind != nil {
		return blind
	}
	var problem error
	for _, f := range s.Families {
		for _, op := range []*spec.Operation{f.SelfRead, f.List} {
			if op == nil || !s.Declares(op.Features) {
				continue
			}
			if _, err := s.insist(ctx, SetUpID, op); err == nil {
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
	s.Records.blind = blind
	s.mu.Unlock()
	return blind
}

// maxInsisted is how often a read is sent again that is not answered as it
// should be.
const maxInsisted = 4

// insist asks a read as bootstrap until it is answered with records that can be
// read, and returns that reply. A reply of 4xx is the last word.
func (s *Session) insist(ctx context.Context, id string, op *spec.Operation, options ...wire.Option) (*wire.Exchange, error) {
	var problem error
	for range maxInsisted {
		x, err := s.Send(ctx, id, op, s.Callers.Bootstrap, options...)
		var lost *lostError
		switch {
		case errors.As(err, &lost):
			problem = err
			continue
		case err != nil:
			return nil, err
		}
		_, shows := x.Records()
		if op.Action.Kind != spec.List { // an object in the place of a list shows nothing
			shows = shows || x.Record() != nil
		}
		switch {
		case x.Success() && x.Legible() == nil && shows:
			return x, nil
		case x.Status/100 == 4:
			return x, &setUpError{x, "to see what there is"}
		}
		problem = &setUpError{x, "to see what there is"}
		if x.Legible() != nil {
			problem = fmt.Errorf("%s: %w", RequestLine(op), x.Legible())
		}
	}
	return nil, problem
}

// account keeps what a create has made for the cleaning at the end, and tells
// how much that is, or why it is not known.
func (s *Session) account(ctx context.Context, x *wire.Exchange, err error) (made int, unknown error) {
	resource := x.Operation.Action.Resource
	if err == nil && x.Success() {
		if s.track(resource, x.Record()) {
			return 1, nil
		}
	}
	var failed *wire.ReplyError
	if err == nil && x.Status/100 == 4 || errors.As(err, &failed) && (!failed.Connected() || failed.Status/100 == 4) {
		return 0, nil
	}
	if x.Operation.Plain {
		return 1, nil // what it is called is not always told, and nothing is made by the hundred
	}
	f := s.FamilyOf(x.Operation)
	sent, _ := jsonvalue.Decode(x.Body)
	_, member := f.Finder()
	value, _ := jsonvalue.ValueAt(sent, member).(string)
	if value == "" {
		return 1, &blindError{RequestLine(x.Operation) + " does not say what it made, and the contract has no list that would"}
	}
	found, err := s.findByValue(context.WithoutCancel(ctx), f, value)
	if err != nil {
		return 1, &blindError{fmt.Sprintf("%s does not say what it made, and the list does not either: %v", RequestLine(x.Operation), err)}
	}
	fresh := 0
	for _, record := range found {
		if s.track(resource, record) {
			fresh++
		}
	}
	if id := IDOf(resource, x.Record()); fresh == 0 && x.Success() && id != "" {
		return 1, &blindError{fmt.Sprintf("%s answered with the id of a record that was made before", RequestLine(x.Operation))}
	}
	if len(found) == 0 && x.Success() {
		return 1, &blindError{RequestLine(x.Operation) + " does not say what it made, and the list does not have it"}
	}
	return len(found), nil
}

// maxFound is how many records one create is believed to have made.
const maxFound = 4

// findByValue are the records that a list finds by a value which only a create of
// this run has sent.
func (s *Session) findByValue(ctx context.Context, f *Family, value string) ([]map[string]any, error) {
	parameter, member := f.Finder()
	if parameter == nil || !s.Declares(f.List.Features) || !s.Declares(parameter.Features) {
		return nil, errors.New("the target declares no list that finds it")
	}
	x, err := s.insist(ctx, SetUpID, f.List, wire.Query(parameter.Name, value))
	if err != nil {
		return nil, err
	}
	many, _ := x.Records()
	var out []map[string]any
	for _, record := range many {
		// A server that ignores the parameter lists others.
		if text, _ := jsonvalue.ValueAt(record, member).(string); strings.EqualFold(text, value) && IDOf(f.Resource, record) != "" {
			out = append(out, record)
		}
		if len(out) == maxFound {
			break // one create has not made them all
		}
	}
	return out, nil
}
