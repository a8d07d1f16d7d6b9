package state

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/cotalker/rolecall/spec"
)

// TestListIndexCatchesUp writes at random, and compares an index that catches
// up now and then with one that is built anew.
func TestListIndexCatchesUp(t *testing.T) {
	w := crowded(t, 0)
	c := newCollection(w.Of(w.Contract.Principal.Resource).Plan)
	random := rand.New(rand.NewPCG(1, 2))
	one := func(id uint64) *Record {
		text := fmt.Sprintf(`{"_id":"%024x","isActive":%t,"accessRoles":["%d","%d"],"createdAt":"2020-01-01T00:00:0%d.000Z","modifiedAt":"2020-01-01T00:00:0%d.000Z"}`,
			id, random.IntN(2) == 0, random.IntN(5), 5+random.IntN(5), id%10, random.IntN(10))
		return w.record(c.Plan, text)
	}
	for step := range 3_000 {
		if n := c.All.next(); n == 0 || random.IntN(3) == 0 {
			c.add(one(n))
		} else if old := c.All.At(random.Uint64N(n)); old != nil && random.IntN(4) == 0 {
			c.remove(old)
		} else if old != nil {
			c.replace(old, one(old.Seq), nil)
		}
		if random.IntN(20) > 0 {
			continue
		}
		anew := newListIndex(c.Plan)
		anew.catchUp(c.All)
		c.lists.catchUp(c.All)
		if c.lists.behind(c.All) {
			t.Fatalf("step %d: the index is behind what it has caught up with", step)
		}
		if live := len(slices.Collect(c.All.From(0))); live != c.All.Len() {
			t.Fatalf("step %d: the table counts %d records and yields %d", step, c.All.Len(), live)
		}
		if got, want := contents(c.lists), contents(anew); !slices.Equal(got, want) {
			t.Fatalf("step %d: the index holds\n%v\nand should hold\n%v", step, got, want)
		}
	}
	if len(c.Plan.sorted) == 0 || len(c.Plan.groups) == 0 {
		t.Fatal("there is nothing to index")
	}
}

func TestListIndexKeepsUp(t *testing.T) {
	contract, err := spec.Default()
	if err != nil {
		t.Fatal(err)
	}
	x := newListIndex(planRecords(contract, contract.Principal.Resource))
	all := newTable()
	for range 2 * maxReplaced {
		all.set(&Record{Seq: all.next(), JSON: "{}"})
	}
	x.catchUp(all)
	for seq := range all.next() {
		old := all.At(seq)
		all.set(&Record{Seq: seq, JSON: "{}", modified: 1})
		x.replaced(old)
		if x.catchUpIfFarBehind(all); len(x.replacedRecords) > maxReplaced {
			t.Fatalf("the index keeps %d records that are no more", len(x.replacedRecords))
		}
	}
	if x.catchUpIfFarBehind(all); len(x.replacedRecords) == 0 {
		t.Error("the index keeps up with every write")
	}
}

// contents lists all that an index leads to.
func contents(x *listIndex) []string {
	var out []string
	for i, g := range x.groups {
		g.values.Scan(func(value string, n *numbers) bool {
			out = append(out, fmt.Sprint(i, value, n.Keys()))
			return true
		})
	}
	for i, tree := range x.sorted {
		out = append(out, fmt.Sprint(i, tree.Items()))
	}
	return out
}

// TestAForkMayLeaveListsBehind adds to forks of forks, and has a list look at the last.
func TestAForkMayLeaveListsBehind(t *testing.T) {
	w := crowded(t, 0)
	resource := w.Contract.Principal.Resource
	add := func(count int) {
		for range count {
			c := w.Writable(resource)
			w.add(c, w.record(c.Plan, fmt.Sprintf(`{"_id":"%024x"}`, c.All.next())))
		}
	}
	for range 2 * maxNewInCopy {
		add(1)
		if w = w.Fork(); w.Of(resource).All.next()-w.Of(resource).lists.size > maxNewInCopy {
			t.Fatal("a fork is further behind than it may be")
		}
	}
	if !w.Of(resource).ListsBehind() {
		t.Error("a fork keeps up though no list was asked for")
	}
	c := w.Writable(resource)
	c.CatchUpLists()
	anew := newListIndex(c.Plan)
	anew.catchUp(c.All)
	if got, want := contents(c.lists), contents(anew); !slices.Equal(got, want) {
		t.Errorf("the index holds\n%v\nand should hold\n%v", got, want)
	}
	add(1)
	if w = w.Fork(); w.Of(resource).ListsBehind() {
		t.Error("a fork is behind though a list was asked for")
	}
}

// TestTheLogOfAWorldLeavesListsBehind adds to a world whose writes are noted, and
// forks it for others then.
func TestTheLogOfAWorldLeavesListsBehind(t *testing.T) {
	s := NewVersions(crowded(t, 0))
	resource := s.Present.Contract.Principal.Resource
	for range 2 * maxNewInCopy {
		s = s.Noted(0)
		c := s.Present.Writable(resource)
		s.Present.add(c, s.Present.record(c.Plan, fmt.Sprintf(`{"_id":"%024x"}`, c.All.next())))
	}
	last := s.Fork().Present
	if c := last.Of(resource); c.All.next()-c.lists.size < 2*maxNewInCopy {
		t.Error("a write waits for lists though none was asked for")
	}
	for _, w := range []*State{last.Fork(), last} {
		if w.Of(resource).ListsBehind() {
			t.Error("every fork of it has to catch up")
		}
	}
}
