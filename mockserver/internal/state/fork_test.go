package state

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/spec"
)

// crowded is a fresh world with so many generated people.
func crowded(t testing.TB, number uint64) *State {
	t.Helper()
	contract, err := spec.Default()
	if err != nil {
		t.Fatal(err)
	}
	seed, err := fixtures.Seed(contract)
	if err != nil {
		t.Fatal(err)
	}
	generator, err := fixtures.New(contract, 1)
	if err != nil {
		t.Fatal(err)
	}
	m := NewModel(contract)
	m.Prepare()
	w, err := m.NewState(seed)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Populate(generator.People(), number); err != nil {
		t.Fatal(err)
	}
	return w
}

// change gives a record of a world another time of change, as an update does.
func (w *State) change(c *Collection, seq uint64) {
	old := c.All.At(seq)
	r := new(*old)
	r.modified++
	c.replace(old, r, map[string]any{})
}

// allocated is how many bytes a call leaves or throws away.
func allocated(call func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	call()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// TestForksCostLittle bounds what a world takes that is forked from one with
// many people, and what its first write takes, fresh and long changed.
func TestForksCostLittle(t *testing.T) {
	number := uint64(100_000)
	if testing.Short() {
		number = 20_000
	}
	fresh := crowded(t, number)
	people := fresh.Contract.Principal.Resource
	changed := fresh.Fork()
	for seq := range number / 2 {
		changed.change(changed.Writable(people), seq*2)
		changed.tokens.add(fmt.Sprint("token ", seq), seq)
	}
	for name, origin := range map[string]*State{"fresh": fresh, "changed": changed} {
		origin.Fork() // which catches up with the changes
		var w *State
		if bytes := allocated(func() { w = origin.Fork() }); bytes > 10_000 {
			t.Errorf("%s: forking takes %d bytes", name, bytes)
		}
		if bytes := allocated(func() { w.change(w.Writable(people), number/2) }); bytes > 20_000 {
			t.Errorf("%s: the first write takes %d bytes", name, bytes)
		}
		if bytes := allocated(func() { w.tokens.add("another", 1) }); bytes > 10_000 {
			t.Errorf("%s: the first log-in takes %d bytes", name, bytes)
		}
		if bytes := allocated(func() { w.change(w.Writable(people), number/2) }); bytes > 1_000 {
			t.Errorf("%s: the second write takes %d bytes", name, bytes)
		}
	}
}

// BenchmarkFork is what a world costs among many people: to fork it, and to
// write to it for the first time.
func BenchmarkFork(b *testing.B) {
	for _, number := range []uint64{1_000, 100_000} {
		fresh := crowded(b, number)
		people := fresh.Contract.Principal.Resource
		fresh.Fork() // which catches up with the people, as the first world of a mock does at its start
		b.Run(fmt.Sprint(number, "/fork"), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				fresh.Fork()
			}
		})
		b.Run(fmt.Sprint(number, "/fork and first write"), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				w := fresh.Fork()
				w.change(w.Writable(people), number/2)
			}
		})
	}
}

// TestTablesAreEachCopysOwn plays random writes to a line of copies, and to plain
// lists beside them. What was copied is written to no more.
func TestTablesAreEachCopysOwn(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	tables, plain := []*Table{newTable()}, [][]*Record{nil}
	frozen := map[int]bool{}
	for step := range 20_000 {
		i := random.IntN(len(tables))
		if frozen[i] || step%2_000 == 1_999 {
			frozen[i] = true
			tables, plain = append(tables, tables[i].copy()), append(plain, slices.Clone(plain[i]))
			i = len(tables) - 1
		}
		one, list := tables[i], &plain[i]
		switch seq := random.Uint64N(one.next() + 1); {
		case seq == one.next() || random.IntN(2) == 0:
			r := &Record{Seq: one.next()}
			one.set(r)
			*list = append(*list, r)
		case one.At(seq) == nil:
		case random.IntN(3) == 0:
			one.delete(seq)
			(*list)[seq] = nil
		default:
			(*list)[seq] = &Record{Seq: seq}
			one.set((*list)[seq])
		}
		if step%500 > 0 {
			continue
		}
		for i, one := range tables {
			from := random.Uint64N(one.next() + 1)
			want := slices.DeleteFunc(slices.Clone(plain[i][from:]), func(r *Record) bool { return r == nil })
			if got := slices.Collect(one.From(from)); !slices.Equal(got, want) {
				t.Fatalf("step %d, copy %d: %d records from %d on, want %d", step, i, len(got), from, len(want))
			}
			all := slices.DeleteFunc(slices.Clone(plain[i]), func(r *Record) bool { return r == nil })
			count := random.IntN(len(all) + 2)
			var got []*Record
			one.Skip(count, func(r *Record) bool {
				got = append(got, r)
				return true
			})
			if one.Len() != len(all) || !slices.Equal(got, all[min(count, len(all)):]) {
				t.Fatalf("step %d, copy %d: %d of %d records behind %d", step, i, len(got), one.Len(), count)
			}
		}
	}
}
