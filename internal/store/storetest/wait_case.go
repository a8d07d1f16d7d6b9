package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/cotalker/rolecall/internal/store"
)

// follow waits until a log goes beyond a position.
func follow(ctx context.Context, l store.Log, after store.Position) error {
	for {
		if err := l.Wait(ctx, after); err != nil {
			return err
		}
		head, err := l.Head(ctx)
		if err != nil || head > after {
			return err
		}
	}
}

func waitWakes(t *testing.T, e Engine) {
	world := unused()
	one, other := e.log(t, world), e.log(t, world)
	ctx := bounded(t)
	for after := range store.Position(5) {
		woken := make(chan error, 2)
		for _, l := range []store.Log{one, other} {
			go func() { woken <- follow(ctx, l, after) }()
		}
		appendOne(t, one, after, nil)
		for range 2 {
			if err := <-woken; err != nil {
				t.Fatalf("wait after %d: %v", after, err)
			}
		}
	}
	if err := one.Wait(ctx, 2); err != nil {
		t.Errorf("wait for what is there: %v", err)
	}
	ending, end := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() {
		for {
			if err := other.Wait(ending, 5); err != nil {
				done <- err
				return
			}
		}
	}()
	end()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("a wait whose context ended: %v", err)
	}
}

func slowReader(t *testing.T, e Engine) {
	const n = 60
	world := unused()
	one, slow := e.log(t, world), e.log(t, world)
	ctx := bounded(t)
	read := make(chan []string, 1)
	go func() {
		var got []string
		for at := store.Position(0); at < n; at++ {
			if err := follow(ctx, slow, at); err != nil {
				t.Errorf("wait after %d: %v", at, err)
				break
			}
			entries, err := slow.Read(ctx, at, 1)
			if err != nil || len(entries) != 1 {
				t.Errorf("read after %d: %v, %v", at, entries, err)
				break
			}
			got = append(got, string(entries[0].Data))
		}
		read <- got
	}()
	fill(t, one, n)
	var want []string
	for i := range n {
		want = append(want, fmt.Sprint(i+1))
	}
	if got := <-read; !slices.Equal(got, want) {
		t.Errorf("read %q", got)
	}
}
