package mockserver

import (
	"maps"
	"math"
)

// keys leads from values that are unique, like ids and tokens, to the numbers of
// records. Those of a fresh world stand in a map that all its copies share and
// none writes to; what came later is each copy's own.
type keys struct {
	founded map[string]uint64
	later   map[string]uint64
	shared  bool // founded is read only from the first copy on
}

// gone is the number of a founded key that is no more.
const gone = math.MaxUint64

func newKeys() *keys { return &keys{founded: map[string]uint64{}} }

// grow makes room for more, so that a large world is not moved each time its
// map doubles.
func (k *keys) grow(more int) {
	if !k.shared {
		founded := make(map[string]uint64, len(k.founded)+more)
		maps.Copy(founded, k.founded)
		k.founded = founded
	}
}

func (k *keys) copy() *keys {
	k.shared = true
	return &keys{founded: k.founded, later: maps.Clone(k.later), shared: true}
}

func (k *keys) of(key string) (seq uint64, known bool) {
	if len(k.later) > 0 {
		if seq, known = k.later[key]; known {
			return seq, seq != gone
		}
	}
	seq, known = k.founded[key]
	return seq, known
}

// add gives a key to a record. In a fresh world it tells whether another had it;
// later who adds has asked before.
func (k *keys) add(key string, seq uint64) (taken bool) {
	if k.shared {
		if k.later == nil {
			k.later = map[string]uint64{}
		}
		k.later[key] = seq
		return false
	}
	before := len(k.founded)
	k.founded[key] = seq
	return len(k.founded) == before
}

func (k *keys) remove(key string) {
	if !k.shared {
		delete(k.founded, key)
		return
	}
	if _, was := k.founded[key]; was {
		k.add(key, gone)
	} else {
		delete(k.later, key)
	}
}
