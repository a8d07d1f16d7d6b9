package mockserver

import (
	"fmt"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/mockserver/internal/state"
)

// maxAdded is how many generated records one call has join a world.
const maxAdded = 100_000

// stateOf is the state that a world file describes.
func (s *Server) stateOf(data *fixtures.World) (*state.State, error) {
	state, err := s.model.NewState(data)
	if err != nil {
		return nil, err
	}
	if s.contract.Principal == nil {
		state.Personas = s.seed.Personas
	}
	state.Written()
	return state, nil
}

// NewWorld makes a world that begins with other data than the mock, which must
// have been loaded with the same contract. The name must be free.
func (s *Server) NewWorld(name string, data *fixtures.World) (*World, error) {
	if !isWorldName(name) {
		return nil, badWorldName(name)
	}
	if err := s.checkMemory(nil); err != nil {
		return nil, err
	}
	state, err := s.stateOf(data)
	if err != nil {
		return nil, err
	}
	return s.addNew(name, state)
}

// begin makes a world that begins as a state. Where the name is taken it gives the
// world that there is, or puts the new one in its place, and tells which.
func (s *Server) begin(name string, start *state.State, replace bool) (w *World, made bool, err error) {
	if s.storage != nil {
		return s.beginStored(name, start, replace)
	}
	w, made = s.worlds.add(s, name, start, replace)
	return w, made, nil
}

// addNew adds a world whose name must be free.
func (s *Server) addNew(name string, start *state.State) (*World, error) {
	w, isNew, err := s.begin(name, start, false)
	if err != nil {
		return nil, err
	}
	if !isNew {
		return nil, fmt.Errorf("there is a world %s already; remove it, or choose another name", name)
	}
	return w, nil
}

// Populate has so many generated records of a collection join the world, the same
// for the same seed. Those that are like others which the world has already, as
// others of the same seed are, are passed over.
func (w *World) Populate(collection string, count int, seed uint64) error {
	if count < 0 || count > maxAdded {
		return fmt.Errorf("%d generated records of %s: 0 to %d can be added at once", count, collection, maxAdded)
	}
	resource, err := w.server.resource(collection)
	if err != nil {
		return err
	}
	if err := w.server.checkMemory(w); err != nil {
		return err
	}
	generator, err := fixtures.New(w.server.contract, seed, fixtures.WithWorld(w.server.seed))
	if err != nil {
		return fmt.Errorf("populating %s: %w", collection, err)
	}
	population, err := generator.Of(collection)
	if err != nil {
		return err
	}
	return w.write(func(state *state.State) error { return state.Join(resource, population, count) })
}
