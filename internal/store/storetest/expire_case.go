package storetest

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/cotalker/rolecall/internal/store"
)

func expires(t *testing.T, e Engine) {
	s := e.open(t)
	ctx := bounded(t)
	idle, used := unused(), unused()
	gone, stays := logOf(t, s, idle), logOf(t, s, used)
	fill(t, gone, 3)
	fill(t, stays, 3)
	changed := func() time.Time { return listed(t, s, used).Changed }
	for before := changed(); !changed().After(before); {
		if err := s.Touch(ctx, used); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Touch(ctx, unused()); err != nil {
		t.Errorf("a world that is not there is touched: %v", err)
	}
	if names, err := s.Expire(ctx, time.Hour, ""); err != nil || slices.Contains(names, idle) || slices.Contains(names, used) {
		t.Errorf("before an hour has passed: %q, %v", names, err)
	}
	if names, err := s.Expire(ctx, 0, used); err != nil || !slices.Contains(names, idle) || slices.Contains(names, used) {
		t.Errorf("at once: %q, %v", names, err)
	}
	if _, err := gone.Append(ctx, 3, nil); !errors.Is(err, store.ErrDeleted) {
		t.Errorf("an append to the one that is gone: %v", err)
	}
	if w := listed(t, s, idle); w.Name != "" {
		t.Errorf("the one that is gone is listed: %+v", w)
	}
	if head := headOf(t, logOf(t, s, idle)); head != 0 {
		t.Errorf("the next of its name begins at %d", head)
	}
	appendOne(t, stays, 3, []byte("on"))
}

// listed is a world as the store lists it, without a name where it does not.
func listed(t *testing.T, s store.Store, world string) store.World {
	t.Helper()
	worlds, err := s.Worlds(bounded(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range worlds {
		if w.Name == world {
			return w
		}
	}
	return store.World{}
}
