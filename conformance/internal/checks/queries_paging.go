package checks

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/spec"
)

// paging are the checks of pages, of the count and of the order.
func (b *builder) paging() {
	for _, f := range b.families {
		if f.List == nil || f.Create == nil || f.Scope() == nil {
			continue
		}
		limit, page, count, sort := f.Paging(spec.Limit), f.Paging(spec.Page), f.Paging(spec.Count), f.Paging(spec.Sort)
		rule := b.ruleOf(f, "OP-2")
		check := func(level spec.Level, name, title string, run func(*engine.Trial, *engine.Dataset), parameters ...*spec.Parameter) {
			var features []string
			for _, p := range append(parameters, f.Scope()) {
				if p == nil {
					return
				}
				features = append(features, p.Features...)
			}
			b.add(engine.Check{
				Topic: engine.Queries, Rule: rule, Operation: f.List, Name: name,
				Writes: true, Level: level, Needs: engine.Needs{Features: features},
				Title: title,
				Run:   func(t *engine.Trial) { run(t, t.Dataset(f)) },
			})
		}
		check("", "default-limit", "a page holds as many as the contract says unless asked otherwise", func(t *engine.Trial, s *engine.Dataset) {
			if f.LongPage() {
				panic(engine.NotApplicable(fmt.Sprintf("a page holds %d records, and a run makes no more than %d of them", f.PageSize(), engine.MaxDataset)))
			}
			scope, all := s.Terms(t, s.Records)[:1], engine.IDsOf(f.Resource, s.Records)
			most, _ := strconv.Atoi(fmt.Sprint(limit.Default))
			t.WantList(f, scope, all[:min(most, len(all))])
			t.WantList(f, append(scope, engine.Term{Parameter: page, Values: []string{"2"}}), all[min(most, len(all)):])
			wantUsualPages(t, s, most)
		}, limit, page)
		check("", "limits", "a page holds as many as were asked for", func(t *engine.Trial, s *engine.Dataset) {
			scope, all := s.Terms(t, s.Records)[:1], engine.IDsOf(f.Resource, s.Records)
			for _, n := range f.Sizes(1, 5, len(all), engine.AnyPage) {
				t.WantList(f, append(scope[:1:1], engine.Term{Parameter: limit, Values: []string{strconv.Itoa(n)}}), all[:min(n, len(all))])
			}
			wantFullPage(t, f, limit, count)
			if page == nil || count == nil { // or the check of narrowed pages asks
				wantPagesOfFilters(t, s, limit)
			}
		}, limit)
		check("", "pages", "paging visits each record exactly once", func(t *engine.Trial, s *engine.Dataset) {
			all := engine.IDsOf(f.Resource, s.Records)
			five := f.Sizes(5)[0]
			for n := range (len(all)+five-1)/five + 1 {
				terms := append(s.Terms(t, s.Records)[:1], engine.Term{Parameter: limit, Values: []string{strconv.Itoa(five)}}, engine.Term{Parameter: page, Values: []string{strconv.Itoa(n + 1)}})
				t.WantList(f, terms, all[min(five*n, len(all)):min(five*n+five, len(all))])
			}
			if most := len(all) - 1; f.Sizes(most)[0] == most { // one is left for the last page
				terms := append(s.Terms(t, s.Records)[:1], engine.Term{Parameter: limit, Values: []string{strconv.Itoa(most)}}, engine.Term{Parameter: page, Values: []string{"2"}})
				t.WantList(f, terms, all[most:])
			}
		}, limit, page)
		check("", "narrowed-pages", "the pages, the order and the count of what a filter finds are as without one", func(t *engine.Trial, s *engine.Dataset) {
			wantNarrowedPages(t, s, limit, page, count, sort)
		}, limit, page, count)
		check(spec.SHOULD, "far-page", "a page behind the last is empty, however far", func(t *engine.Trial, s *engine.Dataset) {
			for _, far := range []string{"1000", "3000000000", "99999999999999999999"} {
				t.WantList(f, append(s.Terms(t, s.Records)[:1], engine.Term{Parameter: page, Values: []string{far}}), []string{})
			}
		}, page)
		check("", "count", "the count is of all that match, not of the page", func(t *engine.Trial, s *engine.Dataset) {
			b.counts(t, s, count, limit)
		}, count, limit)
		check("", "count-of-many", "the count has no end", func(t *engine.Trial, _ *engine.Dataset) {
			wantCount(t, f, limit, page, count)
		}, limit, page, count)
		check("", "count-false", "a count that is not wanted does no harm", func(t *engine.Trial, s *engine.Dataset) {
			t.WantList(f, append(s.Terms(t, s.Records), engine.Term{Parameter: count, Values: []string{"false"}}), engine.IDsOf(f.Resource, s.Records))
		}, count)
		if sort == nil {
			continue
		}
		ways := directions(sort)
		check("", "sorted", "the list is in the order asked for", func(t *engine.Trial, s *engine.Dataset) {
			for _, way := range ways {
				terms, records := s.OnePage(t)
				x := t.Send(f.List, t.Bootstrap(), engine.TermOptions(append(terms, engine.Term{Parameter: sort, Values: []string{way}})...)...)
				if t.Want(x, "the list in the order "+way, 200) {
					found, _ := x.Records()
					wantOrder(t, x, &engine.Dataset{Family: f, Records: records}, found, sort, way)
				}
				wantSearchedOrder(t, s, sort, way)
			}
		}, sort)
		check("", "sorted-pages", "paging in another order visits each record exactly once", func(t *engine.Trial, s *engine.Dataset) {
			for _, way := range ways {
				var found []map[string]any
				var x *wire.Exchange
				five := f.Sizes(5)[0]
				for n := range (len(s.Records) + five - 1) / five {
					terms := append(s.Terms(t, s.Records)[:1], engine.Term{Parameter: limit, Values: []string{strconv.Itoa(five)}}, engine.Term{Parameter: page, Values: []string{strconv.Itoa(n + 1)}}, engine.Term{Parameter: sort, Values: []string{way}})
					if x = t.Send(f.List, t.Bootstrap(), engine.TermOptions(terms...)...); !t.Want(x, "a page in the order "+way, 200) {
						return
					}
					more, _ := x.Records()
					found = append(found, more...)
				}
				wantOrder(t, x, s, found, sort, way)
			}
		}, sort, limit, page)
		check(spec.SHOULD, "sorted-ties", "equal dates keep the order of creation, both ways", func(t *engine.Trial, s *engine.Dataset) {
			for _, way := range ways {
				terms, records := s.OnePage(t)
				t.WantList(f, append(terms, engine.Term{Parameter: sort, Values: []string{way}}), sorted(f, records, sort, way))
			}
		}, sort)
		if f.UpdateMany != nil {
			check(spec.SHOULD, "ties", "equal dates keep the order of creation, both ways", func(t *engine.Trial, s *engine.Dataset) { b.ties(t, f, sort) }, sort)
			b.checks[len(b.checks)-1].Features = append(b.checks[len(b.checks)-1].Features, newFeatures(b.checks[len(b.checks)-1].Features, f.UpdateMany.Features)...)
		}
	}
}

