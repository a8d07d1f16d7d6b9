package conformance

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cotalker/rolecall/spec"
)

// filters are the checks of what a list is narrowed down to.
func (b *builder) filters() {
	for _, f := range b.families {
		if f.list == nil || f.create == nil || f.update == nil || f.scope() == nil {
			continue
		}
		rule := b.ruleOf(f, "OP-2")
		for _, p := range f.list.Query {
			if len(p.Filter.Members) == 0 || p.Filter.Kind == spec.Sort {
				continue
			}
			features := p.Features
			if p.Filter.Kind == spec.Has {
				features = append(slices.Clone(features), b.roleFeatures()...)
			}
			b.add(Check{
				Topic: Queries, Rule: rule, Operation: f.list, Name: "filter/" + p.Name,
				Writes: true, Features: features,
				Title: p.Name + " finds what matches, and nothing else",
				Run: func(t *Trial) {
					s := t.shelf(f)
					for _, values := range s.tries(t, p) {
						one := term{p, values}
						terms := append(s.whole(t, s.records), one)
						if p == f.scope() {
							terms = []term{one}
						}
						t.lists(f, terms, expected(f.resource, s.records, terms[0], one))
					}
				},
			})
			b.add(Check{
				Topic: Queries, Rule: rule, Operation: f.list, Name: "alone/" + p.Name,
				Writes: true, Features: features,
				Title: p.Name + " alone narrows the list down",
				Run: func(t *Trial) {
					s := t.shelf(f)
					for _, values := range s.few(t, p) {
						t.onlyMatching(f, term{p, values})
					}
				},
			})
		}
		b.combined(f, rule)
		b.unfiltered(f, rule)
		b.add(Check{
			Topic: Queries, Rule: rule, Operation: f.list, Name: "creation-order",
			Writes: true, Features: f.scope().Features,
			Title: "a list is in the order of creation unless asked otherwise",
			Run: func(t *Trial) {
				s := t.shelf(f)
				few := s.records[1:9]
				if size := f.pageSize(); size > 0 {
					few = few[:min(size, len(few))] // no more than a page holds
				}
				terms := s.whole(t, few)[:1]
				for i, j := 0, len(terms[0].values)-1; i < j; i, j = i+1, j-1 {
					terms[0].values[i], terms[0].values[j] = terms[0].values[j], terms[0].values[i]
				}
				t.lists(f, terms, expected(f.resource, few))
			},
		})
		b.add(Check{
			Topic: Queries, Rule: rule, Operation: f.list, Name: "empty",
			Writes: true, Features: f.scope().Features,
			Title: "a list that nothing matches is an empty list",
			Run: func(t *Trial) {
				s := t.shelf(f)
				t.lists(f, []term{{f.scope(), []string{s.nobodys(f.scope())}}}, []string{})
			},
		})
		b.add(Check{
			Topic: Queries, Rule: rule, Operation: f.list, Name: "plain",
			Title: "without a parameter the first page comes",
			Run: func(t *Trial) {
				x := t.ask(f.list, t.bootstrap())
				if !t.want(x, "the list without a parameter", 200) {
					return
				}
				if _, ok := x.many(); !ok {
					t.fail(x, "a list in the envelope", short(x.at(f.list.Success().Envelope...)))
				}
			},
		})
	}
}

// combined adds that filters are ANDed: each with the next one.
func (b *builder) combined(f *family, rule string) {
	var filters []*spec.Parameter
	for _, p := range f.list.Query {
		if len(p.Filter.Members) > 0 && p.Filter.Kind != spec.Sort && p != f.scope() {
			filters = append(filters, p)
		}
	}
	for i, p := range filters {
		q := filters[(i+1)%len(filters)]
		if p == q {
			continue
		}
		features := slices.Concat(p.Features, q.Features)
		if p.Filter.Kind == spec.Has || q.Filter.Kind == spec.Has {
			features = append(features, b.roleFeatures()...)
		}
		b.add(Check{
			Topic: Queries, Rule: rule, Operation: f.list, Name: "and/" + p.Name + "+" + q.Name,
			Writes: true, Features: features,
			Title: p.Name + " and " + q.Name + " together: both hold",
			Run: func(t *Trial) {
				s := t.shelf(f)
				for _, left := range s.few(t, p) {
					for _, right := range s.few(t, q) {
						terms := append(s.whole(t, s.records), term{p, left}, term{q, right})
						t.lists(f, terms, expected(f.resource, s.records, term{p, left}, term{q, right}))
					}
				}
			},
		})
	}
}

