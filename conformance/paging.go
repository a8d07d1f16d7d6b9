package conformance

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"github.com/cotalker/rolecall/spec"
)

// paging are the checks of pages, of the count and of the order.
func (b *builder) paging() {
	for _, f := range b.families {
		if f.list == nil || f.create == nil || f.scope() == nil {
			continue
		}
		limit, page, count, sort := f.paging(spec.Limit), f.paging(spec.Page), f.paging(spec.Count), f.paging(spec.Sort)
		rule := b.ruleOf(f, "OP-2")
		check := func(level spec.Level, name, title string, run func(*Trial, *shelf), parameters ...*spec.Parameter) {
			var features []string
			for _, p := range append(parameters, f.scope()) {
				if p == nil {
					return
				}
				features = append(features, p.Features...)
			}
			b.add(Check{
				Topic: Queries, Rule: rule, Operation: f.list, Name: name,
				Writes: true, Level: level, Features: features,
				Title: title,
				Run:   func(t *Trial) { run(t, t.shelf(f)) },
			})
		}
		check("", "default-limit", "a page holds as many as the contract says unless asked otherwise", func(t *Trial, s *shelf) {
			if f.longPage() {
				panic(notApplicable(fmt.Sprintf("a page holds %d records, and a run makes no more than %d of them", f.pageSize(), mostShelf)))
			}
			scope, all := s.whole(t, s.records)[:1], idsOf(f.resource, s.records)
			most, _ := strconv.Atoi(fmt.Sprint(limit.Default))
			t.lists(f, scope, all[:min(most, len(all))])
			t.lists(f, append(scope, term{page, []string{"2"}}), all[min(most, len(all)):])
		}, limit, page)
		check("", "limits", "a page holds as many as were asked for", func(t *Trial, s *shelf) {
			scope, all := s.whole(t, s.records)[:1], idsOf(f.resource, s.records)
			for _, n := range f.sizes(1, 5, len(all), anyPage) {
				t.lists(f, append(scope[:1:1], term{limit, []string{strconv.Itoa(n)}}), all[:min(n, len(all))])
			}
			t.fullPage(f, limit, count)
			t.pagesOfFilters(s, limit)
		}, limit)
		check("", "pages", "paging visits each record exactly once", func(t *Trial, s *shelf) {
			all := idsOf(f.resource, s.records)
			five := f.sizes(5)[0]
			for n := range (len(all)+five-1)/five + 1 {
				terms := append(s.whole(t, s.records)[:1], term{limit, []string{strconv.Itoa(five)}}, term{page, []string{strconv.Itoa(n + 1)}})
				t.lists(f, terms, all[min(five*n, len(all)):min(five*n+five, len(all))])
			}
		}, limit, page)
		check(spec.SHOULD, "far-page", "a page behind the last is empty, however far", func(t *Trial, s *shelf) {
			for _, far := range []string{"1000", "3000000000", "99999999999999999999"} {
				t.lists(f, append(s.whole(t, s.records)[:1], term{page, []string{far}}), []string{})
			}
		}, page)
		check("", "count", "the count is of all that match, not of the page", func(t *Trial, s *shelf) {
			b.counts(t, s, count, limit)
		}, count, limit)
		check("", "count-of-many", "the count has no end", func(t *Trial, _ *shelf) {
			t.countsOn(f, limit, page, count)
		}, limit, page, count)
		check("", "count-false", "a count that is not wanted does no harm", func(t *Trial, s *shelf) {
			t.lists(f, append(s.whole(t, s.records), term{count, []string{"false"}}), idsOf(f.resource, s.records))
		}, count)
		if sort == nil {
			continue
		}
		ways := sort.Schema.Node.Get("enum").Texts()
		check("", "sorted", "the list is in the order asked for", func(t *Trial, s *shelf) {
			for _, way := range ways {
				terms, records := s.onePage(t)
				x := t.ask(f.list, t.bootstrap(), options(append(terms, term{sort, []string{way}})...)...)
				if t.want(x, "the list in the order "+way, 200) {
					found, _ := x.many()
					t.inOrder(x, &shelf{f: f, records: records}, found, sort, way)
				}
				t.searchedInOrder(s, sort, way)
			}
		}, sort)
		check("", "sorted-pages", "paging in another order visits each record exactly once", func(t *Trial, s *shelf) {
			for _, way := range ways {
				var found []map[string]any
				var x *Exchange
				five := f.sizes(5)[0]
				for n := range (len(s.records) + five - 1) / five {
					terms := append(s.whole(t, s.records)[:1], term{limit, []string{strconv.Itoa(five)}}, term{page, []string{strconv.Itoa(n + 1)}}, term{sort, []string{way}})
					if x = t.ask(f.list, t.bootstrap(), options(terms...)...); !t.want(x, "a page in the order "+way, 200) {
						return
					}
					more, _ := x.many()
					found = append(found, more...)
				}
				t.inOrder(x, s, found, sort, way)
			}
		}, sort, limit, page)
		check(spec.SHOULD, "sorted-ties", "equal dates keep the order of creation, both ways", func(t *Trial, s *shelf) {
			for _, way := range ways {
				terms, records := s.onePage(t)
				t.lists(f, append(terms, term{sort, []string{way}}), sorted(f, records, sort, way))
			}
		}, sort)
		if f.updateMany != nil {
			check(spec.SHOULD, "ties", "equal dates keep the order of creation, both ways", func(t *Trial, s *shelf) { b.ties(t, f, sort) }, sort)
			b.checks[len(b.checks)-1].Features = append(b.checks[len(b.checks)-1].Features, newFeatures(b.checks[len(b.checks)-1].Features, f.updateMany.Features)...)
		}
	}
}

