package file

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/cotalker/rolecall/internal/store"
)

// Store is a store in a folder.
type Store struct {
	path string
	lock *os.File
	open opener

	mu     sync.Mutex
	tell   func(string)    // nil until somebody asks
	logs   map[string]*Log // by the name of the world; those that were opened
	closed bool
}

var errClosed = errors.New("the store was closed")

// Open opens the store in a folder, which it makes where there is none. Where
// another process has it, that is a *LockedError.
func Open(path string) (*Store, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("open the store: %w", err)
	}
	if err := claim(path); err != nil {
		return nil, err
	}
	held, err := lock(path, filepath.Join(path, lockName))
	if taken := (*LockedError)(nil); errors.As(err, &taken) {
		return nil, err
	}
	if err != nil {
		return nil, fmt.Errorf("open the store %s: %w", path, err)
	}
	return &Store{path: path, lock: held, open: openDisk, logs: map[string]*Log{}}, nil
}

// enter locks the store.
func (s *Store) enter(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return errClosed
	}
	return nil
}

func (s *Store) folder(world string) string {
	return filepath.Join(s.path, worlds, folderName(world))
}

// Open implements store.Store.
func (s *Store) Open(ctx context.Context, world string, identity store.Identity) (store.Log, error) {
	if err := store.CheckName(world); err != nil {
		return nil, err
	}
	if err := s.enter(ctx); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	l := s.logs[world]
	if l != nil && l.identity == identity {
		return l, nil
	}
	folder := s.folder(world)
	b, err := readBirth(folder)
	if errors.Is(err, fs.ErrNotExist) {
		b = birth{[]byte(world), identity.Contract, identity.Format, time.Now().UTC()}
		err = b.write(folder)
	}
	if err == nil && b.identity() != identity {
		return nil, &store.MismatchError{World: world, Have: b.identity(), Want: identity}
	}
	if err == nil {
		l, err = s.openLog(folder, b)
	}
	if err != nil {
		return nil, store.Unavailable(fmt.Sprintf("open the world %q", world), err)
	}
	s.logs[world] = l
	return l, nil
}

// Worlds implements store.Store.
func (s *Store) Worlds(ctx context.Context) ([]store.World, error) {
	if err := s.enter(ctx); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	folders, err := s.folders()
	if err != nil {
		return nil, store.Unavailable("list the worlds", err)
	}
	var all []store.World
	for _, folder := range folders {
		b, err := readBirth(folder)
		if errors.Is(err, fs.ErrNotExist) {
			continue // its making was cut short
		}
		var w store.World
		if err == nil {
			w, err = s.look(folder, b)
		}
		if err != nil {
			return nil, store.Unavailable("list the worlds", err)
		}
		all = append(all, w)
	}
	slices.SortFunc(all, func(a, b store.World) int { return strings.Compare(a.Name, b.Name) })
	return all, nil
}

// Sole implements store.Sole: a lock keeps others out.
func (s *Store) Sole() {}

// Tell implements store.Teller.
func (s *Store) Tell(how func(string)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tell = how
}

// openLog opens a log, and tells what it lost. The lock is held.
func (s *Store) openLog(folder string, b birth) (*Log, error) {
	l, err := openLog(s.open, folder, b)
	if err == nil && l.last().cut > 0 && s.tell != nil {
		last := l.last()
		s.tell(fmt.Sprintf("%s was torn: %d bytes after byte %d were cut off, which are no whole entry; what was acknowledged is there", last.path, last.cut, last.end))
	}
	return l, err
}

// folders are those of the worlds. What a deletion left that was cut short goes: it
// still has the name of a world that may have been made anew.
func (s *Store) folders() ([]string, error) {
	entries, err := os.ReadDir(filepath.Join(s.path, worlds))
	if err != nil {
		return nil, err
	}
	var all []string
	for _, entry := range entries {
		folder := filepath.Join(s.path, worlds, entry.Name())
		if strings.HasPrefix(entry.Name(), temporaryPrefix) {
			_ = os.RemoveAll(folder) // or the next call does
			continue
		}
		all = append(all, folder)
	}
	return all, nil
}

// look tells what there is to know of a world, open or not.
func (s *Store) look(folder string, b birth) (store.World, error) {
	l := s.logs[string(b.Name)]
	if l == nil {
		var err error
		if l, err = s.openLog(folder, b); err != nil {
			return store.World{}, err
		}
		defer func() { _ = l.end(errClosed) }() // nothing was written
	}
	l.mu.RLock()
	defer l.mu.RUnlock()
	return store.World{Name: string(b.Name), Identity: l.identity, Head: l.head(), Changed: l.changed}, nil
}

// Close implements store.Store.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil
	}
	s.closed = true
	var errs []error
	for _, l := range s.logs {
		errs = append(errs, l.end(errClosed))
	}
	return errors.Join(append(errs, s.lock.Close())...)
}
