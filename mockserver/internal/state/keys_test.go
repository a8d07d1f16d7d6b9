package state

import (
	"maps"
	"math/rand/v2"
	"strconv"
	"testing"
)

// TestKeysAreEachCopysOwn plays random writes to a line of copies, and to plain
// maps beside them.
func TestKeysAreEachCopysOwn(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	worlds, plain := []*keys{newKeys()}, []map[string]uint64{{}}
	for step := range uint64(20_000) {
		if step%1_000 == 500 {
			of := random.IntN(len(worlds))
			worlds[of].freeze()
			worlds, plain = append(worlds, worlds[of].copy()), append(plain, maps.Clone(plain[of]))
		}
		i, key := random.IntN(len(worlds)), strconv.Itoa(random.IntN(300))
		if _, known := plain[i][key]; known && random.IntN(2) == 0 {
			worlds[i].remove(key)
			delete(plain[i], key)
		} else {
			if taken := worlds[i].add(key, step); taken != known && len(worlds) == 1 {
				t.Fatalf("step %d: adding %s tells taken %t", step, key, taken)
			}
			plain[i][key] = step
		}
		if step%100 == 0 && !maps.Equal(maps.Collect(worlds[i].all()), plain[i]) {
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