func newFeatures(have, more []string) []string {
	return slices.DeleteFunc(slices.Clone(more), func(feature string) bool { return slices.Contains(have, feature) })
}

// sorted are the ids of records in the order of a sort parameter; those of
// equal dates keep the order of creation, both ways.
func sorted(f *family, records []map[string]any, p *spec.Parameter, way string) []string {
	list := slices.Clone(records)
	member := p.Filter.Members[0]
	slices.SortStableFunc(list, func(a, b map[string]any) int {
		x, _ := instant(valueAt(a, member))
		y, _ := instant(valueAt(b, member))
		if way == "desc" {
			x, y = y, x
		}
		return cmp.Compare(x, y)
	})
	return idsOf(f.resource, list)
}

// inOrder wants every record of the shelf once, and none before one that the
// order asked for puts before it.
func (t *Trial) inOrder(x *Exchange, s *shelf, found []map[string]any, p *spec.Parameter, way string) {
	got, want := idsOf(s.f.resource, found), idsOf(s.f.resource, s.records)
	if !slices.Equal(slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want))) {
		t.fail(x, "each record once", surplus(want, got))
		return
	}
	for i := 1; i < len(found); i++ {
		before, _ := instant(valueAt(found[i-1], p.Filter.Members[0]))
		after, _ := instant(valueAt(found[i], p.Filter.Members[0]))
		if way == "desc" {
			before, after = after, before
		}
		if after < before {
			t.fail(x, "the records in the order "+way, "another order")
			return
		}
	}
}

// searchedInOrder looks for the shelf by what its records have in common, and
// wants the order all the same.
func (t *Trial) searchedInOrder(s *shelf, sort *spec.Parameter, way string) {
	limit := s.f.paging(spec.Limit)
	for _, p := range s.f.list.Query {
		if p.Filter.Kind != spec.Substring || limit == nil || s.f.largestPage() < len(s.records) || !t.session.declares(append(slices.Clone(p.Features), limit.Features...)) {
			continue
		}
		terms := []term{{p, []string{s.mark}}, {limit, []string{strconv.Itoa(s.f.largestPage())}}, {sort, []string{way}}}
		x := t.ask(s.f.list, t.bootstrap(), options(terms...)...)
		if t.want(x, "what "+p.Name+" finds in the order "+way, 200) {
			found, _ := x.many()
			t.inOrder(x, s, found, sort, way)
		}
	}
}

// pagesOfFilters wants a page filled with what matches: a list is narrowed down
// before it is cut.
func (t *Trial) pagesOfFilters(s *shelf, limit *spec.Parameter) {
	scope := s.whole(t, s.records)[0]
	for _, p := range s.f.list.Query {
		if len(p.Filter.Members) == 0 || p.Filter.Kind == spec.Sort || p == s.f.scope() || !t.session.declares(p.Features) {
			continue
		}
		for _, values := range s.few(t, p)[:1] {
			want := expected(s.f.resource, s.records, term{p, values})
			t.lists(s.f, []term{scope, {p, values}, {limit, []string{strconv.Itoa(s.f.sizes(3)[0])}}}, want)
		}
	}
}

