package engine

import (
	"context"
	"fmt"
	"iter"
	"strconv"

	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/spec"
)

// Leftovers are the ids of enabled records that some run has made.
func (s *Session) Leftovers(ctx context.Context, f *Family, pages int) ([]string, error) {
	off, ids := s.OffChange(f.Resource), []string{}
	alike := map[string]int{}
	for record, err := range s.searchMark(ctx, f, RunMark, pages, s.widest(f)...) {
		if err != nil {
			return ids, err
		}
		text, id := markedText(f.Resource, record, RunMark), IDOf(f.Resource, record)
		if id != "" && text != "" && !HoldsAll(record, off) && alike[text] < maxAlike(f.Resource) {
			alike[text]++
			ids = append(ids, id)
		}
	}
	return ids, nil
}

// marked is marked for who can do nothing about an error.
func (s *Session) marked(ctx context.Context, f *Family, mark string, pages int, terms ...string) iter.Seq[map[string]any] {
	return func(yield func(map[string]any) bool) {
		for record, err := range s.searchMark(ctx, f, mark, pages, terms...) {
			if err != nil || !yield(record) {
				return
			}
		}
	}
}

// widest are the name and value that ask for the largest pages there are, none
// where the target does not declare such a parameter.
func (s *Session) widest(f *Family) []string {
	if f.List == nil {
		return nil
	}
	limit := f.Paging(spec.Limit)
	if limit == nil || !s.Declares(limit.Features) {
		return nil
	}
	most, is := limit.Schema.Words().WholeMaximum()
	if !is {
		return nil
	}
	return []string{limit.Name, strconv.Itoa(most)}
}

// searchMark are the records that a search for a mark lists, page by page, and the
// error that ends it. It ends where a page brings nothing new: a server may not
// know pages at all. Nothing comes where the contract has no such search, or the
// target does not declare it.
func (s *Session) searchMark(ctx context.Context, f *Family, mark string, pages int, terms ...string) iter.Seq2[map[string]any, error] {
	return func(yield func(map[string]any, error) bool) {
		if f.List == nil || !s.Declares(f.List.Features) {
			return
		}
		search, page := f.Paging(spec.Substring), f.Paging(spec.Page)
		if search == nil || page == nil || !s.Declares(search.Features) || !s.Declares(page.Features) {
			return // nothing tells ours from others without a search
		}
		seen := map[string]bool{}
		for n := 1; n <= pages; n++ {
			pairs := append([]string{search.Name, mark, page.Name, strconv.Itoa(n)}, terms...)
			x, err := s.insist(ctx, "sweep", f.List, wire.Query(pairs...))
			if err != nil {
				yield(nil, fmt.Errorf("looking for what runs have left: %w", err))
				return
			}
			found, _ := x.Records()
			fresh := 0
			for _, record := range found {
				id := IDOf(f.Resource, record)
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
					RequestLine(f.List), page.Name, n))
			}
			if fresh == 0 {
				return
			}
		}
		yield(nil, fmt.Errorf("looking for what runs have left: %s still brings more after %d pages; read more with --sweep-pages", RequestLine(f.List), pages))
	}
}

// HoldsAll tells whether a record has every member that is wanted, with its value.
func HoldsAll(record, want map[string]any) bool {
	for name, value := range want {
		if !Equal(record[name], value) {
			return false
		}
	}
	return true
}
