package state

import "sync"

// line is the keys of records that came one after the other, as they do where each
// entry of a log makes a copy of a world and only the newest copy is written to. All
// copies share one map. A copy has the keys whose numbers are lower than its own bound,
// and who comes later adds higher ones, which the copies before do not see.
type line struct {
	mu    sync.RWMutex
	byKey map[string]uint64
	upTo  uint64 // higher than every number in it
}

func (l *line) of(key string, upTo uint64) (seq uint64, known bool) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	seq, known = l.byKey[key]
	return seq, known && seq < upTo
}

func (l *line) count() int {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return len(l.byKey)
}

func (l *line) copyTo(out map[string]uint64, upTo uint64) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	for key, seq := range l.byKey {
		if seq < upTo {
			out[key] = seq
		}
	}
}

// extendLine moves keys of its own into the line, unless another copy has added to it:
// those of new records that are new to the line, and of which no change tells.
func (k *keys) extendLine() {
	if k.line == nil {
		k.line = &line{byKey: map[string]uint64{}}
	}
	l := k.line
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.upTo != k.upTo {
		return
	}
	for key, seq := range k.own {
		if seq < k.upTo || seq == removedKey {
			continue
		}
		if _, was := l.byKey[key]; was {
			continue
		}
		if _, changed := k.changes.Get(key); changed {
			continue
		}
		l.byKey[key], l.upTo = seq, max(l.upTo, seq+1)
		delete(k.own, key)
	}
	k.upTo = l.upTo
}