// fullPage wants the largest page full where there are records enough. What
// others make meanwhile only adds to them, and nothing is ever taken away.
func (t *Trial) fullPage(f *family, limit, count *spec.Parameter) {
	most, is := limit.Schema.Node.Get("maximum").Value().(int)
	if !is || count == nil || !t.session.declares(count.Features) {
		return
	}
	counted := t.ask(f.list, t.bootstrap(), options(term{count, []string{"true"}}, term{limit, []string{"1"}})...)
	all, err := strconv.Atoi(fmt.Sprint(t.counted(counted, count)))
	x := t.ask(f.list, t.bootstrap(), options(term{limit, []string{strconv.Itoa(most)}})...)
	found, ok := x.many()
	if want := min(all, most); err == nil && ok && x.success() && len(found) < want {
		t.fail(x, fmt.Sprintf("%d records on a page of %d", want, most), short(len(found)))
	}
}

// countsOn wants a count of no less than what its own reply shows there to be:
// a page before and the records on this one.
func (t *Trial) countsOn(f *family, limit, page, count *spec.Parameter) {
	for _, size := range f.sizes(leastShelf, 20, 50, anyPage) {
		x := t.ask(f.list, t.bootstrap(), options(term{limit, []string{strconv.Itoa(size)}}, term{page, []string{"2"}}, term{count, []string{"true"}})...)
		if !t.want(x, "the second page with its count", 200) {
			return
		}
		found, _ := x.many()
		got, err := strconv.Atoi(fmt.Sprint(t.counted(x, count)))
		if least := size + len(found); err == nil && len(found) > 0 && got < least {
			t.fail(x, fmt.Sprintf("a count of %d or more on page 2 of %d", least, size), short(got))
		}
	}
}

// counted is the count in a reply, nil for none.
func (t *Trial) counted(x *Exchange, count *spec.Parameter) any {
	got := x.at(count.Filter.At...)
	if got == nil && len(count.Filter.At) > 0 {
		got = x.at(count.Filter.At[len(count.Filter.At)-1]) // beside the envelope will do
	}
	if number, is := got.(json.Number); is {
		return readNumber(string(number)).plain()
	}
	return got
}

// counts asks for the count with pages of several sizes, and of nothing.
func (b *builder) counts(t *Trial, s *shelf, count, limit *spec.Parameter) {
	f := s.f
	try := func(want int, terms ...term) {
		x := t.ask(f.list, t.bootstrap(), options(append(terms, term{count, []string{"true"}})...)...)
		if !t.want(x, "the list with its count", 200) {
			return
		}
		got := t.counted(x, count)
		if fmt.Sprint(got) != strconv.Itoa(want) {
			t.fail(x, fmt.Sprintf("a count of %d", want), short(got))
		}
	}
	scope := s.whole(t, s.records)[0]
	try(len(s.records), scope)
	try(len(s.records), scope, term{limit, []string{strconv.Itoa(f.sizes(3)[0])}})
	try(len(s.records), scope, term{limit, []string{strconv.Itoa(f.largestPage())}})
	try(4, s.whole(t, s.records[:4])[0], term{limit, []string{"1"}})
	try(0, term{f.scope(), []string{s.nobodys(f.scope())}})
	for _, p := range f.list.Query {
		if len(p.Filter.Members) == 0 || p.Filter.Kind == spec.Sort || p == f.scope() || !t.session.declares(p.Features) {
			continue
		}
		for _, values := range s.few(t, p)[1:] {
			one := term{p, values}
			try(len(expected(f.resource, s.records, one)), scope, one)
		}
		if p.Filter.Kind == spec.Substring { // what has the mark is of the shelf
			one := term{p, []string{s.mark}}
			try(len(expected(f.resource, s.records, one)), one)
		}
	}
	if page := f.paging(spec.Page); page != nil && t.session.declares(page.Features) {
		five := strconv.Itoa(f.sizes(5)[0])
		try(len(s.records), scope, term{limit, []string{five}}, term{page, []string{"3"}})
		try(len(s.records), scope, term{limit, []string{five}}, term{page, []string{"99"}})
	}
}

// ties changes several records at once, which may give them the same date, and
// wants those that have it in the order of creation.
func (b *builder) ties(t *Trial, f *family, p *spec.Parameter) {
	var records []*record
	for range 4 {
		records = append(records, t.borrow(f))
	}
	x := t.setUp(t.ask(f.updateMany, t.bootstrap(), t.changing(f.updateMany, t.freeChange(f, f.updateMany), records...)...))
	found, _ := x.many()
	s := &shelf{f: f, records: found}
	if len(found) != len(records) {
		t.broken("the change of many answered with %d records", len(found))
	}
	y := t.ask(f.list, t.bootstrap(), options(s.whole(t, found)...)...) // in the order of creation
	s.records, _ = y.many()
	for _, way := range p.Schema.Node.Get("enum").Texts() {
		t.lists(f, append(s.whole(t, found), term{p, []string{way}}), sorted(f, s.records, p, way))
	}
}