// unfiltered adds that a filter which is left out leaves nothing out.
func (b *builder) unfiltered(f *family, rule string) {
	limit, page, count := f.paging(spec.Limit), f.paging(spec.Page), f.paging(spec.Count)
	for _, p := range f.list.Query {
		if p.Default == nil || len(p.Filter.Members) != 1 || limit == nil || page == nil || count == nil {
			continue
		}
		member := f.create.Body.Schema.At(p.Filter.Members[0])
		if member == nil || member.Type() != "boolean" {
			continue
		}

		b.add(Check{
			Topic: Queries, Rule: rule, Operation: f.list, Name: "unfiltered/" + p.Name,
			Writes: true, Users: 2, Features: slices.Concat(p.Features, newFeatures(p.Features, limit.Features)),
			Title: "without " + p.Name + " records of every kind are listed",
			Run: func(t *Trial) {
				for _, value := range []bool{false, true} {
					change := map[string]any{}
					setAt(change, p.Filter.Members[0], value)
					made := t.setUp(t.attempt(f.create, change).ask(t.bootstrap()))
					t.listedLast(f, made.one(), limit, page, count)
				}
			},
		})
	}
}

// listedLast wants a record that has just been made on one of the last pages of
// the list without a filter: others may have made a few since.
func (t *Trial) listedLast(f *family, made map[string]any, limit, page, count *spec.Parameter) {
	size := f.sizes(50)[0]
	number := func(n int) []string { return []string{strconv.Itoa(n)} }
	x := t.ask(f.list, t.bootstrap(), options(term{limit, number(1)}, term{count, []string{"true"}})...)
	all, err := strconv.Atoi(fmt.Sprint(t.counted(x, count)))
	if !t.want(x, "the list with its count", 200) || err != nil {
		return // which the checks of the count report
	}
	for last := (all-1)/size + 1; last > 0 && last > (all-1)/size-1; last-- {
		x = t.ask(f.list, t.bootstrap(), options(term{limit, number(size)}, term{page, number(last)})...)
		found, _ := x.many()
		if slices.Contains(idsOf(f.resource, found), idOf(f.resource, made)) {
			return
		}
	}
	t.fail(x, "a record that was just made, on one of the last pages", "it is missing")
}

// few are two of the values that a parameter is tried with.
func (s *shelf) few(t *Trial, p *spec.Parameter) [][]string {
	tries := s.tries(t, p)
	return [][]string{tries[0], tries[len(tries)-1]}
}

// onlyMatching wants every record of a list to meet the term, whoever made it.
func (t *Trial) onlyMatching(f *family, one term) {
	x := t.ask(f.list, t.bootstrap(), options(one)...)
	if !t.want(x, "the list with "+one.parameter.Name, 200) {
		return
	}
	found, _ := x.many()
	for _, record := range found {
		if !one.matches(f.resource, record) {
			t.fail(x, "only records that match "+one.parameter.Name, "one that does not")
			return
		}
	}
}

// nobodys is a value of a parameter that no record has.
func (s *shelf) nobodys(p *spec.Parameter) string {
	id := idOf(s.f.resource, s.records[0])
	if other := unlike(s.f.resource, id); p.Schema.Valid(other) && !p.Schema.Valid(s.mark) {
		return other
	}
	return sampleText(p.Schema, s.mark+"-nobody")
}

