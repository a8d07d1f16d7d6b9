package mockserver

import "iter"

// table holds the records of a collection by their numbers. Numbers have no
// gaps, for nothing is ever deleted, so it takes two steps to any record, which
// is what keeps a million of them as quick as ten. A copy shares all rows until
// one side writes to them.
type table struct {
	rows []*row
	size uint64
	mark *byte // of what this table alone may write
	list *byte // mark of rows itself
}

const rowSize = 256

type row struct {
	records [rowSize]*record
	mark    *byte
}

func newTable() *table { return &table{mark: new(byte)} }

// copy gives both sides new marks: neither owns what they share.
func (t *table) copy() *table {
	out := *t
	t.mark, out.mark = new(byte), new(byte)
	return &out
}

func (t *table) len() int { return int(t.size) }

// at is the record of a number, which there must be.
func (t *table) at(seq uint64) *record { return t.rows[seq/rowSize].records[seq%rowSize] }

// set stores a record by its number: one that there is, or the next.
func (t *table) set(r *record) {
	if t.list != t.mark {
		t.rows, t.list = append(make([]*row, 0, len(t.rows)+1), t.rows...), t.mark
	}
	i := int(r.seq / rowSize)
	switch {
	case i == len(t.rows):
		t.rows = append(t.rows, &row{mark: t.mark})
	case t.rows[i].mark != t.mark:
		t.rows[i] = &row{records: t.rows[i].records, mark: t.mark}
	}
	t.rows[i].records[r.seq%rowSize] = r
	t.size = max(t.size, r.seq+1)
}

// from yields the records from a number on.
func (t *table) from(seq uint64) iter.Seq[*record] {
	return func(yield func(*record) bool) {
		for ; seq < t.size; seq++ {
			if !yield(t.at(seq)) {
				return
			}
		}
	}
}
