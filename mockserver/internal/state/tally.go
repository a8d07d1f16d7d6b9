package state

// What is counted beside the JSON of a record, in bytes.
const (
	recordCost = 512 // the record, and its places in keys and lists
	chunkCost  = 8 * chunkSize
	tokenCost  = 128
)

// Tally counts what worlds hold, and what several share once.
type Tally struct {
	fresh   *State
	tokens  int // of fresh
	chunks  map[*chunk]bool
	records map[*Record]bool
}

// NewTally counts beside what a mock began with.
func NewTally(fresh *State) *Tally {
	fresh.Mu.RLock() // a fork moves its tokens
	defer fresh.Mu.RUnlock()
	return &Tally{fresh, fresh.tokens.count(), map[*chunk]bool{}, map[*Record]bool{}}
}

// Count counts what states of one world hold that none before did.
func (t *Tally) Count(states ...*State) (bytes int64) {
	tokens := 0
	for _, state := range states {
		if state == t.fresh {
			continue
		}
		state.Mu.RLock()
		tokens = max(tokens, state.tokens.count()-t.tokens)
		for i, c := range state.collections {
			bytes += t.table(c.All, t.fresh.collections[i].All)
		}
		state.Mu.RUnlock()
	}
	return bytes + int64(tokens)*tokenCost
}

// table counts the chunks and the records that were not seen yet, and that the seed
// does not have at the same place.
func (t *Tally) table(all, fresh *Table) (bytes int64) {
	for i, c := range all.chunks {
		seed := &noRecords
		if i < len(fresh.chunks) {
			seed = fresh.chunks[i]
		}
		if c == seed || t.chunks[c] {
			continue
		}
		t.chunks[c] = true
		bytes += chunkCost
		for at, r := range c.records {
			if r != nil && r != seed.records[at] && !t.records[r] {
				t.records[r] = true
				bytes += int64(r.size())
			}
		}
	}
	return bytes
}

var noRecords chunk
