package state

import (
	"slices"
	"sync/atomic"

	"github.com/tidwall/btree"
)

// listIndex leads from the values of members to the numbers of records, and
// holds the orders in which lists can be asked for. No write waits for it: it
// catches up with the table when a list next looks at it, or when it is far
// behind.
type listIndex struct {
	plan            *Plan
	groups          []*group
	sorted          []*btree.BTreeG[stamp]
	asked           *atomic.Bool       // whether any list has looked at it, or at a copy
	size            uint64             // it knows the records of lower numbers
	replacedRecords map[uint64]*Record // of those, what has been replaced: as it knows them
}

// What an index may have to catch up with: new records, which take a tenth of a
// second, and replaced ones, which take memory.
const maxNew, maxReplaced = 1 << 17, 1 << 12

// maxNewInCopy is how many new records a copy may have to catch up with, and every
// copy of it again. Where a world is copied for each entry of its log, and the copy
// before is given up, they may be maxNew.
const maxNewInCopy = 1 << 8

func newListIndex(plan *Plan) *listIndex {
	x := &listIndex{plan: plan, asked: &atomic.Bool{}, replacedRecords: map[uint64]*Record{}}
	for range plan.groups {
		x.groups = append(x.groups, &group{})
	}
	for range plan.sorted {
		x.sorted = append(x.sorted, btree.NewBTreeGOptions(stamp.before, btree.Options{NoLocks: true}))
	}
	return x
}

// copy shares every tree until one side writes. An index that is copied must have
// been told before.
func (x *listIndex) copy() *listIndex {
	out := &listIndex{plan: x.plan, asked: x.asked, size: x.size, replacedRecords: map[uint64]*Record{}}
	for _, g := range x.groups {
		out.groups = append(out.groups, g.copy())
	}
	for _, t := range x.sorted {
		out.sorted = append(out.sorted, t.Copy())
	}
	return out
}

// behind tells whether there is something of a table that it does not know.
func (x *listIndex) behind(t *Table) bool { return x.size < t.next() || len(x.replacedRecords) > 0 }

// catchUpIfFarBehind has a write do the work when it has become more than a list
// should wait for.
func (x *listIndex) catchUpIfFarBehind(t *Table) {
	if t.next()-x.size > maxNew || len(x.replacedRecords) > maxReplaced {
		x.catchUp(t)
	}
}

// catchUpBeforeCopy is for an index that is to be copied. Where no list ever looks at
// it, so many new records may wait until there are more.
func (x *listIndex) catchUpBeforeCopy(t *Table, most uint64) {
	if x.asked.Load() || len(x.replacedRecords) > 0 || t.next()-x.size > most {
		x.catchUp(t)
	}
}

// replaced notes that a record is no more: another has its number, or none.
func (x *listIndex) replaced(old *Record) {
	if _, noted := x.replacedRecords[old.Seq]; !noted && old.Seq < x.size {
		x.replacedRecords[old.Seq] = old
	}
}

// catchUp makes it know all the records of a table as they are.
func (x *listIndex) catchUp(t *Table) {
	for seq, old := range x.replacedRecords {
		x.update(old, t.At(seq))
	}
	clear(x.replacedRecords)
	for r := range t.From(x.size) {
		for i, m := range x.plan.groups {
			for value := range r.values(m.MemberPath) {
				x.groups[i].add(value, r.Seq)
			}
		}
	}
	stamps := make([]stamp, 0, t.next()-x.size)
	for i, s := range x.plan.sorted {
		stamps = stamps[:0]
		for r := range t.From(x.size) {
			stamps = append(stamps, r.stamp(x.plan.Resource, s))
		}
		slices.SortFunc(stamps, stamp.compare) // which is the order in which a tree grows fastest
		for _, one := range stamps {
			x.sorted[i].Load(one)
		}
	}
	x.size = t.next()
}

// update follows a record from one state to another.
func (x *listIndex) update(old, r *Record) {
	if r == nil {
		x.remove(old)
		return
	}
	for i, m := range x.plan.groups {
		if sameMember(old, r, m.path) {
			continue
		}
		for value := range old.values(m.MemberPath) {
			x.groups[i].remove(value, r.Seq)
		}
		for value := range r.values(m.MemberPath) {
			x.groups[i].add(value, r.Seq)
		}
	}
	for i, s := range x.plan.sorted {
		if before, now := old.stamp(x.plan.Resource, s), r.stamp(x.plan.Resource, s); before != now {
			x.sorted[i].Delete(before)
			x.sorted[i].Set(now)
		}
	}
}

// remove forgets a record that was deleted.
func (x *listIndex) remove(old *Record) {
	for i, m := range x.plan.groups {
		for value := range old.values(m.MemberPath) {
			x.groups[i].remove(value, old.Seq)
		}
	}
	for i, s := range x.plan.sorted {
		x.sorted[i].Delete(old.stamp(x.plan.Resource, s))
	}
}
