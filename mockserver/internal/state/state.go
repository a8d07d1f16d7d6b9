package state

import (
	"slices"
	"sync"
	"sync/atomic"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/spec"

	"github.com/tidwall/btree"
)

// State is one isolated state of the mock: the records, the tokens, the clock
// and the source of ids. Requests are handed the world they act on.
type State struct {
	*Model
	Mu             sync.RWMutex
	collections    []*Collection // in the order of the contract's resources
	owned          []bool        // which of them no other world has
	tokens         *keys         // to the numbers of callers
	Serial         uint64        // of ids and tokens given so far
	deletedSingles *btree.Set[string]
	Personas       []fixtures.Persona // those that it began with, then those that were minted
	Effects        *Effects           // notes what is done to it, nil where no log follows
	stamped        stamped

	// Read without the lock, and nil until the first change.
	clock        atomic.Pointer[clock]
	tokenChanges atomic.Pointer[map[string]TokenChange] // of tokens; never written to
}

// Fork gives an independent world with the same content. A collection is copied
// when one of the two first writes to it.
func (w *State) Fork() *State { return w.fork(maxNewInCopy) }

// fork is Fork, where lists of both may have to catch up with so many new records.
func (w *State) fork(behind uint64) *State {
	w.Mu.Lock()
	defer w.Mu.Unlock()
	for i, c := range w.collections {
		if !w.owned[i] && c.All.next()-c.lists.size > behind {
			w.collections[i], w.owned[i] = c.copy(), true
		}
		if w.owned[i] {
			w.collections[i].freeze(behind)
		}
	}
	clear(w.owned)
	w.tokens.freeze()
	out := &State{
		Model: w.Model, collections: slices.Clone(w.collections), owned: make([]bool, len(w.owned)),
		tokens: w.tokens.copy(), Serial: w.Serial, deletedSingles: w.deletedSingles.Copy(), Personas: slices.Clip(w.Personas),
	}
	out.clock.Store(w.clock.Load())
	out.tokenChanges.Store(w.tokenChanges.Load())
	return out
}

// Of is the collection of a resource, to be read. The lock is held.
func (w *State) Of(r *spec.Resource) *Collection { return w.collections[r.Index] }

// Writable is the collection of a resource, to be written to. The lock to write
// is held; what Of gave before is another.
func (w *State) Writable(r *spec.Resource) *Collection {
	if !w.owned[r.Index] {
		w.collections[r.Index], w.owned[r.Index] = w.collections[r.Index].copy(), true
	}
	return w.collections[r.Index]
}

// maxTakenIDs is how many ids in a row may be taken before there are held to be no
// more: a pattern may have few.
const maxTakenIDs = 1 << 16

// nextID is an id that no record of the collection has, "" where none is left.
func (w *State) nextID(c *Collection) string {
	for range maxTakenIDs {
		id := c.Plan.newID(w.NextSerial())
		if c.Find(id) == nil {
			return id
		}
	}
	return ""
}
