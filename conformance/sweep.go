package conformance

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strconv"

	"github.com/cotalker/rolecall/spec"
)

// Sweep disables what aborted runs have left: the records whose texts begin as
// those of a run do.
func Sweep(ctx context.Context, target *Target, o Options) ([]Made, error) {
	o, err := o.withDefaults()
	if err != nil {
		return nil, err
	}
	s, end, err := open(target, o.settings())
	if err != nil {
		return nil, err
	}
	defer end()
	if target.Persona(Bootstrap) == nil {
		return nil, &UsageError{fmt.Errorf("sweeping needs the persona %s; add it to the target file", Bootstrap)}
	}
	if !s.writable() {
		return nil, &UsageError{fmt.Errorf("sweeping writes, and the target file does not say writable: true; add it")}
	}
	if problem := s.preflight(ctx); problem != nil {
		return nil, errors.New(oneLine(s.client.redact(problem.reason)))
	}
	s.unlock(ctx)
	var out []Made
	for _, resource := range o.Contract.Resources {
		f := s.family(resource)
		if f == nil || s.offOf(resource) == nil {
			continue
		}
		left, err := s.leftovers(ctx, f, o.SweepPages)
		made := Made{Collection: resource.Collection, Records: len(left)}
		made.Left = len(s.disable(ctx, f, left))
		out = append(out, made)
		if err != nil {
			return out, err
		}
	}
	return out, nil
}

// leftovers are the ids of enabled records that some run has made.
func (s *session) leftovers(ctx context.Context, f *family, pages int) ([]string, error) {
	off, ids := s.offOf(f.resource), []string{}
	alike := map[string]int{}
	for record, err := range s.marked(ctx, f, runMark, pages, s.widest(f)...) {
		if err != nil {
			return ids, err
		}
		text, id := markedText(f.resource, record, runMark), idOf(f.resource, record)
		if id != "" && text != "" && !holdsAll(record, off) && alike[text] < mostAlike(f.resource) {
			alike[text]++
			ids = append(ids, id)
		}
	}
	return ids, nil
}

// bearing is marked for who can do nothing about an error.
func (s *session) bearing(ctx context.Context, f *family, mark string, pages int, terms ...string) iter.Seq[map[string]any] {
	return func(yield func(map[string]any) bool) {
		for record, err := range s.marked(ctx, f, mark, pages, terms...) {
			if err != nil || !yield(record) {
				return
			}
		}
	}
}

// widest are the name and value that ask for the largest pages there are, none
// where the target does not declare such a parameter.
func (s *session) widest(f *family) []string {
	if f.list == nil {
		return nil
	}
	limit := f.paging(spec.Limit)
	if limit == nil || !s.declares(limit.Features) {
		return nil
	}
	most := limit.Schema.Node.Get("maximum").Text()
	if most == "" {
		return nil
	}
	return []string{limit.Name, most}
}

// marked are the records that a search for a mark lists, page by page, and the
// error that ends it. It ends where a page brings nothing new: a server may not
// know pages at all. Nothing comes where the contract has no such search, or the
// target does not declare it.
func (s *session) marked(ctx context.Context, f *family, mark string, pages int, terms ...string) iter.Seq2[map[string]any, error] {
	return func(yield func(map[string]any, error) bool) {
		if f.list == nil || !s.declares(f.list.Features) {
			return
		}
		search, page := f.paging(spec.Substring), f.paging(spec.Page)
		if search == nil || page == nil || !s.declares(search.Features) || !s.declares(page.Features) {
			return // nothing tells ours from others without a search
		}
		seen := map[string]bool{}
		for n := 1; n <= pages; n++ {
			pairs := append([]string{search.Name, mark, page.Name, strconv.Itoa(n)}, terms...)
			x, err := s.insist(ctx, "sweep", f.list, query(pairs...))
			if err != nil {
				yield(nil, fmt.Errorf("looking for what runs have left: %w", err))
				return
			}
			found, _ := x.many()
			fresh := 0
			for _, record := range found {
				id := idOf(f.resource, record)
				if seen[id] {
					continue
				}
				seen[id] = true
				fresh++
				if !yield(record, nil) {
					return
				}
			}
			if fresh == 0 && len(found) > 0 {
				yield(nil, fmt.Errorf("looking for what runs have left: %s shows for %s=%d what it showed before; it seems to ignore that parameter, so what else is left cannot be seen",
					requestOf(f.list), page.Name, n))
			}
			if fresh == 0 {
				return
			}
		}
		yield(nil, fmt.Errorf("looking for what runs have left: %s still brings more after %d pages; read more with --sweep-pages", requestOf(f.list), pages))
	}
}

func holdsAll(record, want map[string]any) bool {
	for name, value := range want {
		if !equal(record[name], value) {
			return false
		}
	}
	return true
}
