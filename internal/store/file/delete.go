package file

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/cotalker/rolecall/internal/store"
)

// Delete implements store.Store.
func (s *Store) Delete(ctx context.Context, world string) error {
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	return s.delete(world)
}

// delete deletes a world. The lock is held.
func (s *Store) delete(world string) error {
	if l := s.logs[world]; l != nil {
		delete(s.logs, world)
		_ = l.end(store.ErrDeleted) // of files that are to go
	}
	folder := s.folder(world)
	away := filepath.Join(filepath.Dir(folder), temporaryPrefix+filepath.Base(folder))
	err := os.RemoveAll(away) // of a deletion that was cut short
	if err == nil {
		err = ignoreMissing(os.Rename(folder, away))
	}
	if err == nil {
		err = syncFolder(filepath.Dir(folder))
	}
	if err == nil {
		err = os.RemoveAll(away)
	}
	if err != nil {
		return store.Unavailable(fmt.Sprintf("delete the world %q", world), err)
	}
	return nil
}

// Touch implements store.Store: the time of the file that says what the world is
// called is that of the last touch.
func (s *Store) Touch(ctx context.Context, world string) error {
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	now := time.Now()
	if err := ignoreMissing(os.Chtimes(filepath.Join(s.folder(world), worldFile), now, now)); err != nil {
		return store.Unavailable(fmt.Sprintf("touch the world %q", world), err)
	}
	if l := s.logs[world]; l != nil {
		l.mu.Lock()
		l.changed = now
		l.mu.Unlock()
	}
	return nil
}

// Expire implements store.Store.
func (s *Store) Expire(ctx context.Context, idle time.Duration, spared string) (gone []string, err error) {
	if err := s.enter(ctx); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	folders, err := s.folders()
	if err != nil {
		return nil, store.Unavailable("let worlds expire", err)
	}
	for _, folder := range folders {
		b, err := readBirth(folder)
		if err != nil || string(b.Name) == spared || time.Since(lastUse(folder)) <= idle {
			continue // what is not a world is told by those who open it
		}
		if err := s.delete(string(b.Name)); err != nil {
			return gone, err
		}
		gone = append(gone, string(b.Name))
	}
	return gone, nil
}

// lastUse is when a file of a world was last written or touched; where that cannot be
// told it is now.
func lastUse(folder string) (last time.Time) {
	names, err := os.ReadDir(folder)
	for _, name := range names {
		if name.Name() != worldFile && !strings.HasPrefix(name.Name(), entriesPrefix) {
			continue
		}
		info, looked := name.Info()
		if looked != nil {
			err = errors.Join(err, looked)
		} else if info.ModTime().After(last) {
			last = info.ModTime()
		}
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return time.Now()
	}
	return last
}
