package mockserver

import (
	"slices"
	"sync"
	"sync/atomic"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"

	"github.com/tidwall/btree"
)

// world is one isolated state of the mock: the records, the tokens, the clock
// and the source of ids. Requests are handed the world they act on.
type world struct {
	*model
	mu             sync.RWMutex
	collections    []*collection // in the order of the contract's resources
	owned          []bool        // which of them no other world has
	tokens         *keys         // to the numbers of callers
	serial         uint64        // of ids and tokens given so far
	deletedSingles *btree.Set[string]
	personas       []fixtures.Persona // those that it began with, then those that were minted
	effects        *effects           // notes what is done to it, nil where no log follows

	// Read without the lock, and nil until the first change.
	clock        atomic.Pointer[clock]
	tokenChanges atomic.Pointer[map[string]tokenChange] // of tokens; never written to
}

// fork gives an independent world with the same content. A collection is copied
// when one of the two first writes to it.
func (w *world) fork() *world {
	w.mu.Lock()
	defer w.mu.Unlock()
	for i, c := range w.collections {
		if w.owned[i] {
			c.lists.catchUp(c.all)
		}
	}
	clear(w.owned)
	out := &world{
		model: w.model, collections: slices.Clone(w.collections), owned: make([]bool, len(w.owned)),
		tokens: w.tokens.copy(), serial: w.serial, deletedSingles: w.deletedSingles.Copy(), personas: slices.Clip(w.personas),
	}
	out.clock.Store(w.clock.Load())
	out.tokenChanges.Store(w.tokenChanges.Load())
	return out
}

// of is the collection of a resource, to be read. The caller holds the lock.
func (w *world) of(r *spec.Resource) *collection { return w.collections[r.Index] }

// own is the collection of a resource, to be written to. The caller holds the
// lock to write; what of gave before is another.
func (w *world) own(r *spec.Resource) *collection {
	if !w.owned[r.Index] {
		w.collections[r.Index], w.owned[r.Index] = w.collections[r.Index].copy(), true
	}
	return w.collections[r.Index]
}

// encode writes a document as it is stored and sent: without its write-only
// members.
func (p *storagePlan) encode(dst []byte, document map[string]any) []byte {
	if p.hidden.standsIn(document) {
		shown, _ := jsonvalue.Decode(jsonvalue.Append(nil, document)) // a copy
		p.hidden.prune(shown)
		return p.resource.Schema.Append(dst, shown)
	}
	return p.resource.Schema.Append(dst, document)
}

// stampNow is the present in milliseconds, and later than after as long as there
// is a later time.
func (w *world) stampNow(after int64) int64 {
	return min(max(w.time().UnixMilli(), after+1), lastTime.UnixMilli())
}

// maxTakenIDs is how many ids in a row may be taken before there are held to be no
// more: a pattern may have few.
const maxTakenIDs = 1 << 16

// nextID is an id that no record of the collection has, "" where none is left.
func (w *world) nextID(c *collection) string {
	for range maxTakenIDs {
		id := c.plan.newID(w.nextSerial())
		if c.find(id) == nil {
			return id
		}
	}
	return ""
}
