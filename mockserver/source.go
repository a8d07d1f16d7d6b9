package mockserver

import (
	"cmp"
	"slices"

	"github.com/cotalker/rolecall/spec"
	"github.com/tidwall/btree"
)

// source is where the records of a list come from, in the order asked for. One
// of its fields is set.
type source struct {
	all    *table
	having *numbers
	sorted *btree.BTreeG[stamp]
	few    []*record
}

func (s *source) size() int {
	switch {
	case s.all != nil:
		return s.all.len()
	case s.having != nil:
		return s.having.Len()
	case s.sorted != nil:
		return s.sorted.Len()
	}
	return len(s.few)
}

// each yields the records of a source from an offset on.
func (c *collection) each(s *source, offset int, yield func(*record) bool) {
	switch {
	case offset >= s.size():
	case s.all != nil:
		s.all.skip(offset, yield)
	case s.having != nil:
		first, _ := s.having.GetAt(offset)
		s.having.Ascend(first, func(seq uint64) bool { return yield(c.all.at(seq)) })
	case s.sorted != nil:
		first, _ := s.sorted.GetAt(offset)
		s.sorted.Ascend(first, func(at stamp) bool { return yield(c.all.at(at.seq)) })
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
func (c *collection) source(l *listing) (source, int) {
	best, answered, least := source{all: c.all}, -1, 0
	for i := range l.conditions {
		if size, ok := c.countIndexed(&l.conditions[i]); ok && (answered < 0 || size < least) {
			answered, least = i, size
		}
	}
	if answered >= 0 {
		best = c.findIndexed(&l.conditions[answered], l)
	}
	if l.order < 0 {
		return best, answered
	}
	tree := c.lists.sorted[l.order]
	if answered < 0 {
		return source{sorted: tree}, -1
	}
	// Sorting what an index found costs its size. To walk the sorted tree instead
	// costs as many steps as it takes to meet a page of matches, if they lie evenly.
	steps := float64(l.offset()+l.limit) * float64(tree.Len()) / float64(max(best.size(), 1))
	if l.count || float64(best.size()) < steps {
		return c.inOrder(&best, l), answered
	}
	return source{sorted: tree}, -1
}

// countIndexed is how many records an index leaves for a condition at most, and
// whether there is one.
func (c *collection) countIndexed(q *condition) (int, bool) {
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
func (c *collection) findIndexed(q *condition, l *listing) source {
	few := l.found[:0]
	switch {
	case q.id:
		for _, id := range q.values {
			if r := c.find(id); r != nil {
				few = append(few, r)
			}
		}
	case q.unique >= 0:
		for _, value := range q.values {
			if seq, known := c.unique[q.unique].of(value); known {
				few = append(few, c.all.at(seq))
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
					few = append(few, c.all.at(seq))
					return true
				})
			}
		}
	}
	slices.SortFunc(few, func(a, b *record) int { return cmp.Compare(a.seq, b.seq) })
	l.found = few
	return source{few: slices.Compact(few)}
}

// inOrder sorts the records of a source as a listing asks.
func (c *collection) inOrder(s *source, l *listing) source {
	list := make([]*record, 0, s.size())
	c.each(s, 0, func(r *record) bool {
		list = append(list, r)
		return true
	})
	by := c.plan.sorted[l.order]
	slices.SortFunc(list, func(a, b *record) int {
		if a.stamp(c.plan.resource, by).before(b.stamp(c.plan.resource, by)) {
			return -1
		}
		return 1
	})
	return source{few: list}
}
