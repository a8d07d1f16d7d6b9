package matchers

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/onsi/gomega/types"

	"github.com/cotalker/rolecall/conformance"
)

// ChangeNothing wants a function, when it is called, to leave the records of
// these ids as they are: bootstrap reads them before and after. Without ids it
// wants every collection to hold as many records after as before.
//
// The function's results are not looked at, but for an error at their end: what
// could not be sent has proved nothing.
func ChangeNothing(api *API, ids ...string) types.GomegaMatcher {
	return &stillness{api: api, ids: ids}
}

type stillness struct {
	api     *API
	ids     []string
	changes []string
}

// snapshot is what is looked at before and after: a state by what it is of.
type snapshot map[string]any

// Match implements Gomega's matcher.
func (s *stillness) Match(actual any) (bool, error) {
	call := reflect.ValueOf(actual)
	if call.Kind() != reflect.Func || call.Type().NumIn() != 0 || call.IsNil() {
		return false, fmt.Errorf("ChangeNothing calls a function without parameters, not %T; write Expect(func() { … }).To(ChangeNothing(…))", actual)
	}
	before, err := s.snapshot()
	if err != nil {
		return false, fmt.Errorf("looking before the call: %w", err)
	}
	for _, id := range s.ids {
		if !slices.ContainsFunc(slices.Collect(maps.Keys(before)), func(of string) bool { return strings.HasSuffix(of, " "+id) }) {
			return false, fmt.Errorf("no record that %s may read has the id %q; name one of a record that there is", conformance.Bootstrap, id)
		}
	}
	results := call.Call(nil)
	if n := len(results); n > 0 {
		if err, is := results[n-1].Interface().(error); is && err != nil {
			return false, fmt.Errorf("the call failed, so that nothing is proved: %w", err)
		}
	}
	after, err := s.snapshot()
	if err != nil {
		return false, fmt.Errorf("looking after the call: %w", err)
	}
	s.changes = nil
	for _, of := range slices.Sorted(maps.Keys(before)) {
		s.changes = append(s.changes, s.compare(of, before[of], after[of])...)
	}
	for of := range after {
		if _, was := before[of]; !was {
			s.changes = append(s.changes, of+" was not there before")
		}
	}
	return len(s.changes) == 0, nil
}

// snapshot reads the records, or counts them.
func (s *stillness) snapshot() (snapshot, error) {
	ctx, out := context.Background(), snapshot{}
	if len(s.ids) == 0 {
		counts, err := s.api.connection.Counts(ctx)
		if err == nil && len(counts) == 0 {
			err = fmt.Errorf("the target declares no list that can be counted; name the ids of what must not change")
		}
		for collection, n := range counts {
			out[collection] = n
		}
		return out, err
	}
	for _, id := range s.ids {
		records, err := s.api.connection.Record(ctx, id)
		if err != nil {
			return nil, err
		}
		for collection, record := range records {
			out[collection+" "+id] = record
		}
	}
	return out, nil
}

func (s *stillness) compare(of string, before, after any) []string {
	collection, _, isRecord := strings.Cut(of, " ")
	switch {
	case !isRecord && before != after:
		return []string{fmt.Sprintf("%s holds %v records, not %v", of, after, before)}
	case !isRecord:
		return nil
	case after == nil:
		return []string{of + " is not there any more"}
	}
	var out []string
	for _, change := range s.api.connection.Differences(collection, before, after) {
		out = append(out, of+": "+change)
	}
	return out
}

// FailureMessage implements Gomega's matcher.
func (s *stillness) FailureMessage(any) string {
	return s.api.connection.Redact("expected  nothing changed by the call\ngot       " + strings.Join(s.changes, "\n          "))
}

// NegatedFailureMessage implements Gomega's matcher.
func (s *stillness) NegatedFailureMessage(any) string {
	return "expected  a change by the call\ngot       none in " + strings.Join(append([]string{}, s.ids...), ", ")
}
