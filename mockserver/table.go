package mockserver

import (
	"iter"
	"slices"
)

// table holds the records of a collection by their numbers. A copy shares them
// until one side writes, which then copies the list of a million records in a
// few milliseconds, once.
type table struct {
	records []*record
	shared  bool
}

func (t *table) copy() *table {
	t.shared = true
	return &table{records: t.records, shared: true}
}

func (t *table) len() int { return len(t.records) }

// next is the number that the next record gets.
func (t *table) next() uint64 { return uint64(len(t.records)) }

// at is the record of a number, which there must be.
func (t *table) at(seq uint64) *record { return t.records[seq] }

// set stores a record by its number: one that there is, or the next.
func (t *table) set(r *record) {
	if t.shared {
		t.records, t.shared = slices.Clone(t.records), false
	}
	if r.seq == t.next() {
		t.records = append(t.records, r)
		return
	}
	t.records[r.seq] = r
}

// from yields the records from a number on.
func (t *table) from(seq uint64) iter.Seq[*record] {
	return slices.Values(t.records[min(seq, t.next()):])
}
