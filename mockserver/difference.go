package mockserver

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
)

// maxFrame is about how many bytes of a snapshot have a checksum of their own.
const maxFrame = 1 << 20

// snapshotWriter writes all of a world as the effects that make it of the mock's
// seed: entries one behind another, with their lengths before them and a 0 at the
// end.
type snapshotWriter struct {
	out io.Writer
	effects
	err error
}

// flush writes what has come together, but where that is one entry.
func (s *snapshotWriter) flush() {
	if s.out == nil {
		return
	}
	if s.err == nil && len(s.text) > 0 {
		s.frame(s.entry(entryID{}))
	}
	s.text = s.text[:0]
}

func (s *snapshotWriter) frame(data []byte) {
	if _, s.err = s.out.Write(binary.AppendUvarint(nil, uint64(len(data)))); s.err == nil {
		_, s.err = s.out.Write(data)
	}
}

// writeTo writes a snapshot. Nobody may write to the standing meanwhile.
func (s *standing) writeTo(to io.Writer) error {
	w := &snapshotWriter{out: to}
	if s.start != s.fresh {
		w.state(s.fresh, s.start)
		w.kind(effectBegin)
	}
	for _, name := range slices.Sorted(maps.Keys(s.snapshots)) {
		w.state(s.fresh, s.snapshots[name])
		w.named(effectKeep, name)
	}
	w.state(s.fresh, s.state)
	w.flush()
	if w.err == nil {
		w.frame(nil)
	}
	return w.err
}

// digest tells two worlds apart that are not the same in all that they hold.
func (s *standing) digest() string {
	sum := sha256.New()
	s.writeTo(sum) // a hash takes all
	return hex.EncodeToString(sum.Sum(nil))
}

// readStanding is what was written as a snapshot.
func readStanding(fresh *world, from io.Reader) (*standing, error) {
	s := newStanding(fresh)
	in := bufio.NewReaderSize(from, 1<<16)
	for {
		size, err := binary.ReadUvarint(in)
		switch {
		case err != nil:
			return nil, fmt.Errorf("the snapshot breaks off: %w", err)
		case size == 0:
			return s, nil
		case size > maxSnapshotFrame:
			return nil, errors.New("the snapshot is not one of rolecall")
		}
		data := make([]byte, size)
		if _, err := io.ReadFull(in, data); err != nil {
			return nil, fmt.Errorf("the snapshot breaks off: %w", err)
		}
		_, r, err := readEntry(data)
		if err == nil {
			err = r.apply(s)
		}
		if err != nil {
			return nil, fmt.Errorf("reading a snapshot: %w", err)
		}
	}
}

// maxSnapshotFrame bounds what is read at once: a frame and one large record.
const maxSnapshotFrame = 1 << 28

// state writes what makes a state of the mock's seed, or of nothing where it began
// with other records.
func (s *snapshotWriter) state(fresh, state *world) {
	base := fresh
	if !state.cameFrom(fresh) {
		base = fresh.emptyWorld()
	}
	if base == fresh {
		s.kind(effectFresh)
	} else {
		s.kind(effectEmpty)
	}
	for i, c := range state.collections {
		s.records(base.collections[i].all, c)
	}
	s.tokens(base, state)
	for _, p := range state.personas[min(len(base.personas), len(state.personas)):] {
		s.persona(p)
	}
	state.deletedSingles.Scan(func(key string) bool {
		s.named(effectDeleted, key)
		return true
	})
	if c := state.clock.Load(); c != base.clock.Load() {
		s.clock(c)
	}
	s.kind(effectSerial)
	s.number(state.serial)
	s.flush()
}

// cameFrom tells whether a state is another one with changes: no record has the
// number of one with another id, and the personas begin with the same.
func (w *world) cameFrom(base *world) bool {
	if len(w.personas) < len(base.personas) {
		return false
	}
	for i, p := range base.personas {
		if w.personas[i].Name != p.Name || w.personas[i].Token != p.Token {
			return false
		}
	}
	for i, c := range w.collections {
		if c.all.next() < base.collections[i].all.next() {
			return false
		}
		for old, now := range differences(base.collections[i].all, c.all) {
			if old != nil && now != nil && old.id != now.id {
				return false
			}
		}
	}
	return true
}

func (s *snapshotWriter) records(base *table, c *collection) {
	for old, now := range differences(base, c.all) {
		switch {
		case now != nil:
			s.set(c, old, now)
		case old != nil:
			s.take(c, old)
		}
		if len(s.text) > maxFrame {
			s.flush()
		}
	}
	if c.all.next() > base.next() {
		s.kind(effectSize)
		s.number(uint64(c.plan.resource.Index))
		s.number(c.all.next())
	}
}

func (s *snapshotWriter) tokens(base, state *world) {
	given := map[string]uint64{}
	for token, caller := range state.tokens.all() {
		if before, known := base.tokens.of(token); !known || before != caller {
			given[token] = caller
		}
	}
	for _, token := range slices.Sorted(maps.Keys(given)) {
		s.token(token, given[token])
	}
	if changes := state.tokenChanges.Load(); changes != nil && changes != base.tokenChanges.Load() {
		for _, token := range slices.Sorted(maps.Keys(*changes)) {
			s.tokenChange(state.model, token, (*changes)[token])
		}
	}
}