// tries are the values that a filter is asked for: each a set that is given at
// once.
func (s *shelf) tries(t *Trial, p *spec.Parameter) [][]string {
	member := p.Filter.Members[0]
	schema := s.f.resource.Schema.At(member)
	switch {
	case schema.IsInstant():
		return s.instants(member)
	case p.Filter.Kind == spec.Substring:
		return s.parts(p)
	case p.Filter.Kind == spec.Has:
		out := [][]string{{s.nobodys(p)}}
		for _, role := range s.roles {
			out = append(out, []string{role})
		}
		return out
	case p.Schema.Node.Get("enum") != nil:
		var out [][]string
		for _, value := range p.Schema.Node.Get("enum").Items {
			out = append(out, []string{fmt.Sprint(value.Value())})
		}
		return out
	}
	text := func(i int) string { return fmt.Sprint(valueAt(s.records[i], member)) }
	out := [][]string{{text(3)}, {s.nobodys(p)}}
	if p.Filter.IgnoreCase {
		four := text(4)
		cut := min(3, len(four))
		out = append(out, []string{strings.ToUpper(four)}, []string{four[:cut] + strings.ToUpper(four[cut:])})
	}
	// Neither parts are matches, nor what only a pattern would take for one.
	eight := text(8)
	if len(eight) < 3 {
		return out
	}
	for _, near := range []string{eight[2:], eight[:len(eight)-1], eight + "x", "x" + eight, strings.ReplaceAll(eight, "-", "."), strings.ReplaceAll(eight, "-", "_")} {
		if p.Schema.Valid(near) && p.Filter.Kind == spec.In {
			out = append(out, []string{near})
		}
	}
	if p.Repeatable {
		out = append(out, []string{text(5), text(2)}, []string{text(6), s.nobodys(p), text(1)}, []string{text(7), text(7)})
	}
	return out
}

// instants are dates at, before and after one of the shelf that was never
// changed and one that was, written in all the ways that RFC 3339 has.
func (s *shelf) instants(member string) [][]string {
	var out [][]string
	for _, i := range []int{5, changedOfShelf[0]} {
		at, _ := instant(valueAt(s.records[i], member))
		exact := time.UnixMilli(at).UTC()
		if out = append(out, []string{exact.Format(spec.InstantLayout)}); len(out) > 1 {
			break // written in one way is enough
		}
		out = append(out,
			[]string{exact.In(time.FixedZone("", 5*3600+1800)).Format("2006-01-02T15:04:05.000Z07:00")},
			[]string{exact.In(time.FixedZone("", -3*3600)).Format("2006-01-02T15:04:05.000Z07:00")},
			[]string{exact.Add(time.Millisecond).Format(spec.InstantLayout)},
			[]string{exact.Add(-time.Millisecond).Format(spec.InstantLayout)})
	}
	return append(out, []string{"2001-01-01T00:00:00Z"}, []string{"2999-12-31T23:59:59Z"})
}

// parts are pieces of texts in each member that is searched, in several cases
// of letters, and pieces that only a pattern would find.
func (s *shelf) parts(p *spec.Parameter) [][]string {
	var out [][]string
	var all []string
	for i, member := range p.Filter.Members {
		value := valueAt(s.records[i+2], member)
		items, is := value.([]any)
		if !is {
			items = []any{value}
		}
		for _, item := range items {
			text, _ := item.(string)
			if len(text) < 12 {
				continue
			}
			part := text[2:]
			out = append(out, []string{part}, []string{strings.ToUpper(part)}, []string{strings.ToLower(part)})
			all = append(all, text)
		}
	}
	if len(all) > 1 { // side by side they are in no member
		out = append(out, []string{strings.Join(all[:2], " ")})
	}
	if members := p.Filter.Members; len(members) > 1 {
		first, second := valueAt(s.records[2], members[0]), valueAt(s.records[2], members[1])
		out = append(out, []string{fmt.Sprint(first, " ", second)}, []string{fmt.Sprint(first) + fmt.Sprint(second)})
	}
	for _, path := range append(unsearched(s.f), s.f.resource.ID) {
		if text, is := valueAt(s.records[5], path).(string); is {
			out = append(out, []string{text})
		}
	}
	out = append(out, []string{s.mark[3:]}, []string{" " + s.mark[3:]})
	for _, wild := range []string{".", "_", "%", "*", ".*", "%2D"} { // the last for who unescapes twice
		out = append(out, []string{strings.ReplaceAll(s.mark, "-", wild)})
	}
	return append(out, []string{s.mark + "-none"})
}
