package conformance

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/cotalker/rolecall/spec"
)

// changedOfShelf are the records that are changed once all are made, in this
// order, so that the order of changes is not that of creation.
var changedOfShelf = [...]int{7, 2, 9}

// shelf is a set of records of this run, of all kinds that filters tell apart.
// It is made once and only read after.
type shelf struct {
	f       *family
	mark    string
	records []map[string]any // in the order of creation
	roles   []string         // that they have, each in every place of a list; the last is inactive
}

// mostStocked is how often a shelf is tried to be made. Each time may cost a
// whole timeout, and every check of a filter wants it.
const mostStocked = 3

// shelf makes the records of a collection at first use.
func (t *Trial) shelf(f *family) *shelf {
	s := t.session
	defer s.lockPersona("shelf " + f.resource.Collection)()
	s.mu.Lock()
	made, ends := s.shelves[f.resource], s.unshelved[f.resource]
	s.mu.Unlock()
	if made == nil {
		if len(ends) >= mostStocked {
			panic(ends[0])
		}
		defer func() {
			if ended := recover(); ended != nil {
				s.mu.Lock()
				s.unshelved[f.resource] = append(s.unshelved[f.resource], ended)
				s.mu.Unlock()
				panic(ended)
			}
		}()
		made = t.stock(s.family(f.resource))
		s.mu.Lock()
		s.shelves[f.resource] = made
		s.mu.Unlock()
	}
	return &shelf{f: f, mark: made.mark, records: made.records, roles: made.roles}
}

// stock makes the records one after the other, so that their order is known,
// and then changes some, so that the order of changes is another.
func (t *Trial) stock(f *family) *shelf {
	made := &shelf{f: f, mark: t.mark()}
	if f.people() && t.session.canMakeRoles() {
		made.roles = []string{t.role(made.mark), t.role(made.mark + "-other"), t.idleRole(made.mark)}
	}
	for i := range f.shelfSize() {
		x := t.setUp(t.ask(f.create, t.bootstrap(), body(t.shelfBody(f, made, i))))
		one := t.own(x)
		if one == nil {
			t.broken("could not set up: %s %s answered without a record", x.Method, x.URL)
		}
		made.records = append(made.records, one)
	}
	for _, i := range changedOfShelf {
		if f.update == nil {
			break
		}
		id := idOf(f.resource, made.records[i])
		r := &record{id: id}
		t.set(f, r, t.freeChange(f, f.update))
		made.records[i] = r.state
	}
	return made
}

func (t *Trial) shelfBody(f *family, made *shelf, i int) map[string]any {
	mark := fmt.Sprintf("%s-%02d", made.mark, i)
	out, _ := sample(f.create.Body.Schema, mark, false).(map[string]any)
	t.refers(f.resource, out)
	p := t.session.contract.Principal
	switch {
	case p != nil && f.resource == p.Resource:
		out[p.Enabled] = i%2 == 0
		if i%3 == 0 && made.roles != nil {
			held := []any{}
			for _, place := range places[i/3%len(places)] {
				held = append(held, t.roleIDs(made.roles[place])...)
			}
			out[p.Roles] = held
		}
	case p != nil && f.resource == p.Role:
		if p.RolesEnabled != "" {
			out[p.RolesEnabled] = i%2 == 0
		}
	}
	for n, path := range searched(f) {
		schema := f.create.Body.Schema.At(path)
		word := fmt.Sprintf("%s-Éi%cx", mark, 'a'+n) // no one part of another; the case of i is not everywhere that of English
		switch {
		case f.distinct(path) || schema == nil:
		case schema.Type() == "string" && schema.Valid(word):
			setAt(out, path, word)
		case schema.Type() == "array" && schema.Valid([]any{word, mark + "-other"}):
			setAt(out, path, []any{word, mark + "-other"})
		}
	}
	for n, path := range unsearched(f) {
		setAt(out, path, fmt.Sprintf("%s-U%cx", mark, 'a'+n))
	}
	return out
}

