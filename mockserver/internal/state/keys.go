package state

import (
	"iter"
	"maps"
	"math"

	"github.com/tidwall/btree"
)

// keys leads from values that are unique, like ids and tokens, to the numbers of
// records. Those of a fresh world stand in a map that all its copies share and
// none writes to; those of later records in one that a line of copies adds to; all
// else that came until the last copy in a tree whose nodes copies share until one of
// them writes. What came since is each one's own, in a map again: a tree of many
// texts takes several times longer to walk, and to add to, than a map.
type keys struct {
	base    map[string]uint64 // nil while the world is fresh
	line    *line             // nil for none
	upTo    uint64            // those of the line that are of lower numbers are here too
	changes btree.Map[string, uint64]
	own     map[string]uint64
}

// removedKey is the number of a key that was removed and stands below still.
const removedKey = math.MaxUint64

func newKeys() *keys { return &keys{own: map[string]uint64{}} }

// grow reserves memory for more in a fresh world, so that a large one is not moved
// each time its map doubles.
func (k *keys) grow(more int) {
	own := make(map[string]uint64, len(k.own)+more)
	maps.Copy(own, k.own)
	k.own = own
}

// freeze has nothing be its own any more, so that copies can share it.
func (k *keys) freeze() {
	if k.own == nil {
		return // who counts the keys of a seed that is forked again reads them meanwhile
	}
	if k.base == nil {
		k.base, k.own = k.own, nil
		return
	}
	k.extendLine()
	for key, seq := range k.own {
		if _, below := k.untouched(key); seq == removedKey && !below {
			k.changes.Delete(key)
		} else {
			k.changes.Set(key, seq)
		}
	}
	k.own = nil
	if k.changes.Len() > leastChanges+(len(k.base)+k.line.count())/2 {
		k.renew()
	}
}

// leastChanges is how many changes are not worth a new line.
const leastChanges = 1 << 10

// renew has all keys stand in a line of its own: what was shared is mostly changed,
// and would be kept for records that are long deleted.
func (k *keys) renew() {
	l := &line{byKey: map[string]uint64{}}
	for key, seq := range k.all() {
		l.byKey[key], l.upTo = seq, max(l.upTo, seq+1)
	}
	*k = keys{base: map[string]uint64{}, line: l, upTo: l.upTo}
}

// copy costs the same for any number of keys. It marks the nodes of both as
// shared: who copies holds off who writes, or copies too. Who is copied was frozen.
func (k *keys) copy() *keys {
	return &keys{base: k.base, line: k.line, upTo: k.upTo, changes: *k.changes.Copy()}
}

func (k *keys) of(key string) (seq uint64, known bool) {
	if seq, known = k.own[key]; !known {
		seq, known = k.below(key)
	}
	return seq, known && seq != removedKey
}

// below is what is shared of a key.
func (k *keys) below(key string) (seq uint64, known bool) {
	if k.changes.Len() > 0 {
		seq, known = k.changes.Get(key)
	}
	if !known {
		seq, known = k.untouched(key)
	}
	return seq, known
}

// untouched is what is shared of a key, but for changes.
func (k *keys) untouched(key string) (seq uint64, known bool) {
	if k.line != nil {
		seq, known = k.line.of(key, k.upTo)
	}
	if !known {
		seq, known = k.base[key]
	}
	return seq, known
}

// count is how many keys there are at most.
func (k *keys) count() int {
	count := len(k.base) + k.changes.Len() + len(k.own)
	if k.line != nil {
		count += k.line.count()
	}
	return count
}

// all yields every key with its number.
func (k *keys) all() iter.Seq2[string, uint64] {
	return func(yield func(string, uint64) bool) {
		now := make(map[string]uint64, k.count())
		maps.Copy(now, k.base)
		if k.line != nil {
			k.line.copyTo(now, k.upTo)
		}
		k.changes.Scan(func(key string, seq uint64) bool {
			now[key] = seq
			return true
		})
		maps.Copy(now, k.own)
		for key, seq := range now {
			if seq != removedKey && !yield(key, seq) {
				return
			}
		}
	}
}

// add gives a key to a record. Who adds has asked before whether another has it.
func (k *keys) add(key string, seq uint64) {
	if k.own == nil {
		k.own = map[string]uint64{}
	}
	k.own[key] = seq
}

// removeOf removes a key if it is that of a record: another may have it by now,
// where a snapshot is read record by record.
func (k *keys) removeOf(key string, seq uint64) {
	if now, known := k.of(key); known && now == seq {
		k.remove(key)
	}
}

func (k *keys) remove(key string) {
	delete(k.own, key)
	if _, shared := k.below(key); shared {
		k.add(key, removedKey)
	}
}
