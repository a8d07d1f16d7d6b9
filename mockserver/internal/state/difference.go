package state

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
	Effects
	err error
}

// flush writes what has come together, but where that is one entry.
func (s *snapshotWriter) flush() {
	if s.out == nil {
		return
	}
	if s.err == nil && len(s.text) > 0 {
		s.frame(s.Entry(EntryID{}))
	}
	s.text = s.text[:0]
}

func (s *snapshotWriter) frame(data []byte) {
	if _, s.err = s.out.Write(binary.AppendUvarint(nil, uint64(len(data)))); s.err == nil {
		_, s.err = s.out.Write(data)
	}
}

// Write writes a snapshot. Nobody may write to the versions meanwhile.
func (s *Versions) Write(to io.Writer) error {
	w := &snapshotWriter{out: to}
	if s.Start != s.Fresh {
		w.state(s.Fresh, s.Start)
		w.kind(effectBegin)
	}
	for _, name := range slices.Sorted(maps.Keys(s.Snapshots)) {
		w.state(s.Fresh, s.Snapshots[name])
		w.named(effectKeep, name)
	}
	w.state(s.Fresh, s.Present)
	w.rules(s.Rules)
	if w.err == nil {
		w.frame(nil)
	}
	return w.err
}

// Digest tells two worlds apart that are not the same in all that they hold.
func (s *Versions) Digest() string {
	sum := sha256.New()
	s.Write(sum) // a hash takes all
	return hex.EncodeToString(sum.Sum(nil))
}

// ReadSnapshot is what was written as a snapshot.
func ReadSnapshot(fresh *State, from io.Reader) (*Versions, error) {
	s := NewVersions(fresh)
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
		_, r, err := ReadEntry(data)
		if err == nil {
			err = r.Apply(s)
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
func (s *snapshotWriter) state(fresh, state *State) {
	base := fresh
	if !state.cameFrom(fresh) {
		base = fresh.emptyState()
	}
	if base == fresh {
		s.kind(effectFresh)
	} else {
		s.kind(effectEmpty)
	}
	for i, c := range state.collections {
		s.records(base.collections[i].All, c)
	}
	s.tokens(base, state)
	for _, p := range state.Personas[min(len(base.Personas), len(state.Personas)):] {
		s.persona(p)
	}
	state.deletedSingles.Scan(func(key string) bool {
		s.named(effectDeleted, key)
		return true
	})
	if c := state.clock.Load(); c != base.clock.Load() {
		s.clock(c)
	}
	s.numbered(effectSerial, state.Serial)
	s.flush()
}

// cameFrom tells whether a state is another one with changes: no record has the
// number of one with another id, and the personas begin with the same.
func (w *State) cameFrom(base *State) bool {
	if len(w.Personas) < len(base.Personas) {
		return false
	}
	for i, p := range base.Personas {
		if w.Personas[i].Name != p.Name || w.Personas[i].Token != p.Token {
			return false
		}
	}
	for i, c := range w.collections {
		if c.All.next() < base.collections[i].All.next() {
			return false
		}
		for old, now := range differences(base.collections[i].All, c.All) {
			if old != nil && now != nil && old.ID != now.ID {
				return false
			}
		}
	}
	return true
}

func (s *snapshotWriter) records(base *Table, c *Collection) {
	for old, now := range differences(base, c.All) {
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
	if c.All.next() > base.next() {
		s.kind(effectSize)
		s.number(uint64(c.Plan.Resource.Index))
		s.number(c.All.next())
	}
}

func (s *snapshotWriter) tokens(base, state *State) {
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
			s.tokenChange(state.Model, token, (*changes)[token])
		}
	}
}

// differences yields the records of two tables that are not the same, by their
// numbers: nil where one of them has none. Tables that came from one another share
// chunks, which are passed over.
func differences(a, b *Table) func(yield func(old, now *Record) bool) {
	at := func(t *Table, chunk, i int) *Record {
		if chunk >= len(t.chunks) || i >= len(t.chunks[chunk].records) {
			return nil
		}
		return t.chunks[chunk].records[i]
	}
	return func(yield func(old, now *Record) bool) {
		for chunk := range max(len(a.chunks), len(b.chunks)) {
			if chunk < len(a.chunks) && chunk < len(b.chunks) && a.chunks[chunk] == b.chunks[chunk] {
				continue
			}
			for i := range chunkSize {
				if old, now := at(a, chunk, i), at(b, chunk, i); old != now && !yield(old, now) {
					return
				}
			}
		}
	}
}
