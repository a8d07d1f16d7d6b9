package watch

import (
	"context"
	"hash/maphash"
	"maps"
	"os"
	"slices"
	"sync"
	"time"
)

// Interval is the time between two looks at the files.
const Interval = 200 * time.Millisecond

// young is how long after a change a file is looked into: the clock of a file
// system may be coarse, and two changes have one time.
const young = 2 * time.Second

// Set is files, and what they were like when they were added.
type Set struct {
	mu     sync.Mutex
	stamps map[string]stamp
}

// stamp is what tells one state of a file from another.
type stamp struct {
	info os.FileInfo // nil for a file that is not there
	text uint64      // a hash of what it holds, 0 where that is not looked at
}

var seed = maphash.MakeSeed()

// NewSet is no files yet.
func NewSet() *Set { return &Set{stamps: map[string]stamp{}} }

// Add notes a file as it is, whether it is there or not. It is called before the
// file is read, so that no change is missed.
func (s *Set) Add(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, known := s.stamps[name]; !known {
		s.stamps[name] = stampOf(name)
	}
}

// AddAll adds the files of another set, as they were there.
func (s *Set) AddAll(other *Set) {
	s.mu.Lock()
	defer s.mu.Unlock()
	other.mu.Lock()
	defer other.mu.Unlock()
	for name, at := range other.stamps {
		if _, known := s.stamps[name]; !known {
			s.stamps[name] = at
		}
	}
}

// Wait looks at the files at each tick until some have changed and the next tick
// finds no more changes: an editor may write in several steps. It returns the
// names of those, nil when the context ends.
func (s *Set) Wait(ctx context.Context, ticks <-chan time.Time) []string {
	changed := map[string]bool{}
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-ticks:
		}
		now := s.moved()
		if len(now) == 0 && len(changed) > 0 {
			return slices.Sorted(maps.Keys(changed))
		}
		for _, name := range now {
			changed[name] = true
		}
	}
}

// moved are the files that are not as they were when they were last looked at.
func (s *Set) moved() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []string
	for name, old := range s.stamps {
		if now := stampOf(name); !same(old, now, name) {
			s.stamps[name] = now
			out = append(out, name)
		}
	}
	return out
}

func stampOf(name string) stamp {
	info, err := os.Stat(name)
	if err != nil {
		return stamp{}
	}
	out := stamp{info: info}
	if time.Since(info.ModTime()) < young && info.Mode().IsRegular() {
		out.text = hash(name)
	}
	return out
}

func same(old, now stamp, name string) bool {
	if old.info == nil || now.info == nil {
		return old.info == nil && now.info == nil
	}
	if !os.SameFile(old.info, now.info) || old.info.Size() != now.info.Size() || !old.info.ModTime().Equal(now.info.ModTime()) {
		return false
	}
	if old.text == 0 {
		return true
	}
	if now.text == 0 {
		now.text = hash(name)
	}
	return old.text == now.text
}

// hash tells what a file holds, 0 for one that cannot be read.
func hash(name string) uint64 {
	data, err := os.ReadFile(name)
	if err != nil {
		return 0
	}
	return max(1, maphash.Bytes(seed, data))
}
