package mockserver

import (
	"bytes"
	"testing"
)

// seeded is the seed, and a standing that began with it whose writes are noted.
func seeded(t testing.TB) (*world, *standing) {
	t.Helper()
	fresh := crowded(t, 0)
	return fresh, newStanding(fresh).noted()
}

// changed does some of all that can be done.
func changed(t testing.TB, s *standing) {
	t.Helper()
	principal := s.state.contract.Principal
	people := s.state.own(principal.Resource)
	var first, last *record
	for r := range people.all.from(0) {
		if first == nil {
			first = r
		}
		last = r
	}
	one := *first
	one.password = hashedPassword("secret")
	s.state.replace(people, first, &one, nil)
	s.state.giveToken("a token", one.seq)
	s.state.remove(people, last)
	s.keep("kept")
	if err := s.state.changeToken("a token", tokenChange{expired: true, bearer: &bearer{name: "b", rights: s.state.contract.Permissions.Rights(s.state.contract.Permissions.Names()[0])}}); err != nil {
		t.Fatal(err)
	}
	s.state.addPersona(s.state.personas[0])
	s.state.setClock(&clock{stopped: true, at: lastTime, since: s.state.now()})
	s.state.noteDeleted("a key")
	s.state.nextSerial()
	s.begin()
	s.restore("kept")
	s.effects.noteSerial(s.state.serial)
}

// TestEffectsGiveTheSameWorld applies what was noted, and what a snapshot holds, to
// fresh worlds.
func TestEffectsGiveTheSameWorld(t *testing.T) {
	fresh, s := seeded(t)
	changed(t, s)
	id, r, err := readEntry(s.effects.entry(entryID{origin: [8]byte{1, 2}, count: 300}))
	if err != nil || id.count != 300 || id.origin[1] != 2 {
		t.Fatal(id, err)
	}
	again := newStanding(fresh)
	if err := r.apply(again); err != nil {
		t.Fatal(err)
	}
	if again.digest() != s.digest() {
		t.Error("the entry gives another world")
	}
	var snapshot bytes.Buffer
	if err := s.writeTo(&snapshot); err != nil {
		t.Fatal(err)
	}
	read, err := readStanding(fresh, bytes.NewReader(snapshot.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if read.digest() != s.digest() {
		t.Error("the snapshot gives another world")
	}
	for size := range snapshot.Len() {
		if _, err := readStanding(fresh, bytes.NewReader(snapshot.Bytes()[:size])); err == nil {
			t.Fatalf("the first %d of %d bytes are taken for a snapshot", size, snapshot.Len())
		}
	}
	whole := s.effects.entry(entryID{})
	for at := range whole {
		broken := bytes.Clone(whole)
		broken[at] ^= 0x10
		if _, _, err := readEntry(broken); err == nil {
			t.Fatalf("byte %d may be another", at)
		}
	}
}

// FuzzEffects reads what nobody has written: it ends with an error, or in a world
// that can be written and read again.
func FuzzEffects(f *testing.F) {
	fresh, s := seeded(f)
	changed(f, s)
	f.Add(s.effects.text)
	f.Add([]byte{effectSet, 0, 0})
	f.Add([]byte{effectReset, effectBegin, effectFresh, effectEmpty, effectSize, 0, 100, effectReset})
	f.Fuzz(func(t *testing.T, text []byte) {
		r := &effectReader{text: text, gaps: 1 << 12}
		s := newStanding(fresh)
		if r.apply(s) != nil {
			return
		}
		var snapshot bytes.Buffer
		if err := s.writeTo(&snapshot); err != nil {
			t.Fatal(err)
		}
		read, err := readStanding(fresh, &snapshot)
		if err != nil {
			t.Fatal(err)
		}
		if read.digest() != s.digest() {
			t.Error("what was read again is another world")
		}
	})
}
