package mockserver

// What is counted beside the JSON of a record, in bytes.
const (
	recordCost = 512 // the record, and its places in keys and lists
	chunkCost  = 8 * chunkSize
	tokenCost  = 128
)

// tally counts what worlds hold, and what several share once.
type tally struct {
	fresh   *world
	chunks  map[*chunk]bool
	records map[*record]bool
}

func newTally(fresh *world) *tally { return &tally{fresh, map[*chunk]bool{}, map[*record]bool{}} }

// count counts what states of one world hold that none before did.
func (t *tally) count(states ...*world) (bytes int64) {
	tokens := 0
	for _, state := range states {
		if state == t.fresh {
			continue
		}
		state.mu.RLock()
		tokens = max(tokens, state.tokens.changes.Len())
		for i, c := range state.collections {
			bytes += t.table(c.all, t.fresh.collections[i].all)
		}
		state.mu.RUnlock()
	}
	return bytes + int64(tokens)*tokenCost
}

// table counts the chunks and the records that were not seen yet, and that the seed
// does not have at the same place.
func (t *tally) table(all, fresh *table) (bytes int64) {
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
				bytes += recordCost + int64(len(r.json))
			}
		}
	}
	return bytes
}

var noRecords chunk
