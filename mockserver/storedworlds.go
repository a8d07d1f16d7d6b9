package mockserver

import (
	"context"
	"slices"

	"github.com/cotalker/rolecall/mockserver/internal/ledger"
	"github.com/cotalker/rolecall/mockserver/internal/state"
)

// stored is the world of a name, where this process or another that uses the store
// has one, nil for none.
func (s *Server) stored(ctx context.Context, name string) (*World, error) {
	if w := s.worlds.find(name); s.storage == nil || w != nil && w.ledger.IsOpen() {
		return w, nil
	}
	list, err := s.storage.Worlds(ctx)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(list, name) {
		return nil, nil
	}
	return s.World(name)
}

// allStored lists the worlds of the store, as they are after what was answered before.
func (s *Server) allStored(ctx context.Context) ([]*World, error) {
	if s.storage == nil {
		return s.Worlds(), nil
	}
	list, err := s.storage.Worlds(ctx)
	if err != nil {
		return nil, err
	}
	worlds := []*World{s.standard}
	if err := s.standard.ledger.CatchUp(ctx); err != nil {
		return nil, err
	}
	for _, one := range list {
		if !isWorldName(one) || one == DefaultWorld {
			continue
		}
		w, err := s.World(one)
		if err == nil {
			err = w.ledger.CatchUp(ctx)
		}
		if err != nil {
			return nil, err
		}
		worlds = append(worlds, w)
	}
	return worlds, nil
}

// beginStored makes a world that begins as a state in the store, where the name must
// be free unless it is to take the place of another.
func (s *Server) beginStored(name string, start *state.State, replace bool) (w *World, made bool, err error) {
	if w = s.worlds.find(name); w == nil {
		w = s.newNamed(name, s.fresh)
		w.ledger = ledger.New(w.name, s.fresh, w.show, s.storage)
	}
	err = w.ledger.Do(func(now *state.Versions) error {
		if made = replace || now.After == 0; made {
			now.Adopt(start)
		}
		return nil
	})
	if err != nil {
		return nil, false, err
	}
	return s.worlds.addThis(s, w), made, nil
}

// removeStored deletes a world in the store too.
func (s *Server) removeStored(ctx context.Context, name string) error {
	if s.storage == nil {
		return nil
	}
	return s.storage.Delete(ctx, name)
}
