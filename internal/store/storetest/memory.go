package storetest

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/cotalker/rolecall/internal/store"
)

// Memory is an engine that keeps its logs in memory. All that have it share it,
// as replicas share a database; Close of one does nothing to the others.
type Memory struct {
	mu     sync.Mutex
	worlds map[string]*memoryLog
	away   bool
	now    func() time.Time
}

// NewMemory makes an engine without any world.
func NewMemory() *Memory {
	return &Memory{worlds: map[string]*memoryLog{}, now: time.Now}
}

var errAway = errors.New("the test took it away")

// Away takes the engine away (true) or brings it back (false).
func (m *Memory) Away(away bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.away = away
	for _, l := range m.worlds {
		l.wake()
	}
}

// Open implements store.Store.
func (m *Memory) Open(ctx context.Context, world string, identity store.Identity) (store.Log, error) {
	if err := store.CheckName(world); err != nil {
		return nil, err
	}
	if err := m.enter(ctx, "open the world"); err != nil {
		return nil, err
	}
	defer m.mu.Unlock()
	l := m.worlds[world]
	switch {
	case l == nil:
		l = &memoryLog{memory: m, identity: identity, changed: m.now(), more: make(chan struct{})}
		m.worlds[world] = l
	case l.identity != identity:
		return nil, &store.MismatchError{World: world, Have: l.identity, Want: identity}
	}
	return l, nil
}

// Worlds implements store.Store.
func (m *Memory) Worlds(ctx context.Context) ([]store.World, error) {
	if err := m.enter(ctx, "list the worlds"); err != nil {
		return nil, err
	}
	defer m.mu.Unlock()
	worlds := make([]store.World, 0, len(m.worlds))
	for name, l := range m.worlds {
		worlds = append(worlds, store.World{Name: name, Identity: l.identity, Head: l.head(), Changed: l.changed})
	}
	slices.SortFunc(worlds, func(a, b store.World) int { return strings.Compare(a.Name, b.Name) })
	return worlds, nil
}

// Delete implements store.Store.
func (m *Memory) Delete(ctx context.Context, world string) error {
	if err := m.enter(ctx, "delete the world"); err != nil {
		return err
	}
	defer m.mu.Unlock()
	m.delete(world)
	return nil
}

func (m *Memory) delete(world string) {
	if l := m.worlds[world]; l != nil {
		l.deleted = true
		l.wake()
		delete(m.worlds, world)
	}
}

// Touch implements store.Store.
func (m *Memory) Touch(ctx context.Context, world string) error {
	if err := m.enter(ctx, "touch the world"); err != nil {
		return err
	}
	defer m.mu.Unlock()
	if l := m.worlds[world]; l != nil {
		l.changed = m.now()
	}
	return nil
}

// Expire implements store.Store.
func (m *Memory) Expire(ctx context.Context, idle time.Duration, spared string) (gone []string, err error) {
	if err := m.enter(ctx, "let worlds expire"); err != nil {
		return nil, err
	}
	defer m.mu.Unlock()
	for name, l := range m.worlds {
		if name != spared && m.now().Sub(l.changed) > idle {
			m.delete(name)
			gone = append(gone, name)
		}
	}
	return gone, nil
}

// Close implements store.Store.
func (m *Memory) Close() error { return nil }

// enter locks the engine, unless it is away or ctx has ended.
func (m *Memory) enter(ctx context.Context, action string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	if m.away {
		m.mu.Unlock()
		return store.Unavailable(action, errAway)
	}
	return nil
}
