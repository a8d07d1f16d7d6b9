package state

import (
	"bytes"
	"testing"
)

// seeded is the seed, and versions that began with it whose writes are noted.
func seeded(t testing.TB) (*State, *Versions) {
	t.Helper()
	fresh := crowded(t, 0)
	return fresh, NewVersions(fresh).Noted(0)
}

// changed does some of all that can be done.
func changed(t testing.TB, s *Versions) {
	t.Helper()
	principal := s.Present.Contract.Principal
	people := s.Present.Writable(principal.Resource)
	var first, last *Record
	for r := range people.All.From(0) {
		if first == nil {
			first = r
		}
		last = r
	}
	one := *first
	one.Password = HashedPassword("secret")
	s.Present.Replace(people, first, &one, nil)
	s.Present.GiveToken("a token", one.Seq)
	s.Present.Remove(people, last)
	s.Keep("kept")
	if err := s.Present.ChangeToken("a token", TokenChange{Expired: true, Bearer: &Bearer{Name: "b", Rights: s.Present.Contract.Permissions.Rights(s.Present.Contract.Permissions.Names()[0])}}); err != nil {
		t.Fatal(err)
	}
	s.Present.addPersona(s.Present.Personas[0])
	s.Present.setClock(&clock{stopped: true, at: lastTime, since: s.Present.Now()})
	s.Present.noteDeleted("a key")
	s.Present.NextSerial()
	s.begin()
	s.Restore("kept")
	for range 3 {
		if _, err := s.AddRule("a rule", 2); err != nil {
			t.Fatal(err)
		}
	}
	s.UseRule(1)
	s.ForgetAsked()
	s.RemoveRules(func(r Rule) bool { return r.Number != 1 })
	s.Effects.NoteSerial(s.Present.Serial)
}

// TestEffectsGiveTheSameWorld applies what was noted, and what a snapshot holds, to
// fresh worlds.
func TestEffectsGiveTheSameWorld(t *testing.T) {
	fresh, s := seeded(t)
	changed(t, s)
	id, r, err := ReadEntry(s.Effects.Entry(EntryID{Origin: [8]byte{1, 2}, Count: 300}))
	if err != nil || id.Count != 300 || id.Origin[1] != 2 {
		t.Fatal(id, err)
	}
	again := NewVersions(fresh)
	if err := r.Apply(again); err != nil {
		t.Fatal(err)
	}
	if again.Digest() != s.Digest() {
		t.Error("the entry gives another world")
	}
	var snapshot bytes.Buffer
	if err := s.Write(&snapshot); err != nil {
		t.Fatal(err)
	}
	read, err := ReadSnapshot(fresh, bytes.NewReader(snapshot.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if read.Digest() != s.Digest() {
		t.Error("the snapshot gives another world")
	}
	for size := range snapshot.Len() {
		if _, err := ReadSnapshot(fresh, bytes.NewReader(snapshot.Bytes()[:size])); err == nil {
			t.Fatalf("the first %d of %d bytes are taken for a snapshot", size, snapshot.Len())
		}
	}
	whole := s.Effects.Entry(EntryID{})
	for at := range whole {
		broken := bytes.Clone(whole)
		broken[at] ^= 0x10
		if _, _, err := ReadEntry(broken); err == nil {
			t.Fatalf("byte %d may be another", at)
		}
	}
}

// FuzzEffects reads what nobody has written: it ends with an error, or in a world
// that can be written and read again.
func FuzzEffects(f *testing.F) {
	fresh, s := seeded(f)
	changed(f, s)
	f.Add(s.Effects.text)
	f.Add([]byte{effectSet, 0, 0})
	f.Add([]byte{effectRule, 1, 1, 0, effectRuleUsed, 1, effectRuleGone, 1, effectRule, 2, 0, 1, 'x', effectReset, effectRulesGiven, 9})
	f.Add([]byte{effectReset, effectBegin, effectFresh, effectEmpty, effectSize, 0, 100, effectReset})
	f.Fuzz(func(t *testing.T, text []byte) {
		r := &effectReader{text: text, gaps: 1 << 12}
		s := NewVersions(fresh)
		if r.Apply(s) != nil {
			return
		}
		var snapshot bytes.Buffer
		if err := s.Write(&snapshot); err != nil {
			t.Fatal(err)
		}
		read, err := ReadSnapshot(fresh, &snapshot)
		if err != nil {
			t.Fatal(err)
		}
		if read.Digest() != s.Digest() {
			t.Error("what was read again is another world")
		}
	})
}
