package mockserver

import (
	"iter"
	"slices"
)

// table holds the records of a collection by their numbers, in chunks. A copy
// shares the chunks; who writes to a shared one copies that chunk first. A table
// that was copied is written to no more.
type table struct {
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
	records [chunkSize]*record // nil for those that were deleted, and behind the last
	owner   *ownership
}

// ownership is one table's own, told from all others by its address.
type ownership struct{ _ byte }

func newTable() *table { return &table{owner: &ownership{}} }

func (t *table) copy() *table {
	return &table{chunks: t.chunks, size: t.size, deleted: t.deleted, shared: true, owner: &ownership{}}
}

func (t *table) len() int { return int(t.size) - t.deleted }

// next is the number that the next record gets.
func (t *table) next() uint64 { return t.size }

// at is the record of a number that was given, nil for one that was deleted.
func (t *table) at(seq uint64) *record {
	return t.chunks[seq>>chunkBits].records[seq%chunkSize]
}

// set stores a record by its number: one that there is, or the next.
func (t *table) set(r *record) {
	if r.seq == t.size {
		t.append(r)
		return
	}
	t.own(r.seq)[r.seq%chunkSize] = r
}

func (t *table) append(r *record) {
	seq := t.size
	if seq>>chunkBits == uint64(len(t.chunks)) {
		t.ownList()
		t.chunks = append(t.chunks, &chunk{owner: t.owner})
	}
	t.size++
	t.own(seq)[seq%chunkSize] = r
}

// pass gives the next number to a record that is deleted already.
func (t *table) pass() {
	t.append(nil)
	t.deleted++
}

func (t *table) delete(seq uint64) {
	t.own(seq)[seq%chunkSize] = nil
	t.deleted++
}

// own are the records of the chunk that has a number, to be written to.
func (t *table) own(seq uint64) *[chunkSize]*record {
	at := seq >> chunkBits
	if c := t.chunks[at]; c.owner != t.owner {
		t.ownList()
		t.chunks[at] = &chunk{c.records, t.owner}
	}
	return &t.chunks[at].records
}

func (t *table) ownList() {
	if t.shared {
		t.chunks, t.shared = slices.Clone(t.chunks), false
	}
}

// skip visits the records behind the first so many, until one says no.
func (t *table) skip(count int, visit func(*record) bool) {
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

// from yields the records from a number on.
func (t *table) from(seq uint64) iter.Seq[*record] {
	return func(yield func(*record) bool) {
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
