package state

import (
	"iter"
	"slices"
)

// Table holds the records of a collection by their numbers, in chunks. A copy
// shares the chunks; who writes to a shared one copies that chunk first. A table
// that was copied is written to no more.
type Table struct {
	chunks  []*chunk // all full but the last
	size    uint64
	deleted int
	shared  bool       // chunks is another table's list too
	owner   *ownership // of the chunks that it may write to
}

// chunkSize is how many records lie together: a first write copies so many
// pointers, and one for each chunk.
const chunkSize = 1 << chunkBits

const chunkBits = 8

type chunk struct {
	records [chunkSize]*Record // nil for those that were deleted, and behind the last
	owner   *ownership
}

// ownership is one table's own, told from all others by its address.
type ownership struct{ _ byte }

func newTable() *Table { return &Table{owner: &ownership{}} }

func (t *Table) copy() *Table {
	return &Table{chunks: t.chunks, size: t.size, deleted: t.deleted, shared: true, owner: &ownership{}}
}

// Len is how many records there are.
func (t *Table) Len() int { return int(t.size) - t.deleted }

// next is the number that the next record gets.
func (t *Table) next() uint64 { return t.size }

// At is the record of a number that was given, nil for one that was deleted.
func (t *Table) At(seq uint64) *Record {
	return t.chunks[seq>>chunkBits].records[seq%chunkSize]
}

// set stores a record by its number: one that there is, or the next.
func (t *Table) set(r *Record) {
	if r.Seq == t.size {
		t.append(r)
		return
	}
	t.writable(r.Seq)[r.Seq%chunkSize] = r
}

func (t *Table) append(r *Record) {
	seq := t.size
	if seq>>chunkBits == uint64(len(t.chunks)) {
		t.unshareList()
		t.chunks = append(t.chunks, &chunk{owner: t.owner})
	}
	t.size++
	t.writable(seq)[seq%chunkSize] = r
}

// pass gives the next number to a record that is deleted already.
func (t *Table) pass() {
	t.append(nil)
	t.deleted++
}

func (t *Table) delete(seq uint64) {
	t.writable(seq)[seq%chunkSize] = nil
	t.deleted++
}

// writable are the records of the chunk that has a number, to be written to.
func (t *Table) writable(seq uint64) *[chunkSize]*Record {
	at := seq >> chunkBits
	if c := t.chunks[at]; c.owner != t.owner {
		t.unshareList()
		t.chunks[at] = &chunk{c.records, t.owner}
	}
	return &t.chunks[at].records
}

func (t *Table) unshareList() {
	if t.shared {
		t.chunks, t.shared = slices.Clone(t.chunks), false
	}
}

// Skip visits the records behind the first so many, until one says no.
func (t *Table) Skip(count int, visit func(*Record) bool) {
	seq := uint64(0)
	if t.deleted == 0 {
		seq, count = min(uint64(count), t.size), 0
	}
	for at := seq >> chunkBits; at < uint64(len(t.chunks)); at++ {
		for _, r := range t.chunks[at].records[seq%chunkSize:] {
			if r == nil {
				continue
			}
			if count--; count < 0 && !visit(r) {
				return
			}
		}
		seq = 0
	}
}

// From yields the records from a number on.
func (t *Table) From(seq uint64) iter.Seq[*Record] {
	return func(yield func(*Record) bool) {
		for at := seq >> chunkBits; at < uint64(len(t.chunks)); at++ {
			for _, r := range t.chunks[at].records[seq%chunkSize:] {
				if r != nil && !yield(r) {
					return
				}
			}
			seq = 0
		}
	}
}
