package engine

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// ChangedOfDataset are the records that are changed once all are made, in this
// order, so that the order of changes is not that of creation.
var ChangedOfDataset = [...]int{7, 2, 3}

// Dataset is a set of records of this run, of all kinds that filters tell apart.
// It is made once and only read after.
type Dataset struct {
	Family  *Family
	Mark    string
	Records []map[string]any // in the order of creation
	Roles   []string         // that they have, each in every place of a list; the last is inactive
}

// namesake is the record that has in the first text that a search looks at what another
// has in the last: a server that looks in one of them by what is searched for misses one.
const namesake, namedAfter = 10, 4

// maxDatasetTries is how often a dataset is tried to be made. Each time may cost a
// whole timeout, and every check of a filter wants it.
const maxDatasetTries = 3

// Dataset makes the records of a collection at first use.
func (t *Trial) Dataset(f *Family) *Dataset {
	s := t.Session
	defer s.Lock("dataset " + f.Resource.Collection)()
	s.mu.Lock()
	made, ends := s.shared.datasets[f.Resource], s.shared.failedDatasets[f.Resource]
	s.mu.Unlock()
	if made == nil {
		if len(ends) >= maxDatasetTries {
			panic(ends[0])
		}
		defer func() {
			if ended := recover(); ended != nil {
				s.mu.Lock()
				s.shared.failedDatasets[f.Resource] = append(s.shared.failedDatasets[f.Resource], ended)
				s.mu.Unlock()
				panic(ended)
			}
		}()
		made = t.makeDataset(s.Family(f.Resource))
		s.mu.Lock()
		s.shared.datasets[f.Resource] = made
		s.mu.Unlock()
	}
	return &Dataset{Family: f, Mark: made.Mark, Records: made.Records, Roles: made.Roles}
}

// makeDataset makes the records one after the other, so that their order is known,
// and then changes some, so that the order of changes is another.
func (t *Trial) makeDataset(f *Family) *Dataset {
	made := &Dataset{Family: f, Mark: t.Mark()}
	if f.People() && t.Session.CanMakeRoles() {
		made.Roles = []string{t.Role(made.Mark), t.Role(made.Mark + "-other"), t.idleRole(made.Mark)}
	}
	for i := range f.DatasetSize() {
		x := t.SetUp(t.Send(f.Create, t.Bootstrap(), wire.Body(t.datasetBody(f, made, i))))
		one := t.trackMade(x)
		if one == nil {
			t.Broken("could not set up: %s %s answered without a record", x.Method, x.URL)
		}
		made.Records = append(made.Records, one)
	}
	for _, i := range ChangedOfDataset {
		if f.Update == nil {
			break
		}
		id := IDOf(f.Resource, made.Records[i])
		r := &Record{ID: id}
		t.Set(f, r, t.HarmlessChange(f, f.Update))
		made.Records[i] = r.State
	}
	return made
}

func (t *Trial) datasetBody(f *Family, made *Dataset, i int) map[string]any {
	mark := fmt.Sprintf("%s-%02d", made.Mark, i^1) // so that the order of names is not that of creation
	out := sampleRecord(f.Resource, f.Create.Body.Schema, mark)
	t.Refer(f.Resource, out)
	p := t.Session.Contract.Principal
	switch {
	case p != nil && f.Resource == p.Resource:
		if Writes(f.Create, p.Enabled) {
			out[p.Enabled] = i%2 == 0
		}
		if i%3 == 0 && made.Roles != nil && Writes(f.Create, p.Roles) {
			held := []any{}
			for _, place := range roleSets[i/3%len(roleSets)] {
				held = append(held, t.RoleIDs(made.Roles[place])...)
			}
			if own := f.Create.Body.Schema.Member(p.Roles); i%2 == 1 && own != nil && !own.Schema.Words().UniqueItems {
				held = append(held, held[0]) // a list by it has the user once all the same
			}
			out[p.Roles] = held
		}
	case p != nil && f.Resource == p.Role:
		if p.RolesEnabled != "" && Writes(f.Create, p.RolesEnabled) {
			out[p.RolesEnabled] = i%2 == 0
		}
	}
	texts := searched(f)
	for n, path := range texts {
		schema := f.Create.Body.Schema.At(path)
		word := fmt.Sprintf("%s-Éi%cx", mark, 'a'+n) // no one part of another; the case of i is not everywhere that of English
		switch {
		case f.Distinct(path) || schema == nil:
		case schema.Type() == "string" && schema.Valid(word):
			jsonvalue.SetAt(out, path, word)
		case schema.Type() == "array" && schema.Valid([]any{word, mark + "-other"}):
			jsonvalue.SetAt(out, path, []any{word, mark + "-other"})
		}
	}
	if i == namesake && len(texts) > 1 && !f.Distinct(texts[0]) {
		other := sampleRecord(f.Resource, f.Create.Body.Schema, fmt.Sprintf("%s-%02d", made.Mark, namedAfter^1))
		last, _ := jsonvalue.ValueAt(other, texts[len(texts)-1]).(string)
		if schema := f.Create.Body.Schema.At(texts[0]); schema != nil && schema.Type() == "string" && f.Distinct(texts[len(texts)-1]) && schema.Valid(last) {
			jsonvalue.SetAt(out, texts[0], last)
		}
	}
	for n, path := range Unsearched(f) {
		jsonvalue.SetAt(out, path, fmt.Sprintf("%s-U%cx", mark, 'a'+n))
	}
	return out
}

