package conformance

import (
	"strconv"

	"github.com/cotalker/rolecall/spec"
)

const (
	leastShelf = 12 // records that differ in all that filters tell apart
	mostShelf  = 60 // that a run makes for a longer page; a check that needs more is skipped
	anyPage    = 100
)

// pageSize is how many records a page of a list holds unless asked otherwise, 0
// where the document does not say.
func (f *family) pageSize() int {
	if f == nil || f.list == nil {
		return 0
	}
	if limit := f.paging(spec.Limit); limit != nil {
		if size, is := limit.Default.(int); is && size > 0 {
			return size
		}
	}
	return 0
}

// largestPage is how many may be asked for.
func (f *family) largestPage() int {
	if limit := f.paging(spec.Limit); limit != nil {
		if most, is := limit.Schema.Node.Get("maximum").Value().(int); is && most > 0 {
			return most
		}
	}
	return anyPage
}

// sizes are the sizes of pages that may be asked for, of some that one would
// like to ask for.
func (f *family) sizes(wanted ...int) []int {
	var out []int
	for _, n := range wanted {
		if n = min(n, f.largestPage()); len(out) == 0 || out[len(out)-1] != n {
			out = append(out, n)
		}
	}
	return out
}

// shelfSize is more than a page holds unless asked otherwise, within bounds.
func (f *family) shelfSize() int {
	if f.longPage() {
		return leastShelf
	}
	return max(leastShelf, f.pageSize()+2)
}

// longPage tells whether a page holds more than a run makes records.
func (f *family) longPage() bool { return f.pageSize()+2 > mostShelf }

// onePage are the terms that list records by their own values on one page, and
// those of the records that a page holds.
func (s *shelf) onePage(t *Trial) ([]term, []map[string]any) {
	size := max(s.f.pageSize(), 1)
	if limit := s.f.paging(spec.Limit); limit == nil {
		size = len(s.records)
	} else if t.session.declares(limit.Features) {
		size = s.f.largestPage()
	}
	records := s.records[:min(size, len(s.records))]
	return s.whole(t, records), records
}

// manyAtOnce are more than a page holds unless asked otherwise, as far as the
// operation takes so many ids.
func (f *family) manyAtOnce() int {
	many := 11
	if !f.longPage() {
		many = max(many, f.pageSize()+1)
	}
	return max(min(many, f.manyIDs()), 1)
}

// manyIDs is how many ids a change of many takes.
func (f *family) manyIDs() int {
	if ids := f.updateMany.Body.Schema.Member(f.updateMany.Action.IDs); ids != nil {
		if most, is := ids.Schema.Node.Get("maxItems").Value().(int); is {
			return most
		}
	}
	return anyPage
}

// held are as many ids as a list under these terms holds at most.
func (f *family) held(terms []term, ids []string) []string {
	limit := f.paging(spec.Limit)
	if limit == nil {
		return ids
	}
	size := f.pageSize()
	for _, one := range terms {
		if one.parameter == limit {
			size, _ = strconv.Atoi(one.values[0])
		}
	}
	if size <= 0 {
		return ids
	}
	return ids[:min(size, len(ids))]
}
