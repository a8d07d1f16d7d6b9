package state

import (
	"cmp"
	"slices"

	"github.com/cotalker/rolecall/spec"

	"github.com/tidwall/btree"
)

// source is where the records of a list come from, in the order asked for. One
// of its fields is set.
type source struct {
	all    *Table
	having *numbers
	sorted *btree.BTreeG[stamp]
	few    []*Record
}

func (s *source) size() int {
	switch {
	case s.all != nil:
		return s.all.Len()
	case s.having != nil:
		return s.having.Len()
	case s.sorted != nil:
		return s.sorted.Len()
	}
	return len(s.few)
}

// each yields the records of a source from an offset on.
func (c *Collection) each(s *source, offset int, yield func(*Record) bool) {
	switch {
	case offset >= s.size():
	case s.all != nil:
		s.all.Skip(offset, yield)
	case s.having != nil:
		first, _ := s.having.GetAt(offset)
		s.having.Ascend(first, func(seq uint64) bool { return yield(c.All.At(seq)) })
	case s.sorted != nil:
		first, _ := s.sorted.GetAt(offset)
		s.sorted.Ascend(first, func(at stamp) bool { return yield(c.All.At(at.seq)) })
	default:
		for _, r := range s.few[offset:] {
			if !yield(r) {
				return
			}
		}
	}
}

// source picks the index that leaves the fewest records to look at, and tells
// the place of the condition that it answers already, -1 for none.
func (c *Collection) source(l *Listing) (source, int) {
	best, answered, least := source{all: c.All}, -1, 0
	for i := range l.conditions {
		if size, ok := c.countIndexed(&l.conditions[i]); ok && (answered < 0 || size < least) {
			answered, least = i, size
		}
	}
	if answered >= 0 {
		best = c.findIndexed(&l.conditions[answered], l)
	}
	if l.Order < 0 {
		return best, answered
	}
	tree := c.lists.sorted[l.Order]
	if answered < 0 {
		return source{sorted: tree}, -1
	}
	// Sorting what an index found costs its size. To walk the sorted tree instead
	// costs as many steps as it takes to meet a page of matches, if they lie evenly.
	steps := float64(l.Offset()+l.Limit) * float64(tree.Len()) / float64(max(best.size(), 1))
	if l.Count || float64(best.size()) < steps {
		return c.inOrder(&best, l), answered
	}
	return source{sorted: tree}, -1
}

// countIndexed is how many records an index leaves for a condition at most, and
// whether there is one.
func (c *Collection) countIndexed(q *condition) (int, bool) {
	switch {
	case q.Filter.Kind != spec.In && q.Filter.Kind != spec.Has:
		return 0, false
	case q.id, q.unique >= 0:
		return len(q.values), true
	case q.group < 0:
		return 0, false
	}
	size := 0
	for _, value := range q.values {
		if having := c.lists.groups[q.group].of(value); having != nil {
			size += having.Len()
		}
	}
	return size, true
}

// findIndexed finds the records that meet a condition through its index, in the
// order of creation and each once. A few of them take the buffer of the listing.
func (c *Collection) findIndexed(q *condition, l *Listing) source {
	few := l.found[:0]
	switch {
	case q.id:
		for _, id := range q.values {
			if r := c.Find(id); r != nil {
				few = append(few, r)
			}
		}
	case q.unique >= 0:
		for _, value := range q.values {
			if seq, known := c.unique[q.unique].of(value); known {
				few = append(few, c.All.At(seq))
			}
		}
	case len(q.values) == 1:
		if having := c.lists.groups[q.group].of(q.values[0]); having != nil {
			return source{having: having}
		}
	default:
		for _, value := range q.values {
			if having := c.lists.groups[q.group].of(value); having != nil {
				having.Scan(func(seq uint64) bool {
					few = append(few, c.All.At(seq))
					return true
				})
			}
		}
	}
	slices.SortFunc(few, func(a, b *Record) int { return cmp.Compare(a.Seq, b.Seq) })
	l.found = few
	return source{few: slices.Compact(few)}
}

// inOrder sorts the records of a source as a listing asks.
func (c *Collection) inOrder(s *source, l *Listing) source {
	list := make([]*Record, 0, s.size())
	c.each(s, 0, func(r *Record) bool {
		list = append(list, r)
		return true
	})
	by := c.Plan.sorted[l.Order]
	slices.SortFunc(list, func(a, b *Record) int {
		if a.stamp(c.Plan.Resource, by).before(b.stamp(c.Plan.Resource, by)) {
			return -1
		}
		return 1
	})
	return source{few: list}
}
