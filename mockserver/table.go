package mockserver

import (
	"iter"
	"slices"
)

// table holds the records of a collection by their numbers. A copy shares them
// until one side writes, which then copies the list of a million records in a
// few milliseconds, once.
type table struct {
	records []*record // nil for those that were deleted
	deleted int
	shared  bool
}

func (t *table) copy() *table {
	t.shared = true
	return &table{records: t.records, deleted: t.deleted, shared: true}
}

func (t *table) len() int { return len(t.records) - t.deleted }

// next is the number that the next record gets.
func (t *table) next() uint64 { return uint64(len(t.records)) }

// at is the record of a number that was given, nil for one that was deleted.
func (t *table) at(seq uint64) *record { return t.records[seq] }

// set stores a record by its number: one that there is, or the next.
func (t *table) set(r *record) {
	t.own()
	if r.seq == t.next() {
		t.records = append(t.records, r)
		return
	}
	t.records[r.seq] = r
}

func (t *table) delete(seq uint64) {
	t.own()
	t.records[seq] = nil
	t.deleted++
}

func (t *table) own() {
	if t.shared {
		t.records, t.shared = slices.Clone(t.records), false
	}
}

// skip visits the records behind the first so many, until one says no.
func (t *table) skip(count int, visit func(*record) bool) {
	records := t.records
	if t.deleted == 0 {
		records, count = records[min(count, len(records)):], 0
	}
	for _, r := range records {
		if r == nil {
			continue
		}
		if count--; count < 0 && !visit(r) {
			return
		}
	}
}

// from yields the records from a number on.
func (t *table) from(seq uint64) iter.Seq[*record] {
	return func(yield func(*record) bool) {
		for ; seq < t.next(); seq++ {
			if r := t.records[seq]; r != nil && !yield(r) {
				return
			}
		}
	}
}
