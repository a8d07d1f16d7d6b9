package mockserver

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"

	"github.com/tidwall/btree"
)

// world is one isolated state of the mock: the records, the tokens, the clock
// and the source of ids. Requests are handed the world they act on.
type world struct {
	*config
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

// config is what every world of a mock has in common.
type config struct {
	contract     *spec.Contract
	plans        []*storagePlan // in the order of the contract's resources
	problem      *spec.Schema   // of refusals: orders their members
	noRights     spec.Rights    // none of the contract's permissions
	fullToken    string         // holds all rights, "" where tokens stand for records
	now          func() time.Time
	newToken     func(serial uint64) string
	samples      sync.Map // of values, by their schema
	seedPersonas []fixtures.Persona
	noHints      bool          // refusals tell no more than the document declares
	anyStatus    bool          // may be wished for, and not those of the document alone
	made         atomic.Uint64 // values that were made anew
	locales      []string      // of the people in them, nil for the default ones
	room         room          // for what worlds hold
}

// knows tells whether a resource is the contract's.
func (c *config) knows(resource *spec.Resource) bool {
	return slices.Contains(c.contract.Resources, resource)
}

// newWorld builds a world from its data.
func (c *config) newWorld(data *fixtures.World) (*world, error) {
	w := c.emptyWorld()
	w.personas = data.Personas
	var buffer []byte
	for _, part := range data.Collections {
		if !c.knows(part.Resource) {
			return nil, fmt.Errorf("building the world: its collection %s is of another contract; load the world with the contract that the mock is given", part.Resource.Collection)
		}
		plan := c.plans[part.Resource.Index]
		for _, document := range part.Records {
			buffer = c.conformText(plan, plan.encode(buffer[:0], document), "world")
			one := w.record(plan, string(buffer))
			if part.Resource.ID == "" {
				one.id = w.nextID(w.of(part.Resource)) // which no reply shows
			}
			if plan.password != "" {
				if plain, has := document[plan.password].(string); has {
					one.password = lazyPassword(strings.Clone(plain)) // or the text of the world would stay
				}
			}
			w.of(part.Resource).add(one)
		}
	}
	byDepth := slices.SortedStableFunc(slices.Values(w.collections), func(a, b *collection) int {
		return len(a.plan.resource.Parents) - len(b.plan.resource.Parents)
	})
	for _, c := range byDepth {
		w.adopt(c)
	}
	for _, p := range data.Personas {
		if caller := w.caller(p.Caller); caller != nil {
			w.tokens.add(p.Token, caller.seq)
		}
	}
	return w, nil
}

// emptyWorld holds nothing.
func (c *config) emptyWorld() *world {
	w := &world{config: c, tokens: newKeys(), deletedSingles: &btree.Set[string]{}}
	for _, plan := range c.plans {
		w.collections, w.owned = append(w.collections, newCollection(plan)), append(w.owned, true)
	}
	return w
}

// caller is the record of who may bring a token, nil for nobody.
func (w *world) caller(id string) *record {
	if w.contract.Principal == nil {
		return nil
	}
	return w.of(w.contract.Principal.Resource).find(id)
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
		config: w.config, collections: slices.Clone(w.collections), owned: make([]bool, len(w.owned)),
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

func textList(v any) []string {
	if one, ok := idText(v); ok {
		return []string{one}
	}
	list, _ := v.([]any)
	var out []string
	for _, item := range list {
		if s, ok := idText(item); ok {
			out = append(out, s)
		}
	}
	return out
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