func newFeatures(have, more []string) []string {
	return slices.DeleteFunc(slices.Clone(more), func(feature string) bool { return slices.Contains(have, feature) })
}

// wantPagesOfFilters wants a page filled with what matches: a list is narrowed down
// before it is cut.
func wantPagesOfFilters(t *engine.Trial, s *engine.Dataset, limit *spec.Parameter) {
	scope := s.Terms(t, s.Records)[0]
	for _, p := range s.Family.List.Query {
		if len(p.Filter.Members) == 0 || p.Filter.Kind == spec.Sort || p == s.Family.Scope() || !t.Session.Declares(p.Features) {
			continue
		}
		for _, values := range fewValues(s, p)[:1] {
			want := engine.ExpectedIDs(s.Family.Resource, s.Records, engine.Term{Parameter: p, Values: values})
			t.WantList(s.Family, []engine.Term{scope, {Parameter: p, Values: values}, {Parameter: limit, Values: []string{strconv.Itoa(s.Family.Sizes(3)[0])}}}, want)
		}
	}
}

// wantFullPage wants the largest page full where there are records enough. What
// others make meanwhile only adds to them, and nothing is ever taken away.
func wantFullPage(t *engine.Trial, f *engine.Family, limit, count *spec.Parameter) {
	most, is := limit.Schema.Words().WholeMaximum()
	if !is || count == nil || !t.Session.Declares(count.Features) {
		return
	}
	counted := t.Send(f.List, t.Bootstrap(), engine.TermOptions(engine.Term{Parameter: count, Values: []string{"true"}}, engine.Term{Parameter: limit, Values: []string{"1"}})...)
	all, err := strconv.Atoi(fmt.Sprint(countIn(counted, count)))
	x := t.Send(f.List, t.Bootstrap(), engine.TermOptions(engine.Term{Parameter: limit, Values: []string{strconv.Itoa(most)}})...)
	found, ok := x.Records()
	if want := min(all, most); err == nil && ok && x.Success() && len(found) < want {
		t.Fail(x, fmt.Sprintf("%d records on a page of %d", want, most), engine.Short(len(found)))
	}
}
