package engine

import (
	"strconv"

	"github.com/cotalker/rolecall/spec"
)

const (
	MinDataset = 12 // records that differ in all that filters tell apart
	MaxDataset = 60 // that a run makes for a longer page; a check that needs more is skipped
	AnyPage    = 100
)

// PageSize is how many records a page of a list holds unless asked otherwise, 0
// where the document does not say.
func (f *Family) PageSize() int {
	if f == nil || f.List == nil {
		return 0
	}
	if limit := f.Paging(spec.Limit); limit != nil {
		if size, is := limit.Default.(int); is && size > 0 {
			return size
		}
	}
	return 0
}

// LargestPage is how many may be asked for.
func (f *Family) LargestPage() int {
	if limit := f.Paging(spec.Limit); limit != nil {
		if most, is := limit.Schema.Words().WholeMaximum(); is && most > 0 {
			return most
		}
	}
	return AnyPage
}

// Sizes are the sizes of pages that may be asked for, of some that one would
// like to ask for.
func (f *Family) Sizes(wanted ...int) []int {
	var out []int
	for _, n := range wanted {
		if n = min(n, f.LargestPage()); len(out) == 0 || out[len(out)-1] != n {
			out = append(out, n)
		}
	}
	return out
}

// DatasetSize is more than a page holds unless asked otherwise, within bounds.
func (f *Family) DatasetSize() int {
	if f.LongPage() {
		return MinDataset
	}
	return max(MinDataset, f.PageSize()+2)
}

// LongPage tells whether a page holds more than a run makes records.
func (f *Family) LongPage() bool { return f.PageSize()+2 > MaxDataset }

// OnePage are the terms that list records by their own values on one page, and
// those of the records that a page holds.
func (s *Dataset) OnePage(t *Trial) ([]Term, []map[string]any) {
	size := max(s.Family.PageSize(), 1)
	if limit := s.Family.Paging(spec.Limit); limit == nil {
		size = len(s.Records)
	} else if t.Session.Declares(limit.Features) {
		size = s.Family.LargestPage()
	}
	records := s.Records[:min(size, len(s.Records))]
	return s.Terms(t, records), records
}

// ManyAtOnce are more than a page holds unless asked otherwise, and more than half of
// what a change of many takes where that is not too many to make, as far as the
// operation takes so many ids.
func (f *Family) ManyAtOnce() int {
	many := 11
	if !f.LongPage() {
		many = max(many, f.PageSize()+1)
	}
	if half := f.ManyIDs()/2 + 1; half < MaxDataset {
		many = max(many, half)
	}
	return max(min(many, f.ManyIDs()), 1)
}

// ManyIDs is how many ids a change of many takes.
func (f *Family) ManyIDs() int {
	if ids := f.UpdateMany.Body.Schema.Member(f.UpdateMany.Action.IDs); ids != nil {
		if most := ids.Schema.Words().MaxItems; most >= 0 {
			return most
		}
	}
	return AnyPage
}

// held are as many ids as a list under these terms holds at most.
func (f *Family) held(terms []Term, ids []string) []string {
	limit := f.Paging(spec.Limit)
	if limit == nil {
		return ids
	}
	size := f.PageSize()
	for _, one := range terms {
		if one.Parameter == limit {
			size, _ = strconv.Atoi(one.Values[0])
		}
	}
	if size <= 0 {
		return ids
	}
	return ids[:min(size, len(ids))]
}
