package state

import (
	"cmp"
	"strings"
	"sync"

	"github.com/cotalker/rolecall/spec"

	"github.com/tidwall/btree"
)

// group finds the numbers of the records that have a value.
type group struct {
	values btree.Map[string, *numbers]
}

// numbers are records in the order of creation. The tree of values copies
// those that two worlds share before one of them writes.
type numbers struct {
	btree.Set[uint64]
	copying sync.Mutex // two worlds may want a copy at once
}

// Copy shares all nodes until one side writes.
func (n *numbers) Copy() *numbers {
	n.copying.Lock()
	defer n.copying.Unlock()
	return &numbers{Set: *n.Set.Copy()}
}

func (g *group) copy() *group { return &group{values: *g.values.Copy()} }

// of are the numbers of the records with a value, nil for none.
func (g *group) of(value string) *numbers {
	found, _ := g.values.Get(value)
	return found
}

func (g *group) add(value string, seq uint64) {
	found, known := g.values.GetMut(value)
	if !known {
		found = &numbers{}
		g.values.Set(strings.Clone(value), found)
	}
	found.Insert(seq)
}

func (g *group) remove(value string, seq uint64) {
	if found, known := g.values.GetMut(value); known {
		if found.Delete(seq); found.Len() == 0 {
			g.values.Delete(value)
		}
	}
}

// stamp is the number of a record in the order of one of its dates.
type stamp struct {
	at  int64 // negated where the latest come first
	seq uint64
}

func (a stamp) compare(b stamp) int {
	return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.seq, b.seq))
}

func (a stamp) before(b stamp) bool { return a.at < b.at || a.at == b.at && a.seq < b.seq }

func (r *Record) stamp(resource *spec.Resource, s sorting) stamp {
	at := r.modified
	if s.member == resource.Created {
		at = r.created
	}
	if s.descending {
		at = -at
	}
	return stamp{at, r.Seq}
}
