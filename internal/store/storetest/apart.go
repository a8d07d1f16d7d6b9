package storetest

import (
	"context"
	"crypto/rand"
	"strings"
	"time"

	"github.com/cotalker/rolecall/internal/store"
)

// Apart gives a store whose worlds nobody else has, within one that tests share.
// Close deletes them, and leaves the other store open.
func Apart(shared store.Store) store.Store { return apart{shared, rand.Text() + " "} }

type apart struct {
	store.Store
	prefix string // of the names of its worlds
}

func (s apart) Open(ctx context.Context, world string, identity store.Identity) (store.Log, error) {
	return s.Store.Open(ctx, s.prefix+world, identity)
}

func (s apart) Worlds(ctx context.Context) ([]store.World, error) {
	all, err := s.Store.Worlds(ctx)
	var own []store.World
	for _, w := range all {
		if name, is := strings.CutPrefix(w.Name, s.prefix); is {
			w.Name = name
			own = append(own, w)
		}
	}
	return own, err
}

func (s apart) Delete(ctx context.Context, world string) error {
	return s.Store.Delete(ctx, s.prefix+world)
}

func (s apart) Touch(ctx context.Context, world string) error {
	return s.Store.Touch(ctx, s.prefix+world)
}

// Expire lets no world go: it would be those of others too.
func (s apart) Expire(context.Context, time.Duration, string) ([]string, error) { return nil, nil }

func (s apart) Close() error {
	worlds, err := s.Worlds(context.Background())
	for _, w := range worlds {
		if err == nil {
			err = s.Delete(context.Background(), w.Name)
		}
	}
	return err
}
