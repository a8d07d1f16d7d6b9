package state

import (
	"iter"
	"maps"
	"math"

	"github.com/tidwall/btree"
)

// keys leads from values that are unique, like ids and tokens, to the numbers of
// records. Those of a fresh world stand in a map that all its copies share and
// none writes to; what came later is each copy's own, in a tree whose nodes
// copies share until one of them writes.
type keys struct {
	base    map[string]uint64
	changes btree.Map[string, uint64]
	shared  bool // base is read only from the first copy on
}

// removedKey is the number of a key of the base that was removed since.
const removedKey = math.MaxUint64

func newKeys() *keys { return &keys{base: map[string]uint64{}} }

// grow reserves memory for more, so that a large world is not moved each time its
// map doubles.
func (k *keys) grow(more int) {
	if !k.shared {
		base := make(map[string]uint64, len(k.base)+more)
		maps.Copy(base, k.base)
		k.base = base
	}
}

// copy costs the same for any number of keys. It marks the nodes of both as
// shared: who copies holds off who writes, or copies too.
func (k *keys) copy() *keys {
	k.shared = true
	return &keys{base: k.base, changes: *k.changes.Copy(), shared: true}
}

func (k *keys) of(key string) (seq uint64, known bool) {
	if k.changes.Len() > 0 {
		if seq, known = k.changes.Get(key); known {
			return seq, seq != removedKey
		}
	}
	seq, known = k.base[key]
	return seq, known
}

// all yields every key with its number.
func (k *keys) all() iter.Seq2[string, uint64] {
	return func(yield func(string, uint64) bool) {
		for key, seq := range k.base {
			if now, changed := k.changes.Get(key); changed {
				seq = now
			}
			if seq != removedKey && !yield(key, seq) {
				return
			}
		}
		k.changes.Scan(func(key string, seq uint64) bool {
			_, was := k.base[key]
			return was || seq == removedKey || yield(key, seq)
		})
	}
}

// add gives a key to a record. In a fresh world it tells whether another had it;
// later who adds has asked before.
func (k *keys) add(key string, seq uint64) (taken bool) {
	if k.shared {
		k.changes.Set(key, seq)
		return false
	}
	before := len(k.base)
	k.base[key] = seq
	return len(k.base) == before
}

// removeOf removes a key if it is that of a record: another may have it by now,
// where a snapshot is read record by record.
func (k *keys) removeOf(key string, seq uint64) {
	if now, known := k.of(key); known && now == seq {
		k.remove(key)
	}
}

func (k *keys) remove(key string) {
	if !k.shared {
		delete(k.base, key)
		return
	}
	if _, was := k.base[key]; was {
		k.changes.Set(key, removedKey)
	} else {
		k.changes.Delete(key)
	}
}