// anyText stands for all texts that a check makes up.
var anyText = runMark + strings.Repeat(markEnd, 60)

// places are which roles of the shelf are held together: the first one alone,
// between others and before others, and the inactive one.
var places = [][]int{{0}, {1, 0, 2}, {0, 1}, {2}}

// idleRole is a role of ours that is not active.
func (t *Trial) idleRole(permission string) string {
	p := t.session.contract.Principal
	role, err := t.session.make(t.ctx, t.session.family(p.Role), t.session.roleBody(false, permission))
	if err != nil {
		t.cannot(err)
	}
	return role.id
}

// unsearched are the texts of a create that no parameter of the list looks at.
func unsearched(f *family) []string {
	var looked []string
	for _, p := range f.list.Query {
		looked = append(looked, p.Filter.Members...)
	}
	return leaves(f.create.Body.Schema, "", func(path string) bool {
		schema := f.create.Body.Schema.At(path)
		return schema.Type() == "string" && schema.Valid(anyText) && !f.special(path) && !slices.Contains(looked, path)
	})
}

// searched are the members that any parameter of the list looks for parts in.
func searched(f *family) []string {
	var out []string
	for _, p := range f.list.Query {
		if p.Filter.Kind != spec.Substring {
			continue
		}
		for _, member := range p.Filter.Members {
			if !slices.Contains(out, member) {
				out = append(out, member)
			}
		}
	}
	return out
}

// whole are the terms that list the shelf and nothing else, all on one page
// where pages can be asked for.
func (s *shelf) whole(t *Trial, records []map[string]any) []term {
	p := s.f.scope()
	scope := term{parameter: p}
	for _, record := range records {
		value, _ := valueAt(record, p.Filter.Members[0]).(string)
		scope.values = append(scope.values, value)
	}
	terms := []term{scope}
	if limit := s.f.paging(spec.Limit); limit != nil && t.session.declares(limit.Features) {
		terms = append(terms, term{limit, []string{strconv.Itoa(s.f.largestPage())}})
	}
	return terms
}

// paging is the parameter of a list of a kind, nil for none.
func (f *family) paging(kind spec.FilterKind) *spec.Parameter {
	if f.list == nil {
		return nil
	}
	for _, p := range f.list.Query {
		if p.Filter.Kind == kind {
			return p
		}
	}
	return nil
}

// lists wants a list to hold exactly these ids, in this order.
func (t *Trial) lists(f *family, terms []term, want []string) *Exchange {
	x := t.ask(f.list, t.bootstrap(), options(terms...)...)
	if !t.want(x, "the list with "+shape(terms), 200) {
		return x
	}
	found, ok := x.many()
	want = f.held(terms, want)
	got := idsOf(f.resource, found)
	switch {
	case !ok:
		t.fail(x, "a list in the envelope", short(x.at(f.list.Success().Envelope...)))
	case slices.Equal(got, want):
	case slices.Equal(slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want))):
		t.fail(x, "the records in the order asked for, with "+shape(terms), "another order")
	default:
		t.fail(x, fmt.Sprintf("the %d records that match %s", len(want), shape(terms)), surplus(want, got))
	}
	return x
}

// shape names the parameters of a query without the values, which differ from
// run to run.
func shape(terms []term) string {
	text := ""
	for i, t := range terms {
		if i > 0 {
			text += " and "
		}
		text += t.parameter.Name
	}
	return text
}

func surplus(want, got []string) string {
	more, less := 0, 0
	for _, id := range got {
		if !slices.Contains(want, id) {
			more++
		}
	}
	for _, id := range want {
		if !slices.Contains(got, id) {
			less++
		}
	}
	text := fmt.Sprintf("%d records", len(got))
	if more > 0 {
		text += fmt.Sprintf(", %d of them too many", more)
	}
	if less > 0 {
		text += fmt.Sprintf(", %d missing", less)
	}
	return text
}
