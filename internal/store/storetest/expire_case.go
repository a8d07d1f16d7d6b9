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
	expirer, can := s.(store.Expirer)
	if !can {
		t.Skip("the engine lets no world expire")
	}
	ctx := bounded(t)
	idle, used := unused(), unused()
	gone, stays := logOf(t, s, idle), logOf(t, s, used)
	fill(t, gone, 3)
	fill(t, stays, 3)
	changed := func() time.Time {
		worlds, err := s.Worlds(ctx)
		if err != nil {
			t.Fatal(err)
		}
		at := slices.IndexFunc(worlds, func(w store.World) bool { return w.Name == used })
		return worlds[at].Changed
	}
	for before := changed(); !changed().After(before); {
		if err := expirer.Touch(ctx, used); err != nil {
			t.Fatal(err)
		}
	}
	if err := expirer.Touch(ctx, unused()); err != nil {
		t.Errorf("a world that is not there is touched: %v", err)
	}
	if names, err := expirer.Expire(ctx, time.Hour, ""); err != nil || slices.Contains(names, idle) || slices.Contains(names, used) {
		t.Errorf("before an hour has passed: %q, %v", names, err)
	}
	if names, err := expirer.Expire(ctx, 0, used); err != nil || !slices.Contains(names, idle) || slices.Contains(names, used) {
		t.Errorf("at once: %q, %v", names, err)
	}
	if _, err := gone.Append(ctx, 3, nil); !errors.Is(err, store.ErrDeleted) {
		t.Errorf("an append to the one that is gone: %v", err)
	}
	if head := headOf(t, logOf(t, s, idle)); head != 0 {
		t.Errorf("the next of its name begins at %d", head)
	}
	appendOne(t, stays, 3, []byte("on"))
}
