package checks

import (
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/spec"
)

// wantCount wants a count of no less than what its own reply shows there to be:
// a page before and the records on this one.
func wantCount(t *engine.Trial, f *engine.Family, limit, page, count *spec.Parameter) {
	for _, size := range f.Sizes(engine.MinDataset, 20, 50, engine.AnyPage) {
		x := t.Send(f.List, t.Bootstrap(), engine.TermOptions(engine.Term{Parameter: limit, Values: []string{strconv.Itoa(size)}}, engine.Term{Parameter: page, Values: []string{"2"}}, engine.Term{Parameter: count, Values: []string{"true"}})...)
		if !t.Want(x, "the second page with its count", 200) {
			return
		}
		found, _ := x.Records()
		got, err := strconv.Atoi(fmt.Sprint(countIn(x, count)))
		if least := size + len(found); err == nil && len(found) > 0 && got < least {
			t.Fail(x, fmt.Sprintf("a count of %d or more on page 2 of %d", least, size), engine.Short(got))
		}
	}
}

// countIn is the count in a reply, nil for none.
func countIn(x *wire.Exchange, count *spec.Parameter) any {
	got := x.At(count.Filter.At...)
	if got == nil && len(count.Filter.At) > 0 {
		got = x.At(count.Filter.At[len(count.Filter.At)-1]) // beside the envelope will do
	}
	if number, is := got.(json.Number); is {
		return engine.ReadNumber(string(number)).Decimal()
	}
	return got
}

// counts asks for the count with pages of several sizes, and of nothing.
func (b *builder) counts(t *engine.Trial, s *engine.Dataset, count, limit *spec.Parameter) {
	f := s.Family
	try := func(want int, terms ...engine.Term) {
		x := t.Send(f.List, t.Bootstrap(), engine.TermOptions(append(terms, engine.Term{Parameter: count, Values: []string{"true"}})...)...)
		if !t.Want(x, "the list with its count", 200) {
			return
		}
		got := countIn(x, count)
		if fmt.Sprint(got) != strconv.Itoa(want) {
			t.Fail(x, fmt.Sprintf("a count of %d", want), engine.Short(got))
		}
	}
	scope := s.Terms(t, s.Records)[0]
	try(len(s.Records), scope)
	try(len(s.Records), scope, engine.Term{Parameter: limit, Values: []string{strconv.Itoa(f.Sizes(3)[0])}})
	try(len(s.Records), scope, engine.Term{Parameter: limit, Values: []string{strconv.Itoa(f.LargestPage())}})
	try(4, s.Terms(t, s.Records[:4])[0], engine.Term{Parameter: limit, Values: []string{"1"}})
	if none := unmatchedValue(s, f.Scope()); f.Scope().Accepts([]string{none}) {
		try(0, engine.Term{Parameter: f.Scope(), Values: []string{none}})
	}
	for _, p := range f.List.Query {
		if len(p.Filter.Members) == 0 || p.Filter.Kind == spec.Sort || p == f.Scope() || !t.Session.Declares(p.Features) {
			continue
		}
		for _, values := range append(fewValues(s, p)[1:], parting(s, p)) {
			one := engine.Term{Parameter: p, Values: values}
			try(len(engine.ExpectedIDs(f.Resource, s.Records, one)), scope, one)
		}
		if p.Filter.Kind == spec.Substring { // what has the mark is of the dataset
			one := engine.Term{Parameter: p, Values: []string{s.Mark}}
			try(len(engine.ExpectedIDs(f.Resource, s.Records, one)), one)
		}
	}
	if page := f.Paging(spec.Page); page != nil && t.Session.Declares(page.Features) {
		five := strconv.Itoa(f.Sizes(5)[0])
		try(len(s.Records), scope, engine.Term{Parameter: limit, Values: []string{five}}, engine.Term{Parameter: page, Values: []string{"3"}})
		try(len(s.Records), scope, engine.Term{Parameter: limit, Values: []string{five}}, engine.Term{Parameter: page, Values: []string{"99"}})
	}
}
