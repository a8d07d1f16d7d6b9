package state

import (
	"maps"
	"math/rand/v2"
	"strconv"
	"sync"
	"testing"
)

// TestKeysAreEachCopysOwn plays random writes to a line of copies, and to plain
// maps beside them.
func TestKeysAreEachCopysOwn(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	worlds, plain := []*keys{newKeys()}, []map[string]uint64{{}}
	for step := range uint64(10_000) {
		if step%200 == 100 {
			of := random.IntN(len(worlds))
			if random.IntN(2) == 0 {
				of = len(worlds) - 1 // as the log of a world makes them
			}
			worlds[of].freeze()
			worlds, plain = append(worlds, worlds[of].copy()), append(plain, maps.Clone(plain[of]))
		}
		i, key := random.IntN(len(worlds)), strconv.Itoa(random.IntN(3_000))
		if _, known := plain[i][key]; known && random.IntN(2) == 0 {
			worlds[i].remove(key)
			delete(plain[i], key)
		} else {
			seq := step
			if random.IntN(4) == 0 {
				seq = random.Uint64N(step + 1) // of a record that has changed
			}
			worlds[i].add(key, seq)
			plain[i][key] = seq
		}
		if step%10 == 0 && !maps.Equal(maps.Collect(worlds[i].all()), plain[i]) {
			t.Fatalf("step %d, copy %d: not the same keys as a map has", step, i)
		}
		for i, k := range worlds {
			got, known := k.of(key)
			if want, has := plain[i][key]; known != has || has && got != want {
				t.Fatalf("step %d, copy %d: %s is %d, %t; want %d, %t", step, i, key, got, known, want, has)
			}
		}
	}
}

// TestKeysOfALineAreReadWhileItGrows looks for keys in each copy while later ones are
// made of the newest, and counts what stands in trees: nothing where records come one
// after the other.
func TestKeysOfALineAreReadWhileItGrows(t *testing.T) {
	newest, readers := newKeys(), sync.WaitGroup{}
	defer readers.Wait()
	for seq := range uint64(200) {
		newest.add(strconv.FormatUint(seq, 10), seq)
		newest.freeze()
		one := newest
		readers.Go(func() {
			for key := range uint64(200) {
				if _, known := one.of(strconv.FormatUint(key, 10)); known != (key <= seq) {
					t.Errorf("the copy of %d tells of %d: %t", seq, key, known)
				}
			}
		})
		newest = newest.copy()
	}
	if in := newest.changes.Len(); in > 0 {
		t.Errorf("%d keys stand in a tree", in)
	}
}

// TestKeysOfDeletedRecordsAreForgotten makes and deletes records by turns, as each
// entry of a log does.
func TestKeysOfDeletedRecordsAreForgotten(t *testing.T) {
	newest := newKeys()
	newest.add("first", 0)
	for seq := uint64(1); seq < 100_000; seq += 2 {
		newest.add(strconv.FormatUint(seq, 10), seq)
		newest.freeze()
		newest = newest.copy()
		newest.remove(strconv.FormatUint(seq, 10))
		newest.freeze()
		newest = newest.copy()
	}
	if kept := newest.count(); kept > 3*leastChanges {
		t.Errorf("%d keys are kept for one record", kept)
	}
	if seq, known := newest.of("first"); seq != 0 || !known {
		t.Error("a record that was not deleted is not found")
	}
}
