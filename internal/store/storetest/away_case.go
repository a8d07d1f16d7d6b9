package storetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/cotalker/rolecall/internal/store"
)

func contextEnds(t *testing.T, e Engine) {
	world := unused()
	s := e.open(t)
	l := logOf(t, s, world)
	fill(t, l, 1)
	ended, end := context.WithCancel(t.Context())
	end()
	_, opened := s.Open(ended, world, Identity)
	_, listed := s.Worlds(ended)
	_, appended := l.Append(ended, 1, nil)
	_, read := l.Read(ended, 0, 1)
	_, headed := l.Head(ended)
	_, _, shot := l.Snapshot(ended)
	for i, err := range []error{opened, listed, s.Delete(ended, world), appended, read, headed, l.Wait(ended, 1), shot, l.Compact(ended, 1, writing(nil))} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("call %d with a context that has ended: %v", i, err)
		}
	}
	if head := headOf(t, l); head != 1 {
		t.Errorf("the log is at %d", head)
	}
}

// again calls until a call is not ErrUnavailable.
func again(t *testing.T, call func(context.Context) error) error {
	t.Helper()
	ctx := bounded(t)
	for {
		if err := call(ctx); !errors.Is(err, store.ErrUnavailable) || ctx.Err() != nil {
			return err
		}
		time.Sleep(20 * time.Millisecond) // asks anew, as a client does
	}
}

// goesOn appends by one log, reads by another, both open for long.
func goesOn(t *testing.T, one, other store.Log) {
	t.Helper()
	var at store.Position
	err := again(t, func(ctx context.Context) error {
		head, err := one.Head(ctx)
		if err != nil {
			return err
		}
		at, err = one.Append(ctx, head, []byte("after it"))
		if errors.Is(err, store.ErrLostRace) {
			return store.ErrUnavailable // an append of unknown end took place: once more
		}
		return err
	})
	if err != nil {
		t.Fatalf("append: %v", err)
	}
	err = again(t, func(ctx context.Context) error {
		entries, err := other.Read(ctx, at-1, 1)
		if err == nil && (len(entries) != 1 || string(entries[0].Data) != "after it") {
			t.Errorf("read %v", entries)
		}
		return err
	})
	if err != nil {
		t.Fatalf("read: %v", err)
	}
}

func reconnect(t *testing.T, e Engine) {
	if e.Cut == nil {
		t.Skip("this engine has no connections")
	}
	world := unused()
	one, other := e.log(t, world), e.log(t, world)
	fill(t, one, 3)
	for range 3 {
		e.Cut(t)
		goesOn(t, one, other)
	}
	if got := texts(t, other, 0, 10); len(got) < 6 || got[2] != "3" {
		t.Errorf("the log has %q", got)
	}
}

func awayAndBack(t *testing.T, e Engine) {
	if e.Away == nil {
		t.Skip("this engine cannot be taken away")
	}
	world := unused()
	s := e.open(t)
	one, other := logOf(t, s, world), e.log(t, world)
	fill(t, one, 3)
	back := e.Away(t)
	ctx := bounded(t)
	_, appended := one.Append(ctx, 3, []byte("lost"))
	_, read := one.Read(ctx, 0, 1)
	_, headed := other.Head(ctx)
	_, _, shot := other.Snapshot(ctx)
	_, listed := s.Worlds(ctx)
	_, opened := s.Open(ctx, world, Identity)
	for i, err := range []error{appended, read, headed, shot, one.Compact(ctx, 3, writing(nil)), listed, opened, s.Delete(ctx, world)} {
		if !errors.Is(err, store.ErrUnavailable) {
			t.Errorf("call %d while the engine is away: %v", i, err)
		}
	}
	back()
	goesOn(t, one, other)
	if got := texts(t, other, 0, 10); len(got) < 4 || got[2] != "3" {
		t.Errorf("the log has %q", got)
	}
}