// roleSets are which roles of the dataset are held together: the first one alone,
// between others and before others, and the inactive one.
var roleSets = [][]int{{0}, {1, 0, 2}, {0, 1}, {2}}

// Unsearched are the texts of a create that no parameter of the list looks at.
func Unsearched(f *Family) []string {
	var looked []string
	for _, p := range f.List.Query {
		looked = append(looked, p.Filter.Members...)
	}
	return Leaves(f.Create.Body.Schema, func(path string) bool {
		schema := f.Create.Body.Schema.At(path)
		return schema.Type() == "string" && schema.Valid(AnyText) && !f.Special(path) && !slices.Contains(looked, path)
	})
}

// searched are the members that any parameter of the list looks for parts in.
func searched(f *Family) []string {
	var out []string
	for _, p := range f.List.Query {
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

// Terms are the terms that list the dataset and nothing else, all on one page
// where pages can be asked for.
func (s *Dataset) Terms(t *Trial, records []map[string]any) []Term {
	p := s.Family.Scope()
	scope := Term{Parameter: p}
	for _, record := range records {
		scope.Values = append(scope.Values, IDText(jsonvalue.ValueAt(record, p.Filter.Members[0])))
	}
	terms := []Term{scope}
	if limit := s.Family.Paging(spec.Limit); limit != nil && t.Session.Declares(limit.Features) {
		terms = append(terms, Term{limit, []string{strconv.Itoa(s.Family.LargestPage())}})
	}
	return terms
}

// Paging is the parameter of a list of a kind, nil for none.
func (f *Family) Paging(kind spec.FilterKind) *spec.Parameter {
	if f.List == nil {
		return nil
	}
	for _, p := range f.List.Query {
		if p.Filter.Kind == kind {
			return p
		}
	}
	return nil
}

// WantList wants a list to hold exactly these ids, in this order.
func (t *Trial) WantList(f *Family, terms []Term, want []string) *wire.Exchange {
	x := t.Send(f.List, t.Bootstrap(), TermOptions(terms...)...)
	if !t.Want(x, "the list with "+shape(terms), 200) {
		return x
	}
	found, ok := x.Records()
	want = f.held(terms, want)
	got := IDsOf(f.Resource, found)
	switch {
	case !ok:
		t.Fail(x, "a list in the envelope", Short(x.At(f.List.Success().Envelope...)))
	case slices.Equal(got, want):
	case slices.Equal(slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want))):
		t.Fail(x, "the records in the order asked for, with "+shape(terms), "another order")
	default:
		t.Fail(x, fmt.Sprintf("the %d records that match %s", len(want), shape(terms)), Surplus(want, got))
	}
	return x
}

// shape names the parameters of a query without the values, which differ from
// run to run.
func shape(terms []Term) string {
	text := ""
	for i, t := range terms {
		if i > 0 {
			text += " and "
		}
		text += t.Parameter.Name
	}
	return text
}

// Surplus says how many ids came, and how many of them were not wanted or were
// missing.
func Surplus(want, got []string) string {
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
